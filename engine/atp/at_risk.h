#ifndef ATP_ENGINE_ATP_AT_RISK_H_
#define ATP_ENGINE_ATP_AT_RISK_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// A line that cannot be covered in full by its day.
struct DemandAtRisk {
  OpenDemand demand;
  Quantity uncovered = 0;  // 1 to demand.quantity
  // The day on which later supply covers it in full, if nothing else changes: no line that is
  // covered gives up anything, and lines of higher rank get what they lack first. nullopt: not
  // within the horizon.
  std::optional<Day> until;
};

// Which open demand of a short position cannot be kept, by how much, and until when.
//
// Lines are taken by rank. Each is covered from what has come by the day on which it counts and
// no line of higher rank needs, then or later; the rest of it is at risk. Demand that the rule
// ignores (past due beyond the fence, or after the horizon) neither needs cover nor is at risk.
//
//     opening 5, supply of 4 on day 3 and 9 on day 6    covered   at risk   until
//     day 1   reservation 7   wants 4                         4         0
//     day 2   reservation 3   wants 4                         1         3   day 6
//     day 3   reservation 9   wants 4                         4         0
//
// No other choice leaves less at risk. With opening >= 0 the total is exactly Shortage(); below
// 0 it is at most that, since part of the shortage is then owed to no reservation but to safety
// stock, say.
//
// `inputs.demand` and `inputs.extra_demand` are not read: `open_demand` is the demand, line by
// line, sorted by rank. The answer is sorted by rank, and `until` never falls from line to line;
// after one without it there is none. O(supply + open demand).
std::vector<DemandAtRisk> AtRisk(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                                 const Rule& rule, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_AT_RISK_H_
