#ifndef ATP_ENGINE_ATP_COUNTED_DAY_H_
#define ATP_ENGINE_ATP_COUNTED_DAY_H_

#include <cstdint>
#include <optional>

#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// The day of the horizon on which one row counts, which is not its own where it is past due.
// nullopt if the rule ignores it: a state or kind that does not count, a fence, the horizon's end.
// For those who must know of each row; row_walk.h and day_walk.h tell the sum of all.

inline std::optional<Day> CountedDay(Day day, std::optional<int32_t> fence_days,
                                     int32_t offset_days, const Rule& rule, Day today) {
  int64_t counted = day;
  if (day < today) {
    if (!PastDueCounts(fence_days, int64_t{today} - day)) return std::nullopt;
    counted = int64_t{today} + offset_days;
  }
  if (counted >= HorizonEnd(rule, today)) return std::nullopt;
  return static_cast<Day>(counted);
}

inline std::optional<Day> CountedDay(const DatedSupply& row, const Rule& rule, Day today) {
  if (!rule.Counts(row.state, row.kind)) return std::nullopt;
  return CountedDay(row.day, rule.past_due_supply_fence_days, rule.past_due_supply_offset_days,
                    rule, today);
}

// Of demand that is due on `day`.
inline std::optional<Day> CountedDay(Day day, const Rule& rule, Day today) {
  return CountedDay(day, rule.past_due_demand_fence_days, rule.past_due_demand_offset_days, rule,
                    today);
}

}  // namespace atp

#endif  // ATP_ENGINE_ATP_COUNTED_DAY_H_
