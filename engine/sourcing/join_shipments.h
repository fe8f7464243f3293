#ifndef ATP_ENGINE_SOURCING_JOIN_SHIPMENTS_H_
#define ATP_ENGINE_SOURCING_JOIN_SHIPMENTS_H_

#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// Delays parts so that each location whose shipments cost something sends as few as can be, and
// each of these on the first day on which all that goes with it is there. A part may arrive from
// the day it has now to the latest of its line; parts of one line that arrive together stay where
// they are. Delays are always possible, and change nothing else.
//
//     day         1  2  3  4  5  6  7
//     part 1      +-----------+            leaves with part 2 on day 3: by day 5 something has to,
//     part 2            +--------------+   and these two are there by then
//     part 3                     +-----+   alone on day 6
//
// O(parts log parts + parts * shipments).
void JoinShipments(Draft* draft);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_JOIN_SHIPMENTS_H_
