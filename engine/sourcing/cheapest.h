#ifndef ATP_ENGINE_SOURCING_CHEAPEST_H_
#define ATP_ENGINE_SOURCING_CHEAPEST_H_

#include <cstddef>

#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// How many candidates Cheapest may look at while it tries to close locations. Some 30 ns each:
// half a millisecond.
inline constexpr size_t kClosingCandidatesMax = 20'000;

// All lines as much as they have in `held`, a HoldMost, at a low cost.
//
// Each line takes from where the next part costs least per unit, its share of the shipment
// included; ties by earlier, then by rank. Parts from a location whose shipments cost something
// are not split by date, and wait for each other. Then locations are closed one by one, where the
// lines are served for less without them, as long as kClosingCandidatesMax allows.
//
// Never dearer than FillByRank: the cheaper of the two is taken. The least there can be if
// shipments cost nothing, no line has a min_part above 1, and no two lines share a pool. Otherwise
// nothing is promised: to open the right locations is a hard problem.
Draft Cheapest(const Draft& held);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_CHEAPEST_H_
