#ifndef ATP_ENGINE_ATP_RANDOM_CASE_H_
#define ATP_ENGINE_ATP_RANDOM_CASE_H_

#include <cstdint>
#include <random>
#include <vector>

#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// One position, rule and today, drawn at random for property tests. Owns the rows of View().
struct RandomCase {
  Day today = 0;
  Rule rule;
  Quantity opening = 0;
  std::vector<DatedSupply> supply;
  std::vector<DatedDemand> demand;
  std::vector<DatedDemand> extra_demand;

  Inputs View() const { return {opening, supply, demand, extra_demand}; }
};

// Draws a case. Most are small, so that rows meet on one day, at the edges of the horizon and
// around fences; some have the longest horizon, quantities that overflow 64 bits when added, or
// a today at an end of the range of Day.
RandomCase DrawCase(std::mt19937_64& random);

// The same, by a rule of any mode, half of the time with a lead time.
RandomCase DrawCaseOfAnyMode(std::mt19937_64& random);

// Valid: a more careful level never trusts more.
Confidence DrawConfidence(std::mt19937_64& random);

// The seed of a property test: the one it is asked for by the environment variable ATP_SEED, or a
// fresh one. Prints it.
uint64_t PrintedSeed();

// Says how many cases a property test has drawn.
void PrintCases(int64_t cases);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_RANDOM_CASE_H_
