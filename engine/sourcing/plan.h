#ifndef ATP_ENGINE_SOURCING_PLAN_H_
#define ATP_ENGINE_SOURCING_PLAN_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/model/types.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {

struct Part {
  LocationId location = kNoLocation;
  uint32_t pool = 0;  // index in Request::pools
  Day ship = 0;
  Day arrival = 0;
  Quantity quantity = 0;
};

struct LinePlan {
  std::vector<Part> parts;  // by arrival day, then by rank
  // By how much the most that the line can have falls short of its quantity. Of a plan that is
  // refused: which lines are to blame.
  Quantity short_by = 0;
};

struct Plan {
  std::vector<LinePlan> lines;  // as those of the request
  // All or nothing, and something is short: there are no parts.
  bool is_refused = false;
  // Units times cost per unit, and cost per shipment of each location and arrival day; held at the
  // end of the range.
  int64_t cost = 0;
  uint32_t locations = 0;
  uint32_t shipments = 0;
};

// From which locations, and on which days, the lines of a request are served.
//
// What is always true of the answer:
//   - The parts can be reserved, in any order, while the pools are what the request says.
//   - Each part arrives from earliest to latest, and is not less than min_part or the line. A rest
//     that would make a smaller part is short.
//   - A line that is to be together has one part; one that may not be split by date has parts of
//     one arrival day. No two parts of a line have the same location and day.
//   - All or nothing gives every line in full, or no part.
//   - Every strategy gives each line the most that it can have. Exact if no two lines share a
//     pool. If some do, the answer may be short where another division would not be: hold_most.h.
//     Request::together: one_shipment.h.
//   - The same request gets the same plan.
//
// What the strategies promise beyond that is in priority.h, earliest.h (both greedy by
// definition), fewest_splits.h (the fewest, within a bound) and cheapest.h (never dearer than by
// priority). Not enough is an answer; an error (Validate) is a request that cannot be read.
//
// A pure function: it reads nothing but the request, keeps nothing, and can be called from many
// threads. O(candidates log candidates + steps), beside what the bounded searches of
// kFewestSplits and kCheapest take.
absl::StatusOr<Plan> MakePlan(const Request& request);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_PLAN_H_
