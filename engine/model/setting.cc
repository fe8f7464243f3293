#include "engine/model/setting.h"

#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

// Checks one value's fields and keeps the first thing wrong.
class Checker {
 public:
  explicit Checker(std::string_view path) : path_(path) {}

  const absl::Status& status() const { return status_; }

  void operator()(const RuleSetting& v) {
    OptionalKey("item", v.item);
    OptionalKey("location", v.location);
    Refuse(Validate(v.rule, Path("rule")));
  }
  void operator()(const SupplierSetting& v) {
    Key("supplier", v.supplier);
    Refuse(Validate(v.confidence, Path("confidence")));
  }
  void operator()(const GroupSetting& v) {
    Key("group", v.group);
    Keys("locations", v.locations, kGroupLocationsMax);
  }
  void operator()(const LaneSetting& v) {
    Key("location", v.location);
    Key("region", v.region);
    Range("cost_per_unit", v.cost_per_unit, 0, std::numeric_limits<int64_t>::max());
    Range("cost_per_shipment", v.cost_per_shipment, 0, std::numeric_limits<int64_t>::max());
    Range("transit_days", v.transit_days, 0, kHorizonDaysMax);
  }
  void operator()(const KitSetting& v) {
    Key("item", v.item);
    Count("components", v.components.size(), kKitComponentsMax);
    std::set<std::string> seen;
    for (size_t i = 0; i < v.components.size(); ++i) {
      Element("components", i, "item", v.components[i].item, &seen);
      Range(FieldPath("components", i, "quantity").Path(), v.components[i].quantity, 1,
            std::numeric_limits<Quantity>::max());
    }
    if (seen.count(v.item) > 0) Cycle("KIT_CYCLE", "components");
  }
  void operator()(const SubstituteSetting& v) {
    Key("item", v.item);
    Keys("substitutes", v.substitutes, kSubstitutesMax);
    for (const std::string& item : v.substitutes) {
      if (item == v.item) Cycle("SUBSTITUTE_CYCLE", "substitutes");
    }
  }
  void operator()(const ChannelSetting& v) {
    Key("channel", v.channel);
    OptionalKey("parent", v.parent);
    if (v.parent == v.channel) Cycle("CHANNEL_CYCLE", "parent");
  }
  void operator()(const AgeSetting& v) {
    Key("source", v.source);
    Keys("locations", v.locations, kSourceLocationsMax);
    Range("allowed_age", v.allowed_age, 1, std::numeric_limits<Micros>::max());
    Range("policy", static_cast<int>(v.policy), static_cast<int>(AgePolicy::kMark),
          static_cast<int>(AgePolicy::kUnknown));
    const bool has_buffer = v.policy == AgePolicy::kBuffer;
    Range("buffer_percent", v.buffer_percent, has_buffer ? 1 : 0, has_buffer ? 100 : 0);
  }
  void operator()(const CapSetting& v) {
    OptionalKey("item", v.item);
    Range("per_request_max", v.per_request_max, 0, std::numeric_limits<Quantity>::max());
    Range("per_customer_max", v.per_customer_max, 0, std::numeric_limits<Quantity>::max());
    const bool has_window = v.per_customer_max > 0;
    Range("window", v.window, has_window ? 1 : 0, has_window ? kCapWindowMax : 0);
    if (v.per_request_max == 0 && v.per_customer_max == 0) {
      Refuse(BadField("FIELD_OUT_OF_RANGE", Path("per_request_max"), "a cap says at least one"));
    }
  }

 private:
  std::string Path(std::string_view field) const { return path_ + "." + std::string(field); }
  void Refuse(const absl::Status& status) {
    if (status_.ok()) status_ = status;
  }
  void Key(std::string_view field, const std::string& key) { Refuse(CheckKey(key, Path(field))); }
  void OptionalKey(std::string_view field, const std::string& key) {
    if (!key.empty()) Key(field, key);
  }
  void Range(std::string_view field, int64_t value, int64_t least, int64_t most) {
    if (value >= least && value <= most) return;
    Refuse(BadField("FIELD_OUT_OF_RANGE", Path(field),
                    absl::StrCat(value, "; must be ", least, " to ", most)));
  }
  void Count(std::string_view field, size_t count, size_t most) {
    Range(field, static_cast<int64_t>(count), 1, static_cast<int64_t>(most));
  }
  void Element(std::string_view list, size_t index, std::string_view field, const std::string& key,
               std::set<std::string>* seen) {
    const std::string path = FieldPath(list, index, field).Path();
    Key(path, key);
    if (!seen->insert(key).second) Refuse(BadField("NAMED_TWICE", Path(path), key));
  }
  void Keys(std::string_view field, const std::vector<std::string>& keys, size_t most) {
    Count(field, keys.size(), most);
    std::set<std::string> seen;
    for (size_t i = 0; i < keys.size(); ++i) {
      const std::string path =
          absl::StrCat(absl::string_view(field.data(), field.size()), "[", i, "]");
      Key(path, keys[i]);
      if (!seen.insert(keys[i]).second) Refuse(BadField("NAMED_TWICE", Path(path), keys[i]));
    }
  }
  void Cycle(std::string_view reason, std::string_view field) {
    Refuse(BadField(reason, Path(field), "names itself"));
  }

  const std::string path_;
  absl::Status status_;
};

}  // namespace

absl::Status Validate(const SettingValue& value, std::string_view path) {
  Checker checker(path);
  std::visit(checker, value);
  return checker.status();
}

}  // namespace atp
