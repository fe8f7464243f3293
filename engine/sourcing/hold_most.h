#ifndef ATP_ENGINE_SOURCING_HOLD_MOST_H_
#define ATP_ENGINE_SOURCING_HOLD_MOST_H_

#include <cstddef>
#include <vector>

#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// How much: gives every line the most that it can have from the open lanes of `draft`, which has
// no parts yet, in as few parts as it takes, on the latest day that the line accepts. On no other
// day is there more, so this is what every strategy has to give; it only arranges it better.
//
// Exact while no two lines share a pool. Lines that do are served in the order of the request;
// where that leaves some short, once more the tightest first, and the better of the two is kept.
// To find the best was rejected: with lines that are to be together it is the packing of bins.
// O(candidates log candidates + parts * steps of a pool).
Draft HoldMost(Draft draft);

// Two lines name the same item and location.
bool LinesSharePools(const Request& request);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_HOLD_MOST_H_
