#include "server/translate_settings.h"

#include <utility>

#include "engine/model/error.h"
#include "server/scalars.h"
#include "server/translate_rule.h"

namespace atp {
namespace {

// A kind is the alternative's index in SettingValue, plus one.
static_assert(std::variant_size_v<SettingValue> == v1::Setting::CAP);
static_assert(
    std::is_same_v<std::variant_alternative_t<v1::Setting::RULE - 1, SettingValue>, RuleSetting>);
static_assert(std::is_same_v<std::variant_alternative_t<v1::Setting::CHANNEL - 1, SettingValue>,
                             ChannelSetting>);
static_assert(static_cast<int>(AgePolicy::kMark) == v1::AgeSetting::MARK);
static_assert(static_cast<int>(AgePolicy::kUnknown) == v1::AgeSetting::UNKNOWN);

using Keys = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> ToKeys(const Keys& keys) { return {keys.begin(), keys.end()}; }

void FillKeys(const std::vector<std::string>& from, Keys* keys) {
  for (const std::string& key : from) *keys->Add() = key;
}

KitSetting ToKit(const v1::KitSetting& from) {
  KitSetting kit;
  kit.item = from.item();
  for (const auto& component : from.components()) {
    kit.components.push_back({component.item(), component.quantity()});
  }
  return kit;
}

absl::StatusOr<AgeSetting> ToAge(const v1::AgeSetting& from, const std::string& path) {
  const auto allowed_age =
      ParseDuration(from.allowed_age(), path + "allowed_age", "FIELD_OUT_OF_RANGE");
  if (!allowed_age.ok()) return allowed_age.status();
  if (!v1::AgeSetting::Policy_IsValid(from.policy())) {
    return BadField("FIELD_OUT_OF_RANGE", path + "policy", "not a policy that this server knows");
  }
  const AgePolicy policy = from.policy() == v1::AgeSetting::POLICY_UNSPECIFIED
                               ? AgePolicy::kMark
                               : static_cast<AgePolicy>(from.policy());
  return AgeSetting{from.source(), ToKeys(from.locations()), *allowed_age, policy,
                    from.buffer_percent()};
}

// `path` ends with a dot. A setting that is only to be removed needs no more than its key.
absl::StatusOr<SettingValue> ToValue(const v1::Setting& from, const std::string& path) {
  switch (from.value_case()) {
    case v1::Setting::kRule: {
      absl::StatusOr<Rule> rule = ToRule(from.rule().rule(), path + "rule");
      if (!rule.ok()) return rule.status();
      return RuleSetting{from.rule().item(), from.rule().location(), *std::move(rule)};
    }
    case v1::Setting::kSupplier:
      return SupplierSetting{from.supplier().supplier(),
                             ToConfidence(from.supplier().confidence())};
    case v1::Setting::kGroup:
      return GroupSetting{from.group().group(), ToKeys(from.group().locations())};
    case v1::Setting::kLane:
      return LaneSetting{from.lane().location(), from.lane().region(), from.lane().cost_per_unit(),
                         from.lane().cost_per_shipment(), from.lane().transit_days()};
    case v1::Setting::kKit:
      return ToKit(from.kit());
    case v1::Setting::kSubstitute:
      return SubstituteSetting{from.substitute().item(), ToKeys(from.substitute().substitutes())};
    case v1::Setting::kChannel:
      return ChannelSetting{
          from.channel().channel(), from.channel().parent(),
          !from.channel().has_may_use_shared_pool() || from.channel().may_use_shared_pool()};
    case v1::Setting::kAge: {
      absl::StatusOr<AgeSetting> age = ToAge(from.age(), path);
      if (!age.ok()) return age.status();
      return *std::move(age);
    }
    case v1::Setting::kCap: {
      const auto window = ParseDuration(from.cap().window(), path + "window", "FIELD_OUT_OF_RANGE");
      if (!window.ok()) return window.status();
      return CapSetting{from.cap().item(), from.cap().per_request_max(),
                        from.cap().per_customer_max(), *window};
    }
    case v1::Setting::VALUE_NOT_SET:
      break;
  }
  return BadField("FIELD_OUT_OF_RANGE", path + "value", "a setting of some kind is needed");
}

// Writes each kind of setting.
struct Filler {
  v1::Setting* setting;

  void operator()(const RuleSetting& from) const {
    auto* const rule = setting->mutable_rule();
    rule->set_item(from.item);
    rule->set_location(from.location);
    FillRule(from.rule, rule->mutable_rule());
  }
  void operator()(const SupplierSetting& from) const {
    setting->mutable_supplier()->set_supplier(from.supplier);
    FillConfidence(from.confidence, setting->mutable_supplier()->mutable_confidence());
  }
  void operator()(const GroupSetting& from) const {
    setting->mutable_group()->set_group(from.group);
    FillKeys(from.locations, setting->mutable_group()->mutable_locations());
  }
  void operator()(const LaneSetting& from) const {
    auto* const lane = setting->mutable_lane();
    lane->set_location(from.location);
    lane->set_region(from.region);
    lane->set_cost_per_unit(from.cost_per_unit);
    lane->set_cost_per_shipment(from.cost_per_shipment);
    lane->set_transit_days(from.transit_days);
  }
  void operator()(const KitSetting& from) const {
    setting->mutable_kit()->set_item(from.item);
    for (const KitSetting::Component& component_from : from.components) {
      auto* const component = setting->mutable_kit()->add_components();
      component->set_item(component_from.item);
      component->set_quantity(component_from.quantity);
    }
  }
  void operator()(const SubstituteSetting& from) const {
    setting->mutable_substitute()->set_item(from.item);
    FillKeys(from.substitutes, setting->mutable_substitute()->mutable_substitutes());
  }
  void operator()(const ChannelSetting& from) const {
    auto* const channel = setting->mutable_channel();
    channel->set_channel(from.channel);
    channel->set_parent(from.parent);
    channel->set_may_use_shared_pool(from.may_use_shared_pool);
  }
  void operator()(const AgeSetting& from) const {
    auto* const age = setting->mutable_age();
    age->set_source(from.source);
    FillKeys(from.locations, age->mutable_locations());
    *age->mutable_allowed_age() = FormatDuration(from.allowed_age);
    age->set_policy(static_cast<v1::AgeSetting::Policy>(from.policy));
    age->set_buffer_percent(from.buffer_percent);
  }
  void operator()(const CapSetting& from) const {
    auto* const cap = setting->mutable_cap();
    cap->set_item(from.item);
    cap->set_per_request_max(from.per_request_max);
    cap->set_per_customer_max(from.per_customer_max);
    if (from.window != 0) *cap->mutable_window() = FormatDuration(from.window);
  }
};

}  // namespace

absl::StatusOr<Action> ToAction(const v1::ChangeSettingsRequest& request) {
  ChangeSettings change;
  change.settings.reserve(request.settings_size());
  for (const v1::Setting& from : request.settings()) {
    absl::StatusOr<SettingValue> value =
        ToValue(from, FieldPath("settings", change.settings.size(), "").Path());
    if (!value.ok()) return value.status();
    change.settings.push_back({*std::move(value), from.remove()});
  }
  return change;
}

absl::StatusOr<Action> ToAction(const v1::LearnSuppliersRequest& request) {
  if (request.deliveries_min() < 0) {
    return BadField("FIELD_OUT_OF_RANGE", "deliveries_min", "a number is not negative");
  }
  LearnSuppliers learn;
  if (request.deliveries_min() != 0) {
    learn.deliveries_min = static_cast<uint32_t>(request.deliveries_min());
  }
  if (request.guaranteed_percentile() != 0) {
    learn.guaranteed_percentile = request.guaranteed_percentile();
  }
  if (request.expected_percentile() != 0) learn.expected_percentile = request.expected_percentile();
  return learn;
}

absl::StatusOr<SettingFilter> ToFilter(const v1::ListSettingsRequest& request) {
  SettingFilter filter;
  if (request.kind() == v1::Setting::KIND_UNSPECIFIED) return filter;
  if (!v1::Setting::Kind_IsValid(request.kind())) {
    return BadField("FIELD_OUT_OF_RANGE", "kind", "not a kind that this server knows");
  }
  filter.kind = static_cast<size_t>(request.kind()) - 1;
  return filter;
}

void FillSetting(const SettingValue& value, v1::Setting* setting) {
  std::visit(Filler{setting}, value);
}

void FillSettingsChange(const Outcome& outcome, v1::SettingsChange* response) {
  for (const SettingChange& from : outcome.entry.settings) {
    auto* const change = response->add_changes();
    FillSetting(from.after.value, change->mutable_after());
    change->mutable_after()->set_remove(from.after.is_removed);
    if (from.before.has_value()) FillSetting(*from.before, change->mutable_before());
  }
  response->set_sequence(static_cast<int64_t>(outcome.entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

}  // namespace atp
