#ifndef ATP_TESTS_SIMULATION_CAMPAIGN_H_
#define ATP_TESTS_SIMULATION_CAMPAIGN_H_

#include <cstdint>
#include <string>

namespace atp::simulation {

// Many seeds, one after the other.
struct Campaign {
  uint64_t first_seed = 1;
  uint64_t seeds = 100;
  uint32_t ops = 10'000;
  std::string failed_seeds;  // a file: seeds that have failed once, played before the others
  int shrink_tries = 300;
  double cpu_seconds_max = 0;  // begins no seed after so much; 0: no bound
};

struct CampaignResult {
  uint64_t seeds = 0;
  uint64_t ops = 0;
  uint64_t faults = 0;
  uint64_t violations = 0;
  double cpu_seconds = 0;
};

// Plays it up to the first violation, which it prints with its seed, its step and the smallest
// history found. The last line is "N seeds, M ops, F faults, V violations".
CampaignResult PlayAll(const Campaign& campaign);

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_CAMPAIGN_H_
