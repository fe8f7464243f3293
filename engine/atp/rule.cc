#include "engine/atp/rule.h"

namespace atp {
namespace {

std::string OutOfRange(const char* field, int32_t value, int32_t least, int32_t most) {
  return std::string(field) + " is " + std::to_string(value) + ", must be " +
         std::to_string(least) + " to " + std::to_string(most);
}

std::string ValidatePastDue(const char* fence_field, std::optional<int32_t> fence_days,
                            const char* offset_field, int32_t offset_days) {
  if (fence_days.has_value() && *fence_days < 0) {
    return OutOfRange(fence_field, *fence_days, 0, kNoFence);
  }
  if (offset_days < 0 || offset_days > kPastDueOffsetDaysMax) {
    return OutOfRange(offset_field, offset_days, 0, kPastDueOffsetDaysMax);
  }
  return "";
}

}  // namespace

std::string Validate(const Rule& rule) {
  if (rule.horizon_days < 1 || rule.horizon_days > kHorizonDaysMax) {
    return OutOfRange("horizon_days", rule.horizon_days, 1, kHorizonDaysMax);
  }
  std::string reason =
      ValidatePastDue("past_due_supply_fence_days", rule.past_due_supply_fence_days,
                      "past_due_supply_offset_days", rule.past_due_supply_offset_days);
  if (!reason.empty()) return reason;
  reason = ValidatePastDue("past_due_demand_fence_days", rule.past_due_demand_fence_days,
                           "past_due_demand_offset_days", rule.past_due_demand_offset_days);
  if (!reason.empty()) return reason;
  if ((rule.supply_stages & ~kAllSupplyStages) != 0) {
    return "supply_stages is " + std::to_string(rule.supply_stages) + ", has an unknown stage";
  }
  return "";
}

}  // namespace atp
