#include "engine/atp/look_ahead_steps.h"

#include <algorithm>
#include <cstdint>

#include "engine/atp/day_walk.h"

namespace atp {

std::vector<LookAheadStep> LookAheadSteps(const Inputs& inputs, const Rule& rule, Day today) {
  std::vector<LookAheadStep> steps = {{today, inputs.opening, 0}};
  WalkBalances(inputs, rule, today, [&steps](int64_t day, ExactSum balance) {
    if (day > steps.back().day) steps.push_back({static_cast<Day>(day), 0, 0});
    steps.back().projected = balance;
  });
  ExactSum least = steps.back().projected;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    least = std::min(least, step->projected);
    step->atp = least;
  }
  return steps;
}

}  // namespace atp
