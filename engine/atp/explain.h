#ifndef ATP_ENGINE_ATP_EXPLAIN_H_
#define ATP_ENGINE_ATP_EXPLAIN_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// Why the ATP of a day is what it is, in LOOK_AHEAD. On hand 20, a horizon of 7 days; asked is
// day 2:
//
//     day             0     1     2     3     4     5     6
//     supply                     10           1     3           rows [0], [1], [2]
//     demand          3                15
//                    ------------------------------------------
//     projected      17    17    27    12    13    16    16
//     ATP            12    12    12    12    13    16    16
//                                 |     |     ^^ next: on day 4 one more, by supply [1]
//                                 |     ^^ binding_day 3: no day from 2 on has less
//                                 ^^ projected 27, atp 12: the line of 15 on day 3 blocks
//
// and of 14 that are wanted on day 2 (NextQuantityOf) 12 can be had then, all of them on day 5.

// How many of the lines that block are named.
inline constexpr size_t kBlockingMax = 10;

// The ATP of a later day is larger.
struct NextRise {
  Day day = 0;
  Quantity by = 0;  // > 0
  // The row of `inputs.supply` that brings it: of those that count on `day` the largest, of equals
  // the first.
  size_t supply = 0;
};

struct Explanation {
  // Of the day asked for.
  Quantity atp = 0;
  Quantity projected = 0;
  // The first day, from the day asked for on, with the least projected balance, which is `atp`.
  Day binding_day = 0;

  // Who stands between what is there and what can be promised: lines that count after the day
  // asked for and not after `binding_day`. Without any one of them more could be promised, though
  // no more would be there. (Without a line that counts earlier there would be more of both.)
  std::vector<OpenDemand> blocking;  // the largest first, then by rank; at most kBlockingMax
  size_t blocking_count = 0;         // how many there are

  std::optional<NextRise> next;  // the first; nullopt: none within the horizon
};

// `day` must be in the horizon (InHorizon). The numbers are of `inputs`, extra demand included, as
// LOOK_AHEAD answers them: lead time is not looked at. `open_demand`, sorted by rank, must be
// `inputs.demand` line by line; it only gives the names. O(rows + open demand).
Explanation Explain(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                    const Rule& rule, Day today, Day day);

// What can be had of a quantity on the day on which it is wanted, and when all of it can.
struct NextQuantity {
  Quantity now = 0;           // 0 to the quantity
  std::optional<Day> all_on;  // the first such day, not before the one asked for; nullopt: none
};

// `day` must be in the horizon, `quantity` >= 0. O(rows).
NextQuantity NextQuantityOf(const Inputs& inputs, const Rule& rule, Day today, Day day,
                            Quantity quantity);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_EXPLAIN_H_
