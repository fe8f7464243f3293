#ifndef ATP_ENGINE_ATP_RULE_H_
#define ATP_ENGINE_ATP_RULE_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "engine/model/types.h"

namespace atp {

// How sure a supply is. A rule says which stages count. The numbers are those of the open supply
// states of the model, so that a state converts by its value.
enum class SupplyStage : uint8_t {
  kOrdered = 1,       // asked for; the supplier has said nothing
  kAcknowledged = 2,  // the supplier has confirmed quantity and day
  kShipped = 3,       // on its way
};

// A set of stages, one bit each.
using SupplyStageMask = uint8_t;
constexpr SupplyStageMask MaskOf(SupplyStage stage) {
  return static_cast<SupplyStageMask>(1u << static_cast<uint8_t>(stage));
}
inline constexpr SupplyStageMask kAllSupplyStages = MaskOf(SupplyStage::kOrdered) |
                                                    MaskOf(SupplyStage::kAcknowledged) |
                                                    MaskOf(SupplyStage::kShipped);

inline constexpr int32_t kHorizonDaysMax = 365;
inline constexpr int32_t kHorizonDaysDefault = 90;
inline constexpr int32_t kPastDueOffsetDaysMax = kHorizonDaysMax;

// A fence that no row is too old for.
inline constexpr int32_t kNoFence = std::numeric_limits<int32_t>::max();

// A Rule says which rows count for available-to-promise (ATP), and on which day.
//
// The horizon is the days from today to today + horizon_days - 1. What lies beyond is ignored.
//
// A row of a day before today is past due. It counts on today + offset if it is at most `fence`
// days old, and is ignored otherwise; without a fence every past-due row is ignored. The defaults
// are the two safe ones: a truck that is late is not promised from (it is reported as overdue),
// and a promise that is late is never forgotten.
//
//     fence 7, offset 1     day:   -9   -3  today   +1   +5
//                           row:  200   40            .   10
//                        counts:    -             40(+1)  10
//
// A value: copy it freely. There is one way of computing, LOOK_AHEAD (look_ahead.h). A further
// mode becomes a field here and a function from Inputs to Curve in a file of its own.
struct Rule {
  int32_t horizon_days = kHorizonDaysDefault;  // 1 to 365, today included

  // nullopt: past-due supply does not count. kNoFence: all of it does.
  std::optional<int32_t> past_due_supply_fence_days;
  int32_t past_due_supply_offset_days = 0;  // 0 to 365

  // nullopt: past-due demand does not count. kNoFence: all of it does.
  std::optional<int32_t> past_due_demand_fence_days = kNoFence;
  int32_t past_due_demand_offset_days = 0;  // 0 to 365

  SupplyStageMask supply_stages =
      MaskOf(SupplyStage::kAcknowledged) | MaskOf(SupplyStage::kShipped);

  bool Counts(SupplyStage stage) const { return (supply_stages & MaskOf(stage)) != 0; }

  friend bool operator==(const Rule& a, const Rule& b) {
    return a.horizon_days == b.horizon_days &&
           a.past_due_supply_fence_days == b.past_due_supply_fence_days &&
           a.past_due_supply_offset_days == b.past_due_supply_offset_days &&
           a.past_due_demand_fence_days == b.past_due_demand_fence_days &&
           a.past_due_demand_offset_days == b.past_due_demand_offset_days &&
           a.supply_stages == b.supply_stages;
  }
  friend bool operator!=(const Rule& a, const Rule& b) { return !(a == b); }
};

// Why `rule` cannot be used, naming the field; empty if it can. Everything else in this room
// requires a rule for which this is empty.
std::string Validate(const Rule& rule);

// The first day after the horizon. 64 bits: never overflows.
inline int64_t HorizonEnd(const Rule& rule, Day today) {
  return int64_t{today} + rule.horizon_days;
}

inline bool InHorizon(const Rule& rule, Day today, Day day) {
  return day >= today && day < HorizonEnd(rule, today);
}

// Whether a row of `days_late` > 0 days before today counts.
inline bool PastDueCounts(std::optional<int32_t> fence_days, int64_t days_late) {
  return fence_days.has_value() && (*fence_days == kNoFence || days_late <= *fence_days);
}

}  // namespace atp

#endif  // ATP_ENGINE_ATP_RULE_H_
