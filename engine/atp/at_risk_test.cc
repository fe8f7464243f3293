#include "engine/atp/at_risk.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/look_ahead.h"
#include "engine/atp/random_case.h"
#include "engine/atp/random_lines.h"
#include "engine/atp/slow_twin.h"
#include "engine/base/test_volume.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kToday = 19'000;
constexpr Quantity kMost = std::numeric_limits<Quantity>::max();

struct Line {
  Day day;  // 0 is today
  ReservationId reservation;
  Quantity quantity;
  Quantity uncovered;                       // expected
  std::optional<Day> until = std::nullopt;  // expected
};

struct Case {
  const char* name;
  Quantity opening;
  std::vector<DatedSupply> supply;  // day 0 is today
  std::vector<Line> lines;
};

Rule SevenDays() {
  Rule rule;
  rule.horizon_days = 7;
  return rule;
}

void ExpectAtRisk(const Case& c, const Rule& rule) {
  SCOPED_TRACE(c.name);
  std::vector<DatedSupply> supply = c.supply;
  for (DatedSupply& row : supply) row.day += kToday;
  std::vector<OpenDemand> open;
  for (const Line& line : c.lines) {
    open.push_back({kToday + line.day, line.reservation, 1, line.quantity});
  }
  const auto at_risk = AtRisk({c.opening, supply, {}, {}}, open, rule, kToday);
  auto next = at_risk.begin();
  for (const Line& line : c.lines) {
    if (line.uncovered == 0) continue;
    ASSERT_NE(next, at_risk.end()) << "reservation " << line.reservation;
    EXPECT_EQ(next->demand.reservation, line.reservation);
    EXPECT_EQ(next->demand.quantity, line.quantity);
    EXPECT_EQ(next->uncovered, line.uncovered) << "reservation " << line.reservation;
    std::optional<Day> until = next->until;
    if (until.has_value()) *until -= kToday;
    EXPECT_EQ(until, line.until) << "reservation " << line.reservation;
    ++next;
  }
  EXPECT_EQ(next, at_risk.end());
}

TEST(AtRiskTest, Table) {
  const Case cases[] = {
      {"nothing wanted", 5, {}, {}},
      {"nothing wanted and short", -5, {}, {}},
      {"all covered", 5, {}, {{0, 1, 2, 0}, {3, 2, 3, 0}}},
      {"the older day keeps", 5, {}, {{0, 9, 4, 0}, {1, 1, 4, 3}}},
      {"the older reservation keeps", 5, {}, {{1, 1, 4, 0}, {1, 2, 4, 3}, {1, 3, 2, 2}}},
      {"supply covers what comes after it",
       5,
       {{3, 4}},
       {{1, 7, 4, 0}, {2, 3, 4, 3}, {3, 9, 4, 0}}},
      {"supply after the day does not", 0, {{3, 4}}, {{2, 1, 4, 4}, {3, 2, 4, 0}}},
      {"a small line passes one that is only part covered",
       3,
       {{2, 1}},
       {{0, 1, 5, 2}, {2, 2, 1, 0}}},
      {"negative opening covers none", -2, {{1, 5}}, {{0, 1, 1, 1}, {1, 2, 4, 1}}},
      {"late demand ranks first", 4, {}, {{-30, 8, 3, 0}, {0, 1, 3, 2}}},
      {"late supply does not cover", 0, {{-1, 9}}, {{0, 1, 3, 3}}},
      {"after the horizon is not judged", 0, {}, {{6, 1, 3, 3}, {7, 2, 3, 0}}},
      {"huge quantities", kMost, {{1, kMost}}, {{0, 1, kMost, 0}, {1, 2, kMost, 0}, {1, 3, 5, 5}}},
  };
  for (const Case& c : cases) ExpectAtRisk(c, SevenDays());
}

TEST(AtRiskTest, LaterSupplyEndsTheRisk) {
  const Case cases[] = {
      {"on the day on which enough has come", 0, {{2, 3}, {4, 1}, {5, 9}}, {{0, 1, 4, 4, 4}}},
      {"by rank", 0, {{2, 3}, {4, 4}}, {{0, 1, 2, 2, 2}, {0, 2, 3, 3, 4}, {1, 3, 2, 2, 4}}},
      {"who never gets all is waited for", 0, {{2, 3}}, {{0, 1, 4, 4}, {1, 2, 1, 1}}},
      {"but not by those who are covered", 0, {{2, 3}}, {{0, 1, 4, 4}, {2, 2, 3, 0}}},
      {"not from supply that a younger line needs",
       0,
       {{2, 4}, {6, 3}},
       {{1, 1, 3, 3, 6}, {3, 2, 4, 0}}},
      {"from supply that a younger line can spare until more comes",
       0,
       {{2, 4}, {5, 3}},
       {{1, 1, 3, 3, 2}, {5, 2, 4, 0}}},
      {"what safety stock lacks comes first", -2, {{1, 2}, {3, 1}}, {{0, 1, 1, 1, 3}}},
      {"not after the horizon", 0, {{7, 9}}, {{0, 1, 4, 4}}},
      {"huge quantities",
       0,
       {{1, kMost}, {2, kMost}},
       {{0, 1, kMost, kMost, 1}, {0, 2, kMost, kMost, 2}, {0, 3, 1, 1}}},
  };
  for (const Case& c : cases) ExpectAtRisk(c, SevenDays());
}

TEST(AtRiskTest, LateDemandIsServedOnItsOffsetDay) {
  Rule rule = SevenDays();
  rule.past_due_demand_offset_days = 3;
  // The late line ranks first but takes on day 3, from supply that came until then if it can.
  ExpectAtRisk({"supply leaves today's stock alone", 4, {{3, 5}}, {{-1, 1, 5, 0}, {0, 2, 4, 0}}},
               rule);
  ExpectAtRisk(
      {"and takes it where supply is too small", 4, {{3, 3}}, {{-1, 1, 5, 0}, {0, 2, 4, 2}}}, rule);
  rule.past_due_demand_fence_days = 7;
  ExpectAtRisk({"beyond the fence is not judged", 0, {}, {{-8, 1, 5, 0}, {-7, 2, 1, 1}}}, rule);
}

TEST(AtRiskTest, LateSupplyCoversFromItsOffsetDay) {
  Rule rule = SevenDays();
  rule.past_due_supply_fence_days = 7;
  rule.past_due_supply_offset_days = 2;
  ExpectAtRisk({"late supply", 0, {{-7, 5}}, {{1, 1, 2, 2}, {2, 2, 6, 1}}}, rule);
}

// The least that can be left uncovered: on the worst day, what is wanted by it less what has come.
ExactSum LeastUncovered(const RandomCase& c) {
  Inputs no_demand = c.View();
  no_demand.demand = no_demand.extra_demand = {};
  const auto come = SlowProjected(no_demand, c.rule, c.today);
  const auto projected = SlowProjected(c.View(), c.rule, c.today);
  ExactSum least = 0;
  for (size_t i = 0; i < come.size(); ++i) {
    const ExactSum wanted = come[i] - projected[i];
    least = std::max(least, wanted - std::max<ExactSum>(0, come[i]));
  }
  return least;
}

// What is kept: the case whose demand is the open lines less what is at risk of each.
RandomCase Kept(const RandomCase& c, const std::vector<OpenDemand>& lines,
                const std::vector<DemandAtRisk>& at_risk) {
  RandomCase kept = c;
  kept.demand.clear();
  auto next = at_risk.begin();
  for (const OpenDemand& line : lines) {
    const bool is_at_risk = next != at_risk.end() && !(line < next->demand);
    kept.demand.push_back({line.day, line.quantity - (is_at_risk ? next->uncovered : 0)});
    if (is_at_risk) ++next;
  }
  return kept;
}

// `risk` could not have been given one unit more by taking it from lines of lower rank.
void ExpectRankKept(const RandomCase& c, const std::vector<OpenDemand>& lines,
                    const std::vector<DemandAtRisk>& at_risk, const DemandAtRisk& risk) {
  RandomCase kept = Kept(c, lines, at_risk);
  const size_t place = std::lower_bound(lines.begin(), lines.end(), risk.demand) - lines.begin();
  kept.demand.resize(place + 1);
  ++kept.demand[place].quantity;
  ASSERT_GT(Shortage(kept.View(), c.rule, c.today), 0);
}

TEST(AtRiskTest, TotalIsTheShortageAndWhatIsKeptFits) {
  constexpr int kRounds = 200'000 / kOneCaseIn;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    RandomCase c = DrawCase(random);
    c.extra_demand.clear();
    const std::vector<OpenDemand> lines = SplitIntoLines(c.demand, random);
    const std::vector<DemandAtRisk> at_risk = AtRisk(c.View(), lines, c.rule, c.today);
    ExactSum total = 0;
    for (const DemandAtRisk& risk : at_risk) {
      ASSERT_GT(risk.uncovered, 0);
      ASSERT_LE(risk.uncovered, risk.demand.quantity);
      total += risk.uncovered;
    }
    const Quantity shortage = Shortage(c.View(), c.rule, c.today);
    ASSERT_EQ(total, LeastUncovered(c));
    if (c.opening >= 0) {
      ASSERT_EQ(Saturate(total), shortage);
      ASSERT_EQ(Shortage(Kept(c, lines, at_risk).View(), c.rule, c.today), 0);
      if (!at_risk.empty()) {
        ExpectRankKept(c, lines, at_risk, at_risk[random() % at_risk.size()]);
      }
    } else {
      ASSERT_LE(Saturate(total), shortage);
    }
  }
}

}  // namespace
}  // namespace atp
