#ifndef ATP_TESTS_SIMULATION_VERDICT_H_
#define ATP_TESTS_SIMULATION_VERDICT_H_

#include <cstdint>
#include <string>

namespace atp::simulation {

// What has come of a history.
struct Verdict {
  std::string violation;  // empty: none
  struct Counts {
    uint32_t step = 0;  // the last one played
    uint64_t hash = 0;  // of everything that has happened
    uint64_t steps = 0;
    uint64_t faults = 0;
    uint64_t lives = 0;  // of the engine
    uint64_t acknowledged = 0;
    uint64_t repeated = 0;
    uint64_t deltas = 0;
  } counts;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_VERDICT_H_
