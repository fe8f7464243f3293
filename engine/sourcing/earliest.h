#ifndef ATP_ENGINE_SOURCING_EARLIEST_H_
#define ATP_ENGINE_SOURCING_EARLIEST_H_

#include <cstddef>

#include "engine/model/types.h"
#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// A FillLine: what can arrive on the first day, from the best rank on, then what can on the next.
// Greedy by definition, but so that each part leaves either nothing or enough for another. A line
// of one day arrives on the first day on which all that is wanted can. So does one that may be
// split by date where parts taken as they come would leave something wanted.
// O(candidates log candidates), for a line of one day times the logarithm of its days.
bool FillEarliest(size_t line, Quantity wanted, Draft* draft);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_EARLIEST_H_
