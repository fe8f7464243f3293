#ifndef ATP_TOOLS_REPLAY_PERCENTILE_H_
#define ATP_TOOLS_REPLAY_PERCENTILE_H_

#include <cstdint>
#include <vector>

namespace atp {

// The smallest sample that at least `percent` of all samples do not exceed (nearest rank): exact,
// always one of the samples. 0 without samples. `percent` is in (0, 100]. Reorders *samples.
int64_t Percentile(std::vector<int64_t>* samples, double percent);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_PERCENTILE_H_
