#ifndef ATP_ENGINE_SOURCING_ONE_SHIPMENT_H_
#define ATP_ENGINE_SOURCING_ONE_SHIPMENT_H_

#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// Request::together: everything from one location and on one arrival day that all lines accept;
// the location that gives most, and then, by strategy,
//
//     kPriority, kFewestSplits     the least sum of ranks, then the earlier day
//     kEarliest                    the earlier day, then the least sum of ranks
//     kCheapest                    the least cost, then the earlier day, then the sum of ranks
//
// A line for which the location is no candidate gets nothing, and its rank there is the last.
// Exact, but for one case: of lines that share a pool which has not enough, the first is served
// first. The draft has no parts if nothing can be had so. O(locations * lines + candidates *
// steps of a pool).
Draft OneShipment(const Request& request);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_ONE_SHIPMENT_H_
