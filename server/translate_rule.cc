#include "server/translate_rule.h"

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// The enums of the engine and of atp.v1 have the same numbers; both are fixed for good.
static_assert(static_cast<int>(AtpMode::kLookAhead) == v1::Rule::LOOK_AHEAD);
static_assert(static_cast<int>(AtpMode::kFirstSurplus) == v1::Rule::FIRST_SURPLUS);
static_assert(static_cast<int>(ConfidenceLevel::kGuaranteed) == v1::Rule::GUARANTEED);
static_assert(static_cast<int>(ConfidenceLevel::kOptimistic) == v1::Rule::OPTIMISTIC);
static_assert(static_cast<int>(SupplyState::kOrdered) == v1::Supply::ORDERED);
static_assert(static_cast<int>(SupplyState::kShipped) == v1::Supply::SHIPPED);
static_assert(static_cast<int>(SupplyKind::kCommitment) == v1::SupplyKey::COMMITMENT);
static_assert(static_cast<int>(SupplyKind::kTransfer) == v1::SupplyKey::TRANSFER);

Haircut ToHaircut(const v1::Haircut& from) {
  return {from.has_percent() ? from.percent() : Haircut().percent, from.late_days()};
}

void FillHaircut(const Haircut& from, v1::Haircut* haircut) {
  haircut->set_percent(from.percent);
  haircut->set_late_days(from.late_days);
}

absl::Status OutOfRange(const std::string& field) {
  return BadField("FIELD_OUT_OF_RANGE", field, "not a value that this server knows");
}

// The states and kinds that count, one bit each, into `rule`.
absl::Status ToCounted(const v1::Rule& from, const std::string& path, Rule* rule) {
  if (from.ignores_supply()) {
    if (from.supply_states_size() > 0 || from.supply_kinds_size() > 0) {
      return BadField("RULE_CONTRADICTS_ITSELF", path + ".ignores_supply",
                      "supply is ignored, and yet some of it counts");
    }
    rule->supply_states = 0;
    rule->supply_kinds = 0;
    return absl::OkStatus();
  }
  if (from.supply_states_size() > 0) rule->supply_states = 0;
  for (int i = 0; i < from.supply_states_size(); ++i) {
    const int state = from.supply_states(i);
    if (state < v1::Supply::ORDERED || state > v1::Supply::SHIPPED) {
      return OutOfRange(absl::StrCat(path, ".supply_states[", i, "]"));
    }
    rule->supply_states |= MaskOf(static_cast<SupplyState>(state));
  }
  if (from.supply_kinds_size() > 0) rule->supply_kinds = 0;
  for (int i = 0; i < from.supply_kinds_size(); ++i) {
    const int kind = from.supply_kinds(i);
    if (kind < v1::SupplyKey::COMMITMENT || kind > v1::SupplyKey::TRANSFER) {
      return OutOfRange(absl::StrCat(path, ".supply_kinds[", i, "]"));
    }
    rule->supply_kinds |= MaskOf(static_cast<SupplyKind>(kind));
  }
  return absl::OkStatus();
}

absl::Status ToPastDue(const v1::Rule& from, const std::string& path, Rule* rule) {
  if (from.has_past_due_supply_fence_days()) {
    rule->past_due_supply_fence_days = from.past_due_supply_fence_days();
  }
  rule->past_due_supply_offset_days = from.past_due_supply_offset_days();
  if (from.ignores_past_due_demand() && from.has_past_due_demand_fence_days()) {
    return BadField("RULE_CONTRADICTS_ITSELF", path + ".ignores_past_due_demand",
                    "late promises are ignored, and yet some of them count");
  }
  if (from.ignores_past_due_demand()) rule->past_due_demand_fence_days.reset();
  if (from.has_past_due_demand_fence_days()) {
    rule->past_due_demand_fence_days = from.past_due_demand_fence_days();
  }
  rule->past_due_demand_offset_days = from.past_due_demand_offset_days();
  return absl::OkStatus();
}

void FillPastDue(const Rule& from, v1::Rule* rule) {
  if (from.past_due_supply_fence_days.has_value()) {
    rule->set_past_due_supply_fence_days(*from.past_due_supply_fence_days);
  }
  rule->set_past_due_supply_offset_days(from.past_due_supply_offset_days);
  rule->set_ignores_past_due_demand(!from.past_due_demand_fence_days.has_value());
  if (from.past_due_demand_fence_days.has_value()) {
    rule->set_past_due_demand_fence_days(*from.past_due_demand_fence_days);
  }
  rule->set_past_due_demand_offset_days(from.past_due_demand_offset_days);
}

void FillCounted(const Rule& from, v1::Rule* rule) {
  rule->set_ignores_supply(from.supply_states == 0);
  for (const SupplyState state :
       {SupplyState::kOrdered, SupplyState::kAcknowledged, SupplyState::kShipped}) {
    if ((from.supply_states & MaskOf(state)) != 0) {
      rule->add_supply_states(static_cast<v1::Supply::State>(state));
    }
  }
  for (const SupplyKind kind : {SupplyKind::kCommitment, SupplyKind::kAsn, SupplyKind::kTransfer}) {
    if ((from.supply_kinds & MaskOf(kind)) != 0) {
      rule->add_supply_kinds(static_cast<v1::SupplyKey::Kind>(kind));
    }
  }
}

}  // namespace

Confidence ToConfidence(const v1::Confidence& from) {
  return {{ToHaircut(from.guaranteed()), ToHaircut(from.expected()), ToHaircut(from.optimistic())}};
}

void FillConfidence(const Confidence& from, v1::Confidence* confidence) {
  FillHaircut(from.At(ConfidenceLevel::kGuaranteed), confidence->mutable_guaranteed());
  FillHaircut(from.At(ConfidenceLevel::kExpected), confidence->mutable_expected());
  FillHaircut(from.At(ConfidenceLevel::kOptimistic), confidence->mutable_optimistic());
}

absl::StatusOr<Rule> ToRule(const v1::Rule& from, const std::string& path) {
  Rule rule;
  if (!v1::Rule::Mode_IsValid(from.mode())) return OutOfRange(path + ".mode");
  if (!v1::Rule::Level_IsValid(from.reserve_level())) return OutOfRange(path + ".reserve_level");
  if (from.mode() != v1::Rule::MODE_UNSPECIFIED) rule.mode = static_cast<AtpMode>(from.mode());
  if (from.reserve_level() != v1::Rule::LEVEL_UNSPECIFIED) {
    rule.reserve_level = static_cast<ConfidenceLevel>(from.reserve_level());
  }
  if (from.horizon_days() != 0) rule.horizon_days = from.horizon_days();
  absl::Status fits = ToPastDue(from, path, &rule);
  if (fits.ok()) fits = ToCounted(from, path, &rule);
  if (!fits.ok()) return fits;
  if (from.lead_time_days() != 0) rule.lead_time_days = from.lead_time_days();
  if (from.has_safety_stock_protected_percent()) {
    rule.safety_stock_protected_percent = from.safety_stock_protected_percent();
  }
  rule.emergency_uses_safety_stock = from.emergency_uses_safety_stock();
  rule.confidence = {ToConfidence(from.confidence().ordered()),
                     ToConfidence(from.confidence().acknowledged()),
                     ToConfidence(from.confidence().shipped())};
  return rule;
}

void FillRule(const Rule& from, v1::Rule* rule) {
  rule->set_mode(static_cast<v1::Rule::Mode>(from.mode));
  rule->set_horizon_days(from.horizon_days);
  FillPastDue(from, rule);
  FillCounted(from, rule);
  rule->set_lead_time_days(from.lead_time_days.value_or(0));
  rule->set_safety_stock_protected_percent(from.safety_stock_protected_percent);
  rule->set_emergency_uses_safety_stock(from.emergency_uses_safety_stock);
  auto* const confidence = rule->mutable_confidence();
  FillConfidence(from.ConfidenceIn(SupplyState::kOrdered), confidence->mutable_ordered());
  FillConfidence(from.ConfidenceIn(SupplyState::kAcknowledged), confidence->mutable_acknowledged());
  FillConfidence(from.ConfidenceIn(SupplyState::kShipped), confidence->mutable_shipped());
  rule->set_reserve_level(static_cast<v1::Rule::Level>(from.reserve_level));
}

}  // namespace atp
