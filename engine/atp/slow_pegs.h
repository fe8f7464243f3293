#ifndef ATP_ENGINE_ATP_SLOW_PEGS_H_
#define ATP_ENGINE_ATP_SLOW_PEGS_H_

#include <vector>

#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/atp/pegs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// Pegs as their definition reads, for tests to compare with: each line takes by rank what no day
// from its day on misses; then, what it lacks, on the first days that have it; then whatever is
// delivered is fetched, day by day, from the source that comes first. Days on which rows count
// are found by asking SlowProjected of one row at a time. O(horizon^2 * rows).
std::vector<PeggedDemand> SlowPegs(const Inputs& inputs, const std::vector<OpenDemand>& open_demand,
                                   const Rule& rule, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_SLOW_PEGS_H_
