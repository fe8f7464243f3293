#include "engine/atp/look_ahead.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "engine/atp/random_case.h"
#include "engine/atp/slow_twin.h"
#include "engine/base/test_volume.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
constexpr Quantity kLeast = std::numeric_limits<Quantity>::min();
constexpr Day kToday = 19'000;

struct Row {
  Day day;  // 0 is today
  Quantity quantity;
};

std::vector<DatedSupply> SupplyOf(const std::vector<Row>& rows) {
  std::vector<DatedSupply> supply;
  supply.reserve(rows.size());
  for (const Row& row : rows) supply.push_back({kToday + row.day, row.quantity});
  return supply;
}

std::vector<DatedDemand> DemandOf(const std::vector<Row>& rows) {
  std::vector<DatedDemand> demand;
  demand.reserve(rows.size());
  for (const Row& row : rows) demand.push_back({kToday + row.day, row.quantity});
  return demand;
}

Rule Horizon(int32_t days) {
  Rule rule;
  rule.horizon_days = days;
  return rule;
}

// Past-due rows of both kinds count up to `fence` days, `offset` days from today.
Rule PastDue(int32_t days, std::optional<int32_t> fence, int32_t offset) {
  Rule rule = Horizon(days);
  rule.past_due_supply_fence_days = rule.past_due_demand_fence_days = fence;
  rule.past_due_supply_offset_days = rule.past_due_demand_offset_days = offset;
  return rule;
}

struct Case {
  const char* name;
  Rule rule;
  Quantity opening;
  std::vector<Row> supply;
  std::vector<Row> demand;
  std::vector<Quantity> projected;  // one for each day of the horizon
  std::vector<Quantity> atp;
};

const Case kCases[] = {
    // Worked examples as ERP manuals publish them.
    {"on hand",
     Horizon(7),
     20,
     {},
     {{0, 3}},
     {17, 17, 17, 17, 17, 17, 17},
     {17, 17, 17, 17, 17, 17, 17}},
    {"supply raises ATP from its day on",
     Horizon(7),
     20,
     {{2, 10}},
     {{0, 3}},
     {17, 17, 27, 27, 27, 27, 27},
     {17, 17, 27, 27, 27, 27, 27}},
    {"later demand lowers ATP of the days before",
     Horizon(7),
     20,
     {{2, 10}},
     {{0, 3}, {3, 15}},
     {17, 17, 27, 12, 12, 12, 12},
     {12, 12, 12, 12, 12, 12, 12}},
    {"small supplies after the demand",
     Horizon(7),
     20,
     {{2, 10}, {4, 1}, {5, 3}},
     {{0, 3}, {3, 15}},
     {17, 17, 27, 12, 13, 16, 16},
     {12, 12, 12, 12, 13, 16, 16}},
    {"supply at the end",
     Horizon(7),
     10,
     {{5, 7}},
     {{1, 5}},
     {10, 5, 5, 5, 5, 12, 12},
     {5, 5, 5, 5, 5, 12, 12}},
    {"short until supply",
     Horizon(5),
     10,
     {{2, 1}, {4, 20}},
     {{1, 8}, {3, 20}},
     {10, 2, 3, -17, 3},
     {-17, -17, -17, -17, 3}},
    // The edges.
    {"nothing", Horizon(3), 0, {}, {}, {0, 0, 0}, {0, 0, 0}},
    {"horizon of one day", Horizon(1), 5, {{0, 2}, {1, 100}}, {{0, 1}, {1, 200}}, {6}, {6}},
    {"beyond the horizon is ignored", Horizon(2), 5, {{2, 9}}, {{2, 99}}, {5, 5}, {5, 5}},
    {"last day of the horizon counts", Horizon(2), 5, {{1, 9}}, {{1, 3}}, {5, 11}, {5, 11}},
    {"supply and demand of one day meet within it",
     Horizon(3),
     0,
     {{1, 5}},
     {{1, 5}},
     {0, 0, 0},
     {0, 0, 0}},
    {"negative opening", Horizon(3), -4, {{1, 3}, {2, 3}}, {}, {-4, -1, 2}, {-4, -1, 2}},
    {"several rows a day",
     Horizon(2),
     0,
     {{0, 1}, {0, 2}, {1, 3}, {1, 4}},
     {{1, 1}, {1, 1}},
     {3, 8},
     {3, 8}},
    // Past due.
    {"by default late supply waits and late demand counts today",
     Horizon(2),
     10,
     {{-1, 50}},
     {{-300, 4}},
     {6, 6},
     {6, 6}},
    {"without a fence late rows are ignored",
     PastDue(2, std::nullopt, 0),
     10,
     {{-1, 50}},
     {{-1, 4}},
     {10, 10},
     {10, 10}},
    {"a row as old as the fence counts",
     PastDue(2, 3, 0),
     0,
     {{-4, 50}, {-3, 7}},
     {{-4, 5}, {-3, 2}},
     {5, 5},
     {5, 5}},
    {"late rows land after rows that stood behind them",
     PastDue(5, 7, 2),
     0,
     {{-3, 20}, {0, 1}, {1, 2}, {3, 4}},
     {{-1, 6}, {4, 9}},
     {1, 3, 17, 21, 12},
     {1, 3, 12, 12, 12}},
    {"an offset beyond the horizon takes the row out of it",
     PastDue(2, 7, 2),
     3,
     {{-1, 50}},
     {{-1, 40}},
     {3, 3},
     {3, 3}},
    // Quantities at the end of the range are summed exactly.
    {"a huge sum is held at the end of the range",
     Horizon(3),
     kMost,
     {{0, kMost}, {1, kMost}},
     {{2, kMost}},
     {kMost, kMost, kMost},
     {kMost, kMost, kMost}},
    {"and forgets nothing",
     Horizon(2),
     kMost,
     {{0, kMost}},
     {{1, kMost}, {1, kMost - 5}},
     {kMost, 5},
     {5, 5}},
    {"at the other end too",
     Horizon(2),
     kLeast,
     {{1, kMost}},
     {{0, kMost}},
     {kLeast, kLeast},
     {kLeast, kLeast}},
};

TEST(LookAheadTest, Table) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto supply = SupplyOf(c.supply);
    const auto demand = DemandOf(c.demand);
    const Inputs inputs = {c.opening, supply, demand, {}};
    const Curve curve = LookAheadCurve(inputs, c.rule, kToday);
    ASSERT_EQ(c.projected.size(), static_cast<size_t>(c.rule.horizon_days));
    ASSERT_EQ(c.atp.size(), c.projected.size());
    EXPECT_EQ(curve.first_day(), kToday);
    EXPECT_EQ(curve.last_day(), kToday + c.rule.horizon_days - 1);
    for (int32_t i = 0; i < c.rule.horizon_days; ++i) {
      EXPECT_EQ(curve.ProjectedAt(kToday + i), c.projected[i]) << "day " << i;
      EXPECT_EQ(curve.At(kToday + i), c.atp[i]) << "day " << i;
      EXPECT_EQ(LookAheadOn(inputs, c.rule, kToday, kToday + i), c.atp[i]) << "day " << i;
    }
    EXPECT_EQ(Shortage(inputs, c.rule, kToday), c.atp[0] >= 0        ? 0
                                                : c.atp[0] == kLeast ? kMost
                                                                     : -c.atp[0]);
  }
}

TEST(LookAheadTest, PublishedPastDueExample) {
  const auto supply = SupplyOf({{-3, 200}, {10, 100}});
  const auto demand = DemandOf({{-1, 75}});
  const Inputs inputs = {0, supply, demand, {}};
  const Rule rule = PastDue(30, 7, 1);
  EXPECT_EQ(LookAheadOn(inputs, rule, kToday, kToday), 0);
  EXPECT_EQ(LookAheadOn(inputs, rule, kToday, kToday + 1), 125);
  EXPECT_EQ(LookAheadOn(inputs, rule, kToday, kToday + 10), 225);
  EXPECT_EQ(LookAheadEarliest(inputs, rule, kToday, 150), kToday + 10);
}

TEST(LookAheadTest, EarliestNeedsEnoughOnEveryDayThatFollows) {
  // projected 10 10 2 2 22
  const auto supply = SupplyOf({{4, 20}});
  const auto demand = DemandOf({{2, 8}});
  const Inputs inputs = {10, supply, demand, {}};
  const struct {
    Quantity quantity;
    std::optional<Day> earliest;
  } cases[] = {{-1, kToday},    {0, kToday},      {2, kToday},
               {3, kToday + 4}, {22, kToday + 4}, {23, std::nullopt}};
  for (const auto& c : cases) {
    EXPECT_EQ(LookAheadEarliest(inputs, Horizon(5), kToday, c.quantity), c.earliest) << c.quantity;
  }
}

TEST(LookAheadTest, SupplyCountsByState) {
  const std::vector<DatedSupply> supply = {{kToday, 1, SupplyState::kOrdered},
                                           {kToday, 10, SupplyState::kAcknowledged},
                                           {kToday, 100, SupplyState::kShipped}};
  const Inputs inputs = {0, supply, {}, {}};
  const struct {
    SupplyStateMask states;
    Quantity atp;
  } cases[] = {{Rule().supply_states, 110},
               {0, 0},
               {kAllSupplyStates, 111},
               {MaskOf(SupplyState::kOrdered), 1},
               {MaskOf(SupplyState::kShipped), 100}};
  for (const auto& c : cases) {
    Rule rule;
    rule.supply_states = c.states;
    rule.supply_kinds = c.states == 0 ? 0 : kAllSupplyKinds;
    EXPECT_EQ(LookAheadOn(inputs, rule, kToday, kToday), c.atp) << int{c.states};
  }
}

TEST(LookAheadTest, ExtraDemandIsSeenByTheNextLine) {
  const auto extra = DemandOf({{0, 5}});
  EXPECT_EQ(LookAheadOn({5, {}, {}, {}}, Rule(), kToday, kToday), 5);
  EXPECT_EQ(LookAheadOn({5, {}, {}, extra}, Rule(), kToday, kToday), 0);
}

TEST(LookAheadTest, TakingAllOfAtpLeavesNoDayShort) {
  const auto supply = SupplyOf({{2, 10}});
  const auto demand = DemandOf({{0, 3}, {3, 15}});
  Inputs inputs = {20, supply, demand, {}};
  const auto fits = DemandOf({{1, 12}});
  inputs.extra_demand = fits;
  EXPECT_EQ(Shortage(inputs, Horizon(7), kToday), 0);
  const auto one_more = DemandOf({{1, 13}});
  inputs.extra_demand = one_more;
  EXPECT_EQ(Shortage(inputs, Horizon(7), kToday), 1);
}

TEST(LookAheadTest, OverdueSupplyIsReportedWhetherItCountsOrNot) {
  const std::vector<DatedSupply> supply = {{kToday - 400, 1, SupplyState::kOrdered},
                                           {kToday - 1, 10, SupplyState::kShipped},
                                           {kToday, 100, SupplyState::kShipped}};
  EXPECT_EQ(OverdueSupply({0, supply, {}, {}}, kToday), 11);
  EXPECT_EQ(OverdueSupply({0, {}, {}, {}}, kToday), 0);
  const auto huge = SupplyOf({{-2, kMost}, {-1, kMost}});
  EXPECT_EQ(OverdueSupply({0, huge, {}, {}}, kToday), kMost);
}

TEST(LookAheadDeathTest, ADayOutsideTheHorizonIsRefused) {
  EXPECT_DEATH(LookAheadOn({}, Horizon(7), kToday, kToday - 1), "InHorizon");
  EXPECT_DEATH(LookAheadOn({}, Horizon(7), kToday, kToday + 7), "InHorizon");
}

// Everything that this header says of one case, against the twin.
void ExpectLikeTwin(const RandomCase& c, Quantity quantity) {
  const Inputs inputs = c.View();
  const std::vector<ExactSum> projected = SlowProjected(inputs, c.rule, c.today);
  const std::vector<ExactSum> atp = SlowLookAhead(projected);
  const Curve curve = LookAheadCurve(inputs, c.rule, c.today);
  ASSERT_EQ(curve.first_day(), c.today);
  ASSERT_EQ(curve.last_day(), c.today + (c.rule.horizon_days - 1));
  for (int32_t i = 0; i < c.rule.horizon_days; ++i) {
    const Day day = c.today + i;
    ASSERT_EQ(curve.ProjectedAt(day), Saturate(projected[i])) << "day " << i;
    ASSERT_EQ(curve.At(day), Saturate(atp[i])) << "day " << i;
    ASSERT_EQ(LookAheadOn(inputs, c.rule, c.today, day), curve.At(day)) << "day " << i;
    ASSERT_LE(curve.At(day), curve.ProjectedAt(day)) << "day " << i;
    if (i > 0) {
      ASSERT_LE(curve.At(day - 1), curve.At(day)) << "day " << i;
    }
  }
  ASSERT_EQ(LookAheadEarliest(inputs, c.rule, c.today, quantity),
            SlowEarliest(atp, c.today, quantity));
  // A curve cannot tell the least quantity from one below it.
  if (quantity != kLeast) {
    ASSERT_EQ(curve.Earliest(quantity), SlowEarliest(atp, c.today, quantity));
  }
  ASSERT_EQ(Shortage(inputs, c.rule, c.today), Saturate(atp[0] < 0 ? -atp[0] : ExactSum{0}));
}

// A promise of all of ATP makes no ATP negative that was not; one more than it makes one so.
void ExpectPromiseHolds(const RandomCase& c, Day day) {
  const Quantity atp = LookAheadOn(c.View(), c.rule, c.today, day);
  if (atp <= 0 || atp == kMost) return;
  const Curve before = LookAheadCurve(c.View(), c.rule, c.today);
  RandomCase after = c;
  const auto place =
      std::upper_bound(after.extra_demand.begin(), after.extra_demand.end(), day,
                       [](Day day, const DatedDemand& row) { return day < row.day; });
  DatedDemand& promise = *after.extra_demand.insert(place, {day, atp});
  const Curve kept = LookAheadCurve(after.View(), c.rule, c.today);
  for (const Step& step : before.steps()) {
    if (step.atp >= 0) {
      ASSERT_GE(kept.At(step.day), 0);
    }
  }
  ASSERT_EQ(kept.At(day), 0);
  ++promise.quantity;
  ASSERT_EQ(LookAheadOn(after.View(), c.rule, c.today, day), -1);
}

TEST(LookAheadTest, EqualsTheSlowTwin) {
  constexpr int kRounds = 200'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    const RandomCase c = DrawCase(random);
    ASSERT_TRUE(Validate(c.rule, "rule").ok());
    const Day day = c.today + static_cast<Day>(random() % c.rule.horizon_days);
    // Half of the quantities asked for lie around what there is.
    const Quantity there_is = LookAheadOn(c.View(), c.rule, c.today, day);
    const Quantity quantity = random() % 2 == 0 && there_is != kMost ? there_is + 1 : there_is;
    ExpectLikeTwin(c, quantity);
    ExpectPromiseHolds(c, day);
  }
  PrintCases(kRounds);
}

}  // namespace
}  // namespace atp
