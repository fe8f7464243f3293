#ifndef ATP_ENGINE_ATP_PEGS_H_
#define ATP_ENGINE_ATP_PEGS_H_

#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// The source of a peg that is no row of supply.
inline constexpr size_t kOnHand = std::numeric_limits<size_t>::max();

// So much of one source is for one line of open demand.
struct Peg {
  size_t source = kOnHand;  // or the index of a row of `inputs.supply`
  Quantity quantity = 0;    // > 0
  Day day = 0;              // on which it comes; today for on hand
};

// What covers one line.
//
// Invariants, for a line that counts:
//   - the pegs that come by `due` and `uncovered` are together demand.quantity;
//   - `uncovered` and `until` are what AtRisk says of the line, 0 and nullopt if it names it not;
//   - if there is `until`, the last peg comes on that day and all pegs are demand.quantity. If
//     there is not but something is uncovered, all pegs are less than that.
struct PeggedDemand {
  OpenDemand demand;
  std::optional<Day> due;  // the day on which it counts; nullopt: the rule ignores it, no pegs
  std::vector<Peg> pegs;   // in the order in which they are used: days ascend, no source twice
  Quantity uncovered = 0;  // by `due`
  std::optional<Day> until;
};

// Which supply covers which demand of a position.
//
// *How much* each line gets, and when, goes by rank and is AtRisk's answer: who is older keeps
// its cover. *Of what* goes by the day on which it is used: on hand first, then supply by the day
// on which it comes, then by index. Who needs sooner thus takes what comes sooner, and a line
// whose cover arrives late is pegged to the supply that ends its wait: the one to hasten.
//
//     on hand 5, supply [0] of 4 on day 3, [1] of 9 on day 6
//
//     day 1   reservation 7   wants 4    4 on hand
//     day 2   reservation 3   wants 4    1 on hand, 3 of [1] on day 6     3 uncovered until day 6
//     day 3   reservation 9   wants 4    4 of [0] on day 3
//
// No source gives more than it has. Below an opening of 0 the first supply makes that good and
// covers no one. Late supply gives on the day on which the rule counts it, or never.
//
// `inputs.demand` and `inputs.extra_demand` are not read: `open_demand` is the demand, sorted by
// rank. The answer has one element for each of its lines, in that order. A caller who wants to
// name documents passes a row of supply for each. O(n log n) of supply + open demand.
std::vector<PeggedDemand> Pegs(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                               const Rule& rule, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_PEGS_H_
