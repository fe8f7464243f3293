#include "engine/atp/pegs.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <ostream>
#include <random>
#include <vector>

#include "engine/atp/at_risk.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/random_case.h"
#include "engine/atp/random_lines.h"
#include "engine/atp/slow_pegs.h"
#include "gtest/gtest.h"

namespace atp {

bool operator==(const Peg& a, const Peg& b) {
  return a.source == b.source && a.quantity == b.quantity && a.day == b.day;
}

void PrintTo(const Peg& peg, std::ostream* out) {
  *out << peg.quantity << " of ";
  if (peg.source == kOnHand) {
    *out << "on hand";
  } else {
    *out << "[" << peg.source << "]";
  }
  *out << " on " << peg.day;
}

namespace {

constexpr Day kToday = 19'000;
constexpr Quantity kMost = std::numeric_limits<Quantity>::max();

struct Line {
  Day day;  // 0 is today
  ReservationId reservation;
  Quantity quantity;
  std::vector<Peg> pegs;  // expected; day 0 is today
  Quantity uncovered = 0;
  std::optional<Day> until = std::nullopt;
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

std::optional<Day> FromToday(std::optional<Day> day) {
  if (day.has_value()) *day -= kToday;
  return day;
}

void ExpectPegs(const Case& c, const Rule& rule) {
  SCOPED_TRACE(c.name);
  std::vector<DatedSupply> supply = c.supply;
  for (DatedSupply& row : supply) row.day += kToday;
  std::vector<OpenDemand> open;
  for (const Line& line : c.lines) {
    open.push_back({kToday + line.day, line.reservation, 1, line.quantity});
  }
  const std::vector<PeggedDemand> pegged = Pegs({c.opening, supply, {}, {}}, open, rule, kToday);
  ASSERT_EQ(pegged.size(), c.lines.size());
  for (size_t i = 0; i < pegged.size(); ++i) {
    SCOPED_TRACE(c.lines[i].reservation);
    EXPECT_EQ(pegged[i].demand.reservation, c.lines[i].reservation);
    std::vector<Peg> pegs = pegged[i].pegs;
    for (Peg& peg : pegs) peg.day -= kToday;
    EXPECT_EQ(pegs, c.lines[i].pegs);
    EXPECT_EQ(pegged[i].uncovered, c.lines[i].uncovered);
    EXPECT_EQ(FromToday(pegged[i].until), c.lines[i].until);
  }
}

Peg OnHand(Quantity quantity) { return {kOnHand, quantity, 0}; }

TEST(PegsTest, Table) {
  const Case cases[] = {
      {"nothing wanted", 5, {{1, 5}}, {}},
      {"on hand first", 5, {{0, 9}}, {{0, 1, 4, {OnHand(4)}}}},
      {"then supply by day, then by index",
       5,
       {{1, 2}, {1, 3}, {2, 9}},
       {{3, 1, 11, {OnHand(5), {0, 2, 1}, {1, 3, 1}, {2, 1, 2}}}}},
      {"supply that comes after the day waits for the next",
       0,
       {{1, 2}, {3, 9}},
       {{2, 1, 2, {{0, 2, 1}}}, {3, 2, 4, {{1, 4, 3}}}}},
      {"the example of the header",
       5,
       {{3, 4}, {6, 9}},
       {{1, 7, 4, {OnHand(4)}}, {2, 3, 4, {OnHand(1), {1, 3, 6}}, 3, 6}, {3, 9, 4, {{0, 4, 3}}}}},
      {"the older reservation takes first",
       3,
       {{1, 5}},
       {{1, 1, 4, {OnHand(3), {0, 1, 1}}}, {1, 2, 4, {{0, 4, 1}}}}},
      {"one supply for many", 0, {{0, 9}}, {{0, 1, 4, {{0, 4, 0}}}, {1, 2, 5, {{0, 5, 0}}}}},
      {"what can be spared until more comes ends a wait",
       0,
       {{2, 4}, {5, 3}},
       {{1, 1, 3, {{0, 3, 2}}, 3, 2}, {5, 2, 4, {{0, 1, 2}, {1, 3, 5}}}}},
      {"a wait that does not end keeps what comes",
       0,
       {{2, 3}},
       {{0, 1, 4, {{0, 3, 2}}, 4}, {1, 2, 1, {}, 1}}},
      {"what safety stock lacks comes first",
       -3,
       {{0, 2}, {1, 5}},
       {{0, 1, 1, {{1, 1, 1}}, 1, 1}, {1, 2, 3, {{1, 3, 1}}}}},
      {"nothing wanted of nothing", 0, {{0, 0}}, {{0, 1, 0, {}}}},
      {"after the horizon nothing is pegged", 5, {}, {{6, 1, 1, {OnHand(1)}}, {7, 2, 1, {}}}},
      {"late demand first, late supply never",
       4,
       {{-1, 9}},
       {{-30, 8, 3, {OnHand(3)}}, {0, 1, 3, {OnHand(1)}, 2}}},
      {"supply that the rule does not count",
       0,
       {{0, 9, SupplyState::kOrdered}, {1, 9, SupplyState::kShipped}},
       {{2, 1, 3, {{1, 3, 1}}}}},
      {"huge quantities",
       kMost,
       {{1, kMost}},
       {{0, 1, kMost, {OnHand(kMost)}}, {1, 2, kMost, {{0, kMost, 1}}}, {1, 3, 5, {}, 5}}},
  };
  for (const Case& c : cases) ExpectPegs(c, SevenDays());
}

TEST(PegsTest, LateRowsCountOnTheirOffsetDay) {
  Rule rule = SevenDays();
  rule.past_due_demand_fence_days = 7;
  rule.past_due_demand_offset_days = 3;
  rule.past_due_supply_fence_days = 7;
  rule.past_due_supply_offset_days = 2;
  ExpectPegs({"a late line leaves what is there to those who need it sooner",
              4,
              {{3, 5}},
              {{-1, 1, 5, {{0, 5, 3}}}, {0, 2, 4, {OnHand(4)}}}},
             rule);
  ExpectPegs({"and ranks before them",
              4,
              {{3, 3}, {4, 9}},
              {{-1, 1, 5, {OnHand(2), {0, 3, 3}}}, {0, 2, 4, {OnHand(2), {1, 2, 4}}, 2, 4}}},
             rule);
  ExpectPegs({"late supply goes behind what comes sooner",
              0,
              {{-7, 5}, {1, 1}, {2, 9}},
              {{2, 1, 7, {{1, 1, 1}, {0, 5, 2}, {2, 1, 2}}}}},
             rule);
  ExpectPegs({"beyond the fence nothing is pegged", 9, {{-8, 5}}, {{-8, 1, 5, {}}}}, rule);
}

// What the header says of each line and of each source.
void ExpectInvariants(const RandomCase& c, const std::vector<PeggedDemand>& pegged) {
  std::vector<ExactSum> left(c.supply.size());
  for (size_t i = 0; i < left.size(); ++i) left[i] = c.supply[i].quantity;
  ExactSum on_hand = c.opening;
  for (const PeggedDemand& line : pegged) {
    ExactSum by_due = 0;
    ExactSum all = 0;
    for (size_t i = 0; i < line.pegs.size(); ++i) {
      const Peg& peg = line.pegs[i];
      ASSERT_GT(peg.quantity, 0);
      if (i > 0) {
        ASSERT_LE(line.pegs[i - 1].day, peg.day);
        ASSERT_FALSE(line.pegs[i - 1].source == peg.source);
      }
      ExactSum& source = peg.source == kOnHand ? on_hand : left[peg.source];
      source -= peg.quantity;
      ASSERT_GE(source, 0);
      all += peg.quantity;
      if (peg.day <= line.due) by_due += peg.quantity;
    }
    if (!line.due.has_value()) {
      ASSERT_TRUE(line.pegs.empty() && line.uncovered == 0);
      continue;
    }
    ASSERT_EQ(by_due + line.uncovered, line.demand.quantity);
    if (line.until.has_value()) {
      ASSERT_GT(line.uncovered, 0);
      ASSERT_GT(line.until, line.due);
      ASSERT_EQ(line.pegs.back().day, line.until);
    }
    ASSERT_EQ(all == line.demand.quantity, line.until.has_value() || line.uncovered == 0);
  }
}

// Uncovered by its day is at risk, and nothing else is.
void ExpectAgreesWithAtRisk(const RandomCase& c, const std::vector<OpenDemand>& lines,
                            const std::vector<PeggedDemand>& pegged) {
  const std::vector<DemandAtRisk> at_risk = AtRisk(c.View(), lines, c.rule, c.today);
  auto risk = at_risk.begin();
  for (const PeggedDemand& line : pegged) {
    if (line.uncovered == 0) continue;
    ASSERT_NE(risk, at_risk.end());
    ASSERT_EQ(risk->demand.line, line.demand.line);
    ASSERT_EQ(risk->uncovered, line.uncovered);
    ASSERT_EQ(risk->until, line.until);
    ++risk;
  }
  ASSERT_EQ(risk, at_risk.end());
}

TEST(PegsTest, EqualTheSlowTwin) {
  constexpr int kRounds = 50'000;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    RandomCase c = DrawCase(random);
    const std::vector<OpenDemand> lines = SplitIntoLines(c.demand, random);
    const auto pegged = Pegs(c.View(), lines, c.rule, c.today);
    const auto slow = SlowPegs(c.View(), lines, c.rule, c.today);
    ASSERT_EQ(pegged.size(), slow.size());
    for (size_t line = 0; line < slow.size(); ++line) {
      SCOPED_TRACE(line);
      ASSERT_EQ(pegged[line].demand.line, lines[line].line);
      ASSERT_EQ(pegged[line].due, slow[line].due);
      ASSERT_EQ(pegged[line].pegs, slow[line].pegs);
      ASSERT_EQ(pegged[line].uncovered, slow[line].uncovered);
      ASSERT_EQ(pegged[line].until, slow[line].until);
    }
    ExpectInvariants(c, pegged);
    ExpectAgreesWithAtRisk(c, lines, pegged);
  }
}

}  // namespace
}  // namespace atp
