#include "engine/sourcing/pools.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "engine/model/rule.h"
#include "engine/sourcing/printed_seed.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

constexpr int64_t kEver = std::numeric_limits<int64_t>::max();

std::vector<Quantity> PromisableOn(const Pools& pools, Day first, Day last) {
  std::vector<Quantity> promisable;
  for (Day day = first; day <= last; ++day) promisable.push_back(pools.Promisable(0, day));
  return promisable;
}

struct Take {
  Day day;
  Quantity quantity;
};

struct Case {
  const char* name;
  Pool pool;
  std::vector<Take> takes;
  std::vector<Quantity> left;  // on days 0 to 5
};

const Case kCases[] = {
    {"a step lasts until the next", {{1, 5}, {3, 8}, {4, 12}}, {}, {0, 5, 5, 8, 12, 12}},
    {"no steps promise nothing", {}, {}, {0, 0, 0, 0, 0, 0}},
    {"what is there now is taken now", {{0, 5}}, {{0, 2}}, {3, 3, 3, 3, 3, 3}},
    {"what is taken later is kept for later", {{0, 5}}, {{4, 2}}, {3, 3, 3, 3, 3, 3}},
    {"later supply is taken first", {{0, 5}, {3, 9}}, {{3, 4}}, {5, 5, 5, 5, 5, 5}},
    {"then what is there before", {{0, 5}, {3, 9}}, {{3, 6}}, {3, 3, 3, 3, 3, 3}},
    {"an early take lowers all days", {{0, 5}, {3, 9}}, {{0, 4}}, {1, 1, 1, 5, 5, 5}},
    {"the example in pools.h", {{1, 5}, {3, 8}, {4, 12}}, {{3, 6}, {1, 2}}, {0, 0, 0, 0, 4, 4}},
    {"a day within a step", {{0, 5}, {3, 9}}, {{2, 5}}, {0, 0, 0, 4, 4, 4}},
    {"a day after all steps", {{0, 5}, {3, 9}}, {{5, 9}}, {0, 0, 0, 0, 0, 0}},
    {"short days promise nothing", {{0, -7}, {2, 3}}, {{2, 1}}, {0, 0, 2, 2, 2, 2}},
    {"a fall counts for the days before", {{0, 9}, {2, 4}, {4, 6}}, {{4, 1}}, {4, 4, 4, 4, 5, 5}},
    {"unlimited stays so",
     {{0, 5}, {3, kUnlimited}},
     {{4, kUnlimited}, {0, 5}},
     {0, 0, 0, kUnlimited, kUnlimited, kUnlimited}},
    {"taken from before, too",
     {{0, 5}, {3, kUnlimited}},
     {{1, 2}},
     {3, 3, 3, kUnlimited, kUnlimited, kUnlimited}},
};

TEST(PoolsTest, Table) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Pools pools({c.pool});
    const std::vector<Quantity> before = PromisableOn(pools, 0, 5);
    for (const Take& take : c.takes) pools.Take(0, take.day, take.quantity);
    EXPECT_EQ(PromisableOn(pools, 0, 5), c.left);
    for (const Take& take : c.takes) pools.GiveBack(0, take.day, take.quantity);
    EXPECT_EQ(PromisableOn(pools, 0, 5), before);
  }
}

TEST(PoolsTest, FirstDay) {
  const Pools pools({{{1, 5}, {3, 8}}});
  EXPECT_EQ(pools.FirstDay(0, 5, -kEver, kEver), Day{1});
  EXPECT_EQ(pools.FirstDay(0, 5, 2, kEver), Day{2});  // within a step
  EXPECT_EQ(pools.FirstDay(0, 6, 2, 3), Day{3});
  EXPECT_EQ(pools.FirstDay(0, 6, 2, 2), std::nullopt);  // too late
  EXPECT_EQ(pools.FirstDay(0, 9, 0, kEver), std::nullopt);
  EXPECT_EQ(pools.FirstDay(0, 1, 5, 4), std::nullopt);  // no days
}

TEST(PoolsTest, PoolsDoNotTouchEachOther) {
  Pools pools({{{0, 5}}, {}, {{0, 7}, {2, 9}}});
  pools.Take(0, 0, 5);
  EXPECT_EQ(pools.Promisable(0, 9), 0);
  EXPECT_EQ(pools.Promisable(1, 9), 0);
  EXPECT_EQ(pools.Promisable(2, 9), 9);
}

TEST(PoolsDeathTest, TooMuch) {
  Pools pools({{{0, 5}, {3, 9}}});
  pools.Take(0, 3, 9);
  pools.GiveBack(0, 3, 9);
  pools.Take(0, 2, 5);
  EXPECT_DEATH(pools.Take(0, 2, 1), "broken invariant");
  EXPECT_DEATH(pools.Take(0, 3, 5), "broken invariant");
  EXPECT_DEATH(pools.Take(0, -1, 1), "broken invariant");
  EXPECT_DEATH(pools.Take(0, 3, 0), "broken invariant");
}

// The definition: of day `day` and every later one, the least of the step less all taken by then.
Quantity SlowPromisable(const Pool& pool, const std::vector<Take>& takes, Day day, Day last_day) {
  Quantity least = kUnlimited;
  for (Day u = day; u <= last_day; ++u) {
    Quantity left = 0;
    for (const PromiseStep& step : pool) {
      if (step.day <= u) left = step.quantity;
    }
    if (left == kUnlimited) continue;
    for (const Take& take : takes) left -= take.day <= u ? take.quantity : 0;
    least = std::min(least, left);
  }
  return std::max<Quantity>(0, least);
}

Pool DrawPool(std::mt19937_64& random) {
  Pool pool;
  for (Day day = 0; day < 8; ++day) {
    if (OneIn(random, 3)) pool.push_back({day, Between(random, -3, 12)});
  }
  if (!pool.empty() && OneIn(random, 6)) pool.back().quantity = kUnlimited;
  return pool;
}

TEST(PoolsTest, EqualsItsDefinition) {
  constexpr int kRounds = 20'000;
  constexpr Day kFirst = -1;
  constexpr Day kLast = 9;
  std::mt19937_64 random(PrintedSeed());
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Pool pool = DrawPool(random);
    Pools pools({pool});
    std::vector<Take> takes;
    for (int change = 0; change < 6; ++change) {
      const Day day = static_cast<Day>(Between(random, 0, kLast));
      const Quantity promisable = std::min<Quantity>(20, pools.Promisable(0, day));
      if (!takes.empty() && OneIn(random, 3)) {
        pools.GiveBack(0, takes.back().day, takes.back().quantity);
        takes.pop_back();
      } else if (promisable > 0) {
        takes.push_back({day, Between(random, 1, promisable)});
        pools.Take(0, day, takes.back().quantity);
      }
      std::shuffle(takes.begin(), takes.end(), random);
      const Quantity quantity = Between(random, 1, 15);
      std::optional<Day> first_day;
      for (Day d = kLast; d >= kFirst; --d) {
        const Quantity expected = SlowPromisable(pool, takes, d, kLast);
        ASSERT_EQ(pools.Promisable(0, d), expected) << "day " << d;
        if (d >= day && expected >= quantity) first_day = d;
      }
      ASSERT_EQ(pools.FirstDay(0, quantity, day, kLast), first_day);
    }
  }
}

}  // namespace
}  // namespace atp::sourcing
