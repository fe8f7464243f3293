#include "engine/atp/look_ahead_steps.h"

#include <cstddef>
#include <random>
#include <vector>

#include "engine/atp/random_case.h"
#include "engine/atp/slow_twin.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(LookAheadStepsTest, EqualTheSlowTwinOnEveryDay) {
  constexpr int kRounds = 50'000;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    const RandomCase c = DrawCase(random);
    const std::vector<ExactSum> projected = SlowProjected(c.View(), c.rule, c.today);
    const std::vector<ExactSum> atp = SlowLookAhead(projected);
    const std::vector<LookAheadStep> steps = LookAheadSteps(c.View(), c.rule, c.today);
    ASSERT_EQ(steps.front().day, c.today);
    size_t step = 0;
    for (size_t day = 0; day < projected.size(); ++day) {
      if (step + 1 < steps.size() && steps[step + 1].day - c.today == static_cast<Day>(day)) ++step;
      ASSERT_EQ(steps[step].projected, projected[day]) << "day " << day;
      ASSERT_EQ(steps[step].atp, atp[day]) << "day " << day;
    }
    ASSERT_EQ(step + 1, steps.size());
  }
}

}  // namespace
}  // namespace atp
