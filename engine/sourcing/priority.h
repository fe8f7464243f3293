#ifndef ATP_ENGINE_SOURCING_PRIORITY_H_
#define ATP_ENGINE_SOURCING_PRIORITY_H_

#include <cstddef>

#include "engine/model/types.h"
#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// A FillLine: from the best rank as much as it can give by the line's latest day, then from the
// next; what a location gives arrives as early as can be. Greedy by definition: a location of a
// worse rank that has everything, or has it sooner, does not come before one of a better rank.
// O(candidates log candidates).
bool FillByRank(size_t line, Quantity wanted, Draft* draft);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_PRIORITY_H_
