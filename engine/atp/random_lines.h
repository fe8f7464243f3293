#ifndef ATP_ENGINE_ATP_RANDOM_LINES_H_
#define ATP_ENGINE_ATP_RANDOM_LINES_H_

#include <random>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"

namespace atp {

// Demand as open lines, for property tests: each row becomes up to three lines of some of four
// reservations. Sorted by rank.
std::vector<OpenDemand> SplitIntoLines(absl::Span<const DatedDemand> demand,
                                       std::mt19937_64& random);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_RANDOM_LINES_H_
