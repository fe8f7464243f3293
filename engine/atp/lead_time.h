#ifndef ATP_ENGINE_ATP_LEAD_TIME_H_
#define ATP_ENGINE_ATP_LEAD_TIME_H_

#include <algorithm>
#include <cstdint>

#include "engine/model/rule.h"

namespace atp {

// What is wanted from today + rule.lead_time_days on can be ordered today and be there in time.
// So from that day on ATP is kUnlimited, and nothing from that day on limits the days before it: a
// shortage there can be ordered away. The days before are computed as though the horizon ended
// with them.
//
//     lead time 3, on hand 5     day            0     1     2     3     4
//                                demand                                 9
//                                projected      5     5     5     5    -4
//                                ATP            5     5     5     *     *      * kUnlimited
//
// Someone has to order, though: each day moves the limit one day on, and a promise beyond it that
// nobody has ordered for becomes a shortage on the day on which it is too late to order.

// How many days of the horizon, from today, have a limited ATP: all, without a lead time.
inline int32_t LimitedDays(const Rule& rule) {
  return std::min(rule.horizon_days, rule.lead_time_days.value_or(rule.horizon_days));
}

// The rule for these days alone. Shortage() and AtRisk() asked with it leave out what can still be
// ordered.
inline Rule BeforeLeadTime(const Rule& rule) {
  Rule before = rule;
  before.horizon_days = LimitedDays(rule);
  before.lead_time_days.reset();
  return before;
}

}  // namespace atp

#endif  // ATP_ENGINE_ATP_LEAD_TIME_H_
