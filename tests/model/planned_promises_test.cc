// The plan that was answered can be reserved when nothing moved: every part of it, one after
// another, through the arithmetic that lets a reservation in.

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

#include "engine/atp/curve.h"
#include "engine/atp/inputs.h"
#include "engine/atp/promise.h"
#include "engine/base/test_volume.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/random_request.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

using sourcing::Between;

constexpr Day kToday = 0;          // requests are drawn for the days from here on
constexpr int32_t kDays = 6;       // to beyond the last of them
constexpr Quantity kUnitsMax = 3;  // of a row, so that some pools have too little

// One item at one location, as the ledger keeps it.
struct Stock {
  Rule rule;
  Quantity opening = 0;
  std::vector<DatedSupply> supply;
  std::vector<DatedDemand> demand;
  std::vector<DatedDemand> taken;

  Inputs View() const { return {opening, supply, demand, taken}; }

  // What a planner is told of it.
  sourcing::Pool ToPool() const {
    sourcing::Pool pool;
    const Curve curve = BuildCurve(View(), rule, kToday);
    for (const Step& step : curve.steps()) pool.push_back({step.day, step.atp});
    return pool;
  }

  // False if there is not enough.
  bool Reserve(Day day, Quantity quantity) {
    if (AtpOn(View(), rule, kToday, day) < quantity) return false;
    const auto place =
        std::upper_bound(taken.begin(), taken.end(), day,
                         [](Day day, const DatedDemand& row) { return day < row.day; });
    taken.insert(place, {day, quantity});
    return true;
  }
};

Stock DrawStock(std::mt19937_64& random) {
  Stock stock;
  stock.rule.horizon_days = kDays;
  stock.opening = Between(random, -1, kUnitsMax);
  for (Day day = kToday; day < kToday + kDays; ++day) {
    const int64_t what = Between(random, 0, 7);
    if (what <= 1) stock.supply.push_back({day, Between(random, 1, kUnitsMax)});
    if (what == 2) stock.demand.push_back({day, Between(random, 1, kUnitsMax)});
  }
  return stock;
}

TEST(PlannedPromisesTest, ThePlanThatWasAnsweredCanBeReserved) {
  constexpr int kCasesDrawn = 1'000'000 / kOneCaseIn;
  std::mt19937_64 random(sourcing::PrintedSeed());
  sourcing::Drawing drawing;
  drawing.may_share_pools = true;
  int64_t parts = 0;
  std::vector<Stock> stocks;
  for (int i = 0; i < kCasesDrawn; ++i) {
    sourcing::Request request = sourcing::DrawRequest(drawing, random);
    stocks.clear();
    for (sourcing::Pool& pool : request.pools) {
      stocks.push_back(DrawStock(random));
      pool = stocks.back().ToPool();
    }
    const auto plan = sourcing::MakePlan(request);
    ASSERT_TRUE(plan.ok()) << plan.status() << " case " << i;
    for (const sourcing::LinePlan& line : plan->lines) {
      for (const sourcing::Part& part : line.parts) {
        ASSERT_TRUE(stocks[part.pool].Reserve(part.ship, part.quantity)) << "case " << i;
        ++parts;
      }
    }
  }
  // Not by planning nothing.
  EXPECT_GT(parts, kCasesDrawn / 2);
  std::printf("cases=%d parts=%lld\n", kCasesDrawn, static_cast<long long>(parts));
}

}  // namespace
}  // namespace atp
