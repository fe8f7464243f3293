// What LOOK_AHEAD promises can be kept: whatever is taken within it, in whatever order.

#include <algorithm>
#include <random>
#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/lead_time.h"
#include "engine/atp/promise.h"
#include "engine/atp/random_case.h"
#include "engine/atp/slow_twin.h"
#include "engine/base/test_volume.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

void Take(RandomCase* c, Day day, Quantity quantity) {
  const auto place =
      std::upper_bound(c->extra_demand.begin(), c->extra_demand.end(), day,
                       [](Day day, const DatedDemand& row) { return day < row.day; });
  c->extra_demand.insert(place, {day, quantity});
}

// Up to six takes on random days, each within the ATP that those before it left; half of them all
// of it.
void TakeSome(RandomCase* c, std::mt19937_64& random) {
  for (uint64_t takes = 1 + random() % 6; takes > 0; --takes) {
    const Day day = c->today + static_cast<Day>(random() % c->rule.horizon_days);
    const Quantity atp = AtpOn(c->View(), c->rule, c->today, day);
    if (atp <= 0) continue;
    const Quantity part = 1 + static_cast<Quantity>(random() % static_cast<uint64_t>(atp));
    Take(c, day, random() % 2 == 0 ? atp : part);
  }
}

TEST(KeptPromisesTest, NoDayThatWasCoveredBecomesShort) {
  constexpr int kCasesDrawn = 1'000'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kCasesDrawn && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    RandomCase c = DrawCaseOfAnyMode(random);
    c.rule.mode = AtpMode::kLookAhead;
    const std::vector<ExactSum> before = SlowProjected(c.View(), c.rule, c.today);
    TakeSome(&c, random);
    const std::vector<ExactSum> after = SlowProjected(c.View(), c.rule, c.today);
    // Beyond the lead time it is for an order to cover what is taken.
    for (int32_t day = 0; day < LimitedDays(c.rule); ++day) {
      if (before[day] < 0) continue;
      ASSERT_TRUE(after[day] >= 0) << "day " << day;
    }
  }
  PrintCases(kCasesDrawn);
}

TEST(KeptPromisesTest, NeverMoreThanTheLeastBalanceThatFollows) {
  constexpr int kCasesDrawn = 1'000'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kCasesDrawn && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    RandomCase c = DrawCaseOfAnyMode(random);
    c.rule.mode = AtpMode::kLookAhead;
    const std::vector<ExactSum> projected = SlowProjected(c.View(), c.rule, c.today);
    const int32_t days = LimitedDays(c.rule);
    for (int32_t day = 0; day < days; ++day) {
      const ExactSum least = *std::min_element(projected.begin() + day, projected.begin() + days);
      ASSERT_EQ(AtpOn(c.View(), c.rule, c.today, c.today + day), Saturate(least)) << "day " << day;
    }
  }
  PrintCases(kCasesDrawn);
}

// The refusal beside it: each other mode promises what cannot be kept, and ExceedsLookAhead()
// knows by how much. Projected 10 2 3 -17 3.
TEST(KeptPromisesTest, EveryOtherModeBreaksOne) {
  const struct {
    AtpMode mode;
    Day day;
    Quantity promised;  // all that the mode allows for that day
    Quantity exceeds;
    Day short_day;  // on which so many more are missing than before
  } cases[] = {{AtpMode::kDiscrete, 4, 20, 17, 4},
               {AtpMode::kCumulative, 0, 2, 2, 3},
               {AtpMode::kBackward, 4, 20, 17, 4},
               {AtpMode::kBackwardAccumulate, 4, 20, 17, 4},
               {AtpMode::kFirstSurplus, 0, 2, 2, 3}};
  for (const auto& c : cases) {
    SCOPED_TRACE(static_cast<int>(c.mode));
    RandomCase position;
    position.today = 19'000;
    position.rule.mode = c.mode;
    position.rule.horizon_days = 5;
    position.opening = 10;
    position.supply = {{19'002, 1}, {19'004, 20}};
    position.demand = {{19'001, 8}, {19'003, 20}};
    const auto missing = [&] {
      const auto projected = SlowProjected(position.View(), position.rule, position.today);
      return Saturate(std::max<ExactSum>(0, -projected[c.short_day]));
    };
    const Day day = position.today + c.day;
    const Quantity missing_before = missing();
    ASSERT_EQ(AtpOn(position.View(), position.rule, position.today, day), c.promised);
    EXPECT_EQ(ExceedsLookAhead(position.View(), position.rule, position.today, day, c.promised),
              c.exceeds);
    Take(&position, day, c.promised);
    EXPECT_EQ(missing(), missing_before + c.exceeds);
  }
}

}  // namespace
}  // namespace atp
