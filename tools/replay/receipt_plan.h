#ifndef ATP_TOOLS_REPLAY_RECEIPT_PLAN_H_
#define ATP_TOOLS_REPLAY_RECEIPT_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tools/replay/traffic.h"

namespace atp {

// Announcement comes this long before arrival, or at the beginning of the history if that is later.
inline constexpr int32_t kWeeksAhead = 2;

// The part of `sold` that is there at the beginning, rounded to the nearest unit.
int64_t OpeningStock(int64_t sold, int percent);

// `rest` spread evenly over the weeks after the first, to the unit: element w arrives at the
// beginning of week w, element 0 is 0. `weeks` >= 2.
std::vector<int64_t> WeeklyReceipts(int64_t rest, size_t weeks);

// Fills opening stock and receipts of *traffic, whose positions, weeks and invoices are there: for
// every position, opening + receipts = what will be ordered. A history of one week gets a second
// one for its receipts.
void PlanSupply(int opening_percent, Traffic* traffic);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_RECEIPT_PLAN_H_
