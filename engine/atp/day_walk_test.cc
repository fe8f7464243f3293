#include "engine/atp/day_walk.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/random_case.h"
#include "engine/atp/row_walk.h"
#include "engine/atp/slow_twin.h"
#include "engine/base/test_volume.h"
#include "engine/model/rule.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

// The balance of each day as a walk tells it. Checks that within a day the balance falls, if at
// all, towards its end.
template <typename Walk>
std::vector<ExactSum> BalancesOf(const RandomCase& c) {
  std::vector<ExactSum> balances(c.rule.horizon_days);
  const Inputs inputs = c.View();
  size_t known = 0;  // days of `balances` that are set
  ExactSum last = inputs.opening;
  ExactSum day_before = inputs.opening;
  ExactSum least_of_day = inputs.opening;
  const auto end_days_before = [&](size_t day) {
    for (; known < day; ++known) {
      EXPECT_GE(least_of_day, std::min(day_before, last));
      balances[known] = day_before = least_of_day = last;
    }
  };
  Walk(inputs, c.rule, c.today).Run([&](int64_t day, ExactSum balance) {
    end_days_before(static_cast<size_t>(day - c.today));
    last = balance;
    least_of_day = std::min(least_of_day, balance);
  });
  end_days_before(balances.size());
  return balances;
}

TEST(DayWalkTest, BothWalksTellTheBalancesOfTheSlowTwin) {
  constexpr int kRounds = 200'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFailure(); ++i) {
    SCOPED_TRACE(i);
    const RandomCase c = DrawCase(random);
    const std::vector<ExactSum> projected = SlowProjected(c.View(), c.rule, c.today);
    ASSERT_TRUE(BalancesOf<RowWalk>(c) == projected);
    ASSERT_TRUE(BalancesOf<DayWalk>(c) == projected);
  }
  PrintCases(kRounds);
}

TEST(DayWalkTest, TheLongestHorizonOnTheLastDays) {
  RandomCase c;
  c.rule.horizon_days = kHorizonDaysMax;
  c.today = std::numeric_limits<Day>::max() - kHorizonDaysMax + 1;
  c.supply = {{c.today, 1}, {std::numeric_limits<Day>::max(), 2}};
  const std::vector<ExactSum> balances = BalancesOf<DayWalk>(c);
  EXPECT_TRUE(balances.front() == 1);
  EXPECT_TRUE(balances[kHorizonDaysMax - 2] == 1);
  EXPECT_TRUE(balances.back() == 3);
}

}  // namespace
}  // namespace atp
