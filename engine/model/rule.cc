#include "engine/model/rule.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// Collects the first field that is out of its range.
class Checker {
 public:
  explicit Checker(std::string_view path) : path_(path) {}

  void Range(std::string_view field, int64_t value, int64_t least, int64_t most) {
    if (value >= least && value <= most) return;
    Refuse("FIELD_OUT_OF_RANGE", field, absl::StrCat(value, "; must be ", least, " to ", most));
  }

  void Refuse(std::string_view reason, std::string_view field, const std::string& message) {
    if (!status_.ok()) return;
    status_ = BadField(reason, path_ + "." + std::string(field), message);
  }

  const absl::Status& status() const { return status_; }

 private:
  const std::string path_;
  absl::Status status_;
};

}  // namespace

absl::Status Validate(const Confidence& confidence, std::string_view path) {
  Checker checker(path);
  const char* const kNames[] = {"guaranteed", "expected", "optimistic"};
  const Haircut* careful = nullptr;
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    const Haircut& haircut = confidence.haircuts[i];
    const std::string name = kNames[i];
    checker.Range(name + ".percent", haircut.percent, 0, 100);
    checker.Range(name + ".late_days", haircut.late_days, 0, kHorizonDaysMax);
    if (careful != nullptr &&
        (haircut.percent < careful->percent || haircut.late_days > careful->late_days)) {
      checker.Refuse("RULE_CONTRADICTS_ITSELF", name, "trusts less than the level before it");
    }
    careful = &haircut;
  }
  return checker.status();
}

absl::Status Validate(const Rule& rule, std::string_view path) {
  Checker checker(path);
  checker.Range("mode", static_cast<int>(rule.mode), static_cast<int>(AtpMode::kLookAhead),
                static_cast<int>(AtpMode::kFirstSurplus));
  checker.Range("horizon_days", rule.horizon_days, 1, kHorizonDaysMax);
  for (const auto& [field, fence] :
       {std::pair("past_due_supply_fence_days", rule.past_due_supply_fence_days),
        std::pair("past_due_demand_fence_days", rule.past_due_demand_fence_days)}) {
    if (fence.has_value()) checker.Range(field, *fence, 0, kNoFence);
  }
  checker.Range("past_due_supply_offset_days", rule.past_due_supply_offset_days, 0,
                kPastDueOffsetDaysMax);
  checker.Range("past_due_demand_offset_days", rule.past_due_demand_offset_days, 0,
                kPastDueOffsetDaysMax);
  if ((rule.supply_states & ~kAllSupplyStates) != 0) {
    checker.Refuse("FIELD_OUT_OF_RANGE", "supply_states", "only states of open supply");
  }
  if ((rule.supply_kinds & ~kAllSupplyKinds) != 0) {
    checker.Refuse("FIELD_OUT_OF_RANGE", "supply_kinds", "a kind that there is not");
  }
  // States without kinds, or kinds without states, count nothing while saying that they do.
  if ((rule.supply_states == 0) != (rule.supply_kinds == 0)) {
    checker.Refuse("RULE_CONTRADICTS_ITSELF",
                   rule.supply_states == 0 ? "supply_states" : "supply_kinds",
                   "one of states and kinds is empty and the other is not");
  }
  if (rule.lead_time_days.has_value()) {
    checker.Range("lead_time_days", *rule.lead_time_days, 1, kHorizonDaysMax);
  }
  checker.Range("safety_stock_protected_percent", rule.safety_stock_protected_percent, 0, 100);
  checker.Range("reserve_level", static_cast<int>(rule.reserve_level),
                static_cast<int>(ConfidenceLevel::kGuaranteed),
                static_cast<int>(ConfidenceLevel::kOptimistic));
  if (!checker.status().ok()) return checker.status();
  const char* const kStates[] = {"ordered", "acknowledged", "shipped"};
  for (size_t i = 0; i < rule.confidence.size(); ++i) {
    const absl::Status checked = Validate(
        rule.confidence[i],
        absl::StrCat(absl::string_view(path.data(), path.size()), ".confidence.", kStates[i]));
    if (!checked.ok()) return checked;
  }
  return absl::OkStatus();
}

bool operator==(const Rule& a, const Rule& b) {
  return a.mode == b.mode && a.horizon_days == b.horizon_days &&
         a.past_due_supply_fence_days == b.past_due_supply_fence_days &&
         a.past_due_supply_offset_days == b.past_due_supply_offset_days &&
         a.past_due_demand_fence_days == b.past_due_demand_fence_days &&
         a.past_due_demand_offset_days == b.past_due_demand_offset_days &&
         a.supply_states == b.supply_states && a.supply_kinds == b.supply_kinds &&
         a.lead_time_days == b.lead_time_days &&
         a.safety_stock_protected_percent == b.safety_stock_protected_percent &&
         a.emergency_uses_safety_stock == b.emergency_uses_safety_stock &&
         a.confidence == b.confidence && a.reserve_level == b.reserve_level;
}

}  // namespace atp
