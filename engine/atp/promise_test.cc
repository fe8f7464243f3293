#include "engine/atp/promise.h"

#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/random_case.h"
#include "engine/atp/slow_twin.h"
#include "engine/base/test_volume.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
constexpr Day kToday = 19'000;

constexpr AtpMode kAllModes[] = {AtpMode::kLookAhead,          AtpMode::kDiscrete,
                                 AtpMode::kCumulative,         AtpMode::kBackward,
                                 AtpMode::kBackwardAccumulate, AtpMode::kFirstSurplus};

struct Row {
  Day day;  // 0 is today
  Quantity quantity;
};

struct Case {
  const char* name;
  int32_t horizon_days;
  Quantity opening;
  std::vector<Row> supply;
  std::vector<Row> demand;
  std::vector<Quantity> projected;  // one for each day of the horizon
  std::vector<Quantity> atp[6];     // by mode, in the order of kAllModes
};

// One position, with a rule to change.
class Position {
 public:
  explicit Position(const Case& c) : opening_(c.opening) {
    rule.horizon_days = c.horizon_days;
    for (const Row& row : c.supply) supply_.push_back({kToday + row.day, row.quantity});
    for (const Row& row : c.demand) demand_.push_back({kToday + row.day, row.quantity});
  }

  Inputs View() const { return {opening_, supply_, demand_, {}}; }
  Quantity On(Day day) const { return AtpOn(View(), rule, kToday, kToday + day); }

  // The first day, 0 is today.
  std::optional<Day> First(Quantity quantity) const {
    const std::optional<Day> day = Earliest(View(), rule, kToday, quantity);
    if (!day.has_value()) return std::nullopt;
    return *day - kToday;
  }

  Rule rule;

 private:
  Quantity opening_;
  std::vector<DatedSupply> supply_;
  std::vector<DatedDemand> demand_;
};

const Case kCases[] = {
    {"supply between",
     7,
     20,
     {{2, 10}, {4, 1}, {5, 3}},
     {{0, 3}, {3, 15}},
     {17, 17, 27, 12, 13, 16, 16},
     {{12, 12, 12, 12, 13, 16, 16},
      {17, 0, -5, 0, 1, 3, 0},
      {17, 17, 12, 12, 13, 16, 16},
      {12, 0, 0, 0, 1, 3, 0},
      {12, 12, 12, 12, 13, 16, 16},
      {17, 17, 12, 12, 13, 16, 16}}},
    {"short until supply",
     5,
     10,
     {{2, 1}, {4, 20}},
     {{1, 8}, {3, 20}},
     {10, 2, 3, -17, 3},
     {{-17, -17, -17, -17, 3},
      {2, 0, -19, 0, 20},
      {2, 2, -17, -17, 3},
      {0, 0, 0, -17, 20},
      {0, 0, 0, -17, 20},
      {2, 2, -17, -17, 3}}},
    {"the nearest surplus is used first, and the earlier shortage first",
     5,
     5,
     {{1, 4}},
     {{2, 3}, {4, 4}},
     {5, 9, 6, 6, 2},
     {{2, 2, 2, 2, 2},
      {5, -3, 0, 0, 0},
      {5, 2, 2, 2, 2},
      {2, 0, 0, 0, 0},
      {2, 2, 2, 2, 2},
      {5, 2, 2, 2, 2}}},
    {"later surplus covers nothing, negative opening neither",
     3,
     -4,
     {{1, 6}},
     {{2, 7}},
     {-4, 2, -5},
     {{-5, -5, -5}, {-4, -1, 0}, {-4, -5, -5}, {-4, 0, -1}, {-4, 0, -1}, {-4, -5, -5}}},
    {"a day whose demand takes all of its supply is a day with supply, not of surplus",
     4,
     5,
     {{1, 4}, {2, 4}},
     {{1, 4}, {2, 6}},
     {5, 5, 3, 3},
     {{3, 3, 3, 3}, {5, 0, -2, 0}, {5, 5, 3, 3}, {3, 0, 0, 0}, {3, 3, 3, 3}, {3, 3, 3, 3}}},
    {"supply of nothing is no supply",
     3,
     5,
     {{1, 0}},
     {{1, 2}},
     {5, 3, 3},
     {{3, 3, 3}, {3, 0, 0}, {3, 3, 3}, {3, 0, 0}, {3, 3, 3}, {3, 3, 3}}},
    {"beyond the horizon is ignored",
     2,
     5,
     {{2, 9}},
     {{2, 99}},
     {5, 5},
     {{5, 5}, {5, 0}, {5, 5}, {5, 0}, {5, 5}, {5, 5}}},
    {"one day", 1, 5, {{0, 2}}, {{0, 9}}, {-2}, {{-2}, {-2}, {-2}, {-2}, {-2}, {-2}}},
    {"huge sums are held at the end of the range and forget nothing",
     3,
     kMost,
     {{0, kMost}, {1, kMost}},
     {{2, kMost}},
     {kMost, kMost, kMost},
     {{kMost, kMost, kMost},
      {kMost, 0, 0},
      {kMost, kMost, kMost},
      {kMost, 0, 0},
      {kMost, kMost, kMost},
      {kMost, kMost, kMost}}},
};

TEST(PromiseTest, Table) {
  for (const Case& c : kCases) {
    for (size_t mode = 0; mode < 6; ++mode) {
      SCOPED_TRACE(testing::Message() << c.name << ", mode " << mode + 1);
      Position position(c);
      position.rule.mode = kAllModes[mode];
      const Curve curve = BuildCurve(position.View(), position.rule, kToday);
      ASSERT_EQ(c.atp[mode].size(), static_cast<size_t>(c.horizon_days));
      ASSERT_EQ(c.projected.size(), static_cast<size_t>(c.horizon_days));
      for (int32_t i = 0; i < c.horizon_days; ++i) {
        EXPECT_EQ(position.On(i), c.atp[mode][i]) << "day " << i;
        EXPECT_EQ(curve.At(kToday + i), c.atp[mode][i]) << "day " << i;
        EXPECT_EQ(curve.ProjectedAt(kToday + i), c.projected[i]) << "day " << i;
      }
    }
  }
}

TEST(PromiseTest, EarliestIsTheFirstDayEvenIfALaterOneHasLess) {
  Position position(kCases[1]);
  position.rule.mode = AtpMode::kDiscrete;  // 2 0 -19 0 20
  EXPECT_EQ(position.First(-1), 0);
  EXPECT_EQ(position.First(2), 0);
  EXPECT_EQ(position.First(3), 4);
  EXPECT_EQ(position.First(20), 4);
  EXPECT_EQ(position.First(21), std::nullopt);
}

TEST(PromiseTest, LateRowsCountOnTheDayOfTheirOffset) {
  // Projected 3 3 6 6: a supply of 5 and a demand of 2 arrive on day 2.
  Position position({"", 4, 3, {{-3, 5}}, {{-1, 2}}, {}, {}});
  position.rule.past_due_supply_fence_days = position.rule.past_due_demand_fence_days = 7;
  position.rule.past_due_supply_offset_days = position.rule.past_due_demand_offset_days = 2;
  const Quantity atp[6][4] = {{3, 3, 6, 6}, {3, 0, 3, 0}, {3, 3, 6, 6},
                              {3, 0, 3, 0}, {3, 3, 6, 6}, {3, 3, 6, 6}};
  for (size_t mode = 0; mode < 6; ++mode) {
    position.rule.mode = kAllModes[mode];
    for (Day i = 0; i < 4; ++i) EXPECT_EQ(position.On(i), atp[mode][i]) << mode << " day " << i;
  }
  position.rule.past_due_supply_fence_days = 2;
  position.rule.mode = AtpMode::kDiscrete;
  EXPECT_EQ(position.On(0), 1);  // no receipt on day 2: its demand is today's
}

TEST(PromiseTest, FromTheLeadTimeOnThereIsNoLimit) {
  // The demand of 20 on day 3 limits no promise that ends before it, and can still be ordered for.
  Position position(kCases[1]);
  position.rule.lead_time_days = 3;
  const Quantity atp[6][3] = {{2, 2, 3}, {2, 0, 1}, {2, 2, 3}, {2, 0, 1}, {2, 2, 3}, {2, 2, 3}};
  for (size_t mode = 0; mode < 6; ++mode) {
    SCOPED_TRACE(mode + 1);
    position.rule.mode = kAllModes[mode];
    const Curve curve = BuildCurve(position.View(), position.rule, kToday);
    for (Day i = 0; i < 5; ++i) {
      const Quantity expected = i < 3 ? atp[mode][i] : kUnlimited;
      EXPECT_EQ(position.On(i), expected) << "day " << i;
      EXPECT_EQ(curve.At(kToday + i), expected) << "day " << i;
      EXPECT_EQ(curve.ProjectedAt(kToday + i), kCases[1].projected[i]) << "day " << i;
    }
    EXPECT_EQ(position.First(2), 0);
    EXPECT_EQ(position.First(4), 3);
    EXPECT_EQ(position.First(kMost), 3);
  }
}

TEST(PromiseTest, ALeadTimeBeyondTheHorizonHasNoEffect) {
  for (const AtpMode mode : kAllModes) {
    Position position(kCases[0]);
    position.rule.mode = mode;
    const Curve without = BuildCurve(position.View(), position.rule, kToday);
    position.rule.lead_time_days = 7;
    EXPECT_EQ(BuildCurve(position.View(), position.rule, kToday).steps(), without.steps());
    EXPECT_EQ(position.First(1'000), std::nullopt);
  }
}

TEST(PromiseTest, ExceedsLookAheadByWhatALookAheadWouldNotPromise) {
  const struct {
    AtpMode mode;
    std::optional<int32_t> lead_time_days;
    Day day;
    Quantity promised;
    Quantity exceeds;
  } cases[] = {
      {AtpMode::kLookAhead, {}, 4, 3, 0},     // all that it promises itself
      {AtpMode::kFirstSurplus, {}, 0, 2, 2},  // LOOK_AHEAD is short and promises nothing
      {AtpMode::kFirstSurplus, {}, 0, 0, 0},  // nor does who promises nothing
      {AtpMode::kFirstSurplus, {}, 3, -17, 0},
      {AtpMode::kDiscrete, {}, 4, 20, 17},  // 3 of them are there
      {AtpMode::kDiscrete, {}, 4, 3, 0},
      {AtpMode::kDiscrete, {}, 4, kMost, kMost - 3},
      {AtpMode::kDiscrete, 4, 4, kMost, 0},  // in the lead time
  };
  for (const auto& c : cases) {
    Position position(kCases[1]);
    position.rule.mode = c.mode;
    position.rule.lead_time_days = c.lead_time_days;
    EXPECT_EQ(ExceedsLookAhead(position.View(), position.rule, kToday, kToday + c.day, c.promised),
              c.exceeds)
        << c.promised;
  }
}

TEST(PromiseDeathTest, ADayOutsideTheHorizonIsRefused) {
  for (const AtpMode mode : kAllModes) {
    Position position(kCases[0]);
    position.rule.mode = mode;
    position.rule.lead_time_days = 2;
    EXPECT_DEATH(position.On(-1), "InHorizon");
    EXPECT_DEATH(position.On(7), "InHorizon");
  }
}

// Everything that the door says of one case, against the twin.
void ExpectLikeTwin(const RandomCase& c, std::mt19937_64& random) {
  const Inputs inputs = c.View();
  const std::vector<ExactSum> projected = SlowProjected(inputs, c.rule, c.today);
  const std::vector<ExactSum> atp = SlowAtp(inputs, c.rule, c.today);
  const Curve curve = BuildCurve(inputs, c.rule, c.today);
  ASSERT_EQ(curve.first_day(), c.today);
  ASSERT_EQ(curve.last_day(), c.today + (c.rule.horizon_days - 1));
  for (int32_t i = 0; i < c.rule.horizon_days; ++i) {
    const Day day = c.today + i;
    ASSERT_EQ(AtpOn(inputs, c.rule, c.today, day), Saturate(atp[i])) << "day " << i;
    ASSERT_EQ(curve.At(day), Saturate(atp[i])) << "day " << i;
    ASSERT_EQ(curve.ProjectedAt(day), Saturate(projected[i])) << "day " << i;
  }
  // Half of the quantities asked for lie around what there is.
  const size_t i = random() % atp.size();
  const Quantity there_is = Saturate(atp[i]);
  const Quantity asked = random() % 2 == 0 && there_is != kMost ? there_is + 1 : there_is;
  ASSERT_EQ(Earliest(inputs, c.rule, c.today, asked), SlowEarliest(atp, c.today, asked));

  Rule look_ahead = c.rule;
  look_ahead.mode = AtpMode::kLookAhead;
  const ExactSum safe = SlowAtp(inputs, look_ahead, c.today)[i];
  const ExactSum over = asked - (safe > 0 ? Saturate(safe) : ExactSum{0});
  ASSERT_EQ(ExceedsLookAhead(inputs, c.rule, c.today, c.today + static_cast<Day>(i), asked),
            Saturate(over > 0 ? over : ExactSum{0}));
}

TEST(PromiseTest, EqualsTheSlowTwinInEveryMode) {
  constexpr int kCasesDrawn = 1'000'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kCasesDrawn && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    const RandomCase c = DrawCaseOfAnyMode(random);
    ASSERT_TRUE(Validate(c.rule, "rule").ok());
    ExpectLikeTwin(c, random);
  }
  PrintCases(kCasesDrawn);
}

}  // namespace
}  // namespace atp
