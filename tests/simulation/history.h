#ifndef ATP_TESTS_SIMULATION_HISTORY_H_
#define ATP_TESTS_SIMULATION_HISTORY_H_

#include <cstdint>
#include <numeric>
#include <vector>

namespace atp::simulation {

// What is played: a seed, and which of its steps. Each step draws from dice of its own, so any
// subset of the steps is a history too, which is what makes it small enough to read.
struct History {
  uint64_t seed = 0;
  std::vector<uint32_t> steps;  // ascending

  static History Whole(uint64_t seed, uint32_t steps) {
    History history{seed, std::vector<uint32_t>(steps)};
    std::iota(history.steps.begin(), history.steps.end(), 1);
    return history;
  }
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_HISTORY_H_
