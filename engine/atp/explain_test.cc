#include "engine/atp/explain.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "engine/atp/random_case.h"
#include "engine/atp/random_lines.h"
#include "engine/atp/slow_twin.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kToday = 19'000;
constexpr Quantity kMost = std::numeric_limits<Quantity>::max();

// A position of a horizon of seven days. Day 0 is today; lines are of reservations 1, 2, ...
struct Position {
  Position(Quantity opening_, std::vector<DatedSupply> supply_, std::vector<DatedDemand> demand_)
      : opening(opening_), supply(std::move(supply_)), demand(std::move(demand_)) {
    rule.horizon_days = 7;
    for (DatedSupply& row : supply) row.day += kToday;
    for (DatedDemand& row : demand) {
      row.day += kToday;
      lines.push_back({row.day, lines.size() + 1, 1, row.quantity});
    }
  }

  Inputs View() const { return {opening, supply, demand, {}}; }
  Explanation On(Day day) const { return Explain(View(), lines, rule, kToday, kToday + day); }
  NextQuantity Of(Quantity quantity, Day day) const {
    return NextQuantityOf(View(), rule, kToday, kToday + day, quantity);
  }

  Quantity opening;
  std::vector<DatedSupply> supply;
  std::vector<DatedDemand> demand;
  std::vector<OpenDemand> lines;
  Rule rule;
};

Position Example() { return {20, {{2, 10}, {4, 1}, {5, 3}}, {{0, 3}, {3, 15}}}; }

TEST(ExplainTest, TheExampleOfTheHeader) {
  const Explanation explanation = Example().On(2);
  EXPECT_EQ(explanation.atp, 12);
  EXPECT_EQ(explanation.projected, 27);
  EXPECT_EQ(explanation.binding_day, kToday + 3);
  ASSERT_EQ(explanation.blocking.size(), 1u);
  EXPECT_EQ(explanation.blocking[0].quantity, 15);
  EXPECT_EQ(explanation.blocking_count, 1u);
  ASSERT_TRUE(explanation.next.has_value());
  EXPECT_EQ(explanation.next->day, kToday + 4);
  EXPECT_EQ(explanation.next->by, 1);
  EXPECT_EQ(explanation.next->supply, 1u);

  const NextQuantity fourteen = Example().Of(14, 2);
  EXPECT_EQ(fourteen.now, 12);
  EXPECT_EQ(fourteen.all_on, kToday + 5);
}

TEST(ExplainTest, ADayThatBindsItselfIsBlockedByNoOne) {
  const Explanation explanation = Example().On(3);
  EXPECT_EQ(explanation.binding_day, kToday + 3);
  EXPECT_EQ(explanation.projected, explanation.atp);
  EXPECT_TRUE(explanation.blocking.empty());
  EXPECT_EQ(explanation.blocking_count, 0u);
}

TEST(ExplainTest, AfterTheLastRiseThereIsNone) {
  EXPECT_TRUE(Example().On(4).next.has_value());
  EXPECT_FALSE(Example().On(5).next.has_value());
  EXPECT_FALSE(Example().On(6).next.has_value());
}

// projected 5 2 5 2 8: day 1 binds first, and day 3 is the last that holds ATP down.
TEST(ExplainTest, TheFirstOfEqualDaysBindsAndTheLastOneEnds) {
  const Position position(5, {{2, 3}, {4, 4}, {4, 5}}, {{1, 3}, {3, 3}, {4, 3}});
  const Explanation explanation = position.On(0);
  EXPECT_EQ(explanation.atp, 2);
  EXPECT_EQ(explanation.binding_day, kToday + 1);
  ASSERT_EQ(explanation.blocking.size(), 1u);
  EXPECT_EQ(explanation.blocking[0].reservation, 1u);
  ASSERT_TRUE(explanation.next.has_value());
  EXPECT_EQ(explanation.next->day, kToday + 4);
  EXPECT_EQ(explanation.next->by, 6);
  EXPECT_EQ(explanation.next->supply, 2u);  // 5 and not 4
}

TEST(ExplainTest, OfManyWhoBlockTheLargestAreNamed) {
  std::vector<DatedDemand> demand;
  constexpr Quantity kLines = static_cast<Quantity>(kBlockingMax) + 3;
  for (Quantity i = 1; i <= kLines; ++i) demand.push_back({1, i % kLines});  // 1, 2, ... 12, 0
  demand.push_back({2, 7});
  const Explanation explanation = Position(100, {{2, 50}}, demand).On(0);
  EXPECT_EQ(explanation.blocking_count, kBlockingMax + 2);  // the one of 0 takes nothing
  ASSERT_EQ(explanation.blocking.size(), kBlockingMax);
  EXPECT_EQ(explanation.blocking.front().quantity, kLines - 1);
  EXPECT_EQ(explanation.blocking.back().quantity, 3);
  const Explanation equals = Position(9, {}, {{1, 2}, {2, 2}, {2, 3}}).On(0);
  ASSERT_EQ(equals.blocking.size(), 3u);
  EXPECT_EQ(equals.blocking[0].reservation, 3u);
  EXPECT_EQ(equals.blocking[1].reservation, 1u);
  EXPECT_EQ(equals.blocking[2].reservation, 2u);
}

TEST(ExplainTest, LateRowsBlockAndRaiseOnTheDayOnWhichTheyCount) {
  Position position(9, {{-2, 8}}, {{-3, 4}, {0, 1}});
  position.rule.past_due_demand_offset_days = 2;
  position.rule.past_due_supply_fence_days = kNoFence;
  position.rule.past_due_supply_offset_days = 3;
  // projected 8 8 4 12
  const Explanation explanation = position.On(0);
  EXPECT_EQ(explanation.atp, 4);
  EXPECT_EQ(explanation.binding_day, kToday + 2);
  ASSERT_EQ(explanation.blocking.size(), 1u);
  EXPECT_EQ(explanation.blocking[0].reservation, 1u);
  ASSERT_TRUE(explanation.next.has_value());
  EXPECT_EQ(explanation.next->day, kToday + 3);
  EXPECT_EQ(explanation.next->by, 8);
  EXPECT_EQ(explanation.next->supply, 0u);
}

TEST(ExplainTest, NextQuantityTable) {
  const struct {
    Quantity quantity;
    Day day;
    Quantity now;
    std::optional<Day> all_on;
  } cases[] = {
      {0, 2, 0, 2},
      {12, 0, 12, 0},
      {12, 2, 12, 2},
      {13, 0, 12, 4},
      {14, 4, 13, 5},
      {16, 6, 16, 6},
      {17, 6, 16, std::nullopt},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.quantity);
    const NextQuantity next = Example().Of(c.quantity, c.day);
    EXPECT_EQ(next.now, c.now);
    std::optional<Day> all_on = next.all_on;
    if (all_on.has_value()) *all_on -= kToday;
    EXPECT_EQ(all_on, c.all_on);
  }
  const NextQuantity of_a_short_one = Position(-4, {{3, 9}}, {}).Of(2, 0);
  EXPECT_EQ(of_a_short_one.now, 0);
  EXPECT_EQ(of_a_short_one.all_on, kToday + 3);
}

TEST(ExplainDeathTest, WhatIsOutsideIsRefused) {
  EXPECT_DEATH(Example().On(-1), "InHorizon");
  EXPECT_DEATH(Example().On(7), "InHorizon");
  EXPECT_DEATH(Example().Of(1, 7), "InHorizon");
  EXPECT_DEATH(Example().Of(-1, 0), "quantity >= 0");
}

// A case with its lines, as a question of one day.
struct Question {
  RandomCase c;
  std::vector<OpenDemand> lines;
  size_t day;  // from today

  // What is projected, and what can be promised, of each day.
  std::vector<ExactSum> Projected() const { return SlowProjected(c.View(), c.rule, c.today); }
  std::vector<ExactSum> Atp() const { return SlowLookAhead(Projected()); }

  // The same without one line, or without one row of supply.
  Question WithoutLine(size_t index) const {
    Question without = *this;
    without.lines.erase(without.lines.begin() + static_cast<long>(index));
    without.c.demand.clear();
    for (const OpenDemand& line : without.lines) {
      without.c.demand.push_back({line.day, line.quantity});
    }
    return without;
  }
  Question WithoutSupply(size_t index) const {
    Question without = *this;
    without.c.supply.erase(without.c.supply.begin() + static_cast<long>(index));
    return without;
  }
};

// Without the line more could be promised for the day, though no more would be there.
bool Blocks(const Question& q, size_t line) {
  const Question without = q.WithoutLine(line);
  return without.Atp()[q.day] > q.Atp()[q.day] &&
         without.Projected()[q.day] == q.Projected()[q.day];
}

// Without the supply there would be less on `day`, and as much on the day before.
bool ComesOn(const Question& q, size_t supply, size_t day) {
  const Question without = q.WithoutSupply(supply);
  return without.Projected()[day] < q.Projected()[day] &&
         without.Projected()[day - 1] == q.Projected()[day - 1];
}

Explanation SlowExplain(const Question& q) {
  const std::vector<ExactSum> projected = q.Projected();
  const std::vector<ExactSum> atp = q.Atp();
  Explanation slow;
  slow.atp = Saturate(atp[q.day]);
  slow.projected = Saturate(projected[q.day]);
  size_t binding = q.day;
  while (projected[binding] != atp[q.day]) ++binding;
  slow.binding_day = q.c.today + static_cast<Day>(binding);
  for (size_t i = 0; i < q.lines.size(); ++i) {
    if (Blocks(q, i)) slow.blocking.push_back(q.lines[i]);
  }
  slow.blocking_count = slow.blocking.size();
  std::stable_sort(
      slow.blocking.begin(), slow.blocking.end(),
      [](const OpenDemand& a, const OpenDemand& b) { return a.quantity > b.quantity; });
  if (slow.blocking.size() > kBlockingMax) slow.blocking.resize(kBlockingMax);
  for (size_t day = q.day + 1; day < atp.size() && !slow.next.has_value(); ++day) {
    if (atp[day] <= atp[q.day]) continue;
    slow.next = NextRise{q.c.today + static_cast<Day>(day), Saturate(atp[day] - atp[q.day]), 0};
    Quantity largest = 0;
    for (size_t i = 0; i < q.c.supply.size(); ++i) {
      if (q.c.supply[i].quantity <= largest || !ComesOn(q, i, day)) continue;
      largest = q.c.supply[i].quantity;
      slow.next->supply = i;
    }
  }
  return slow;
}

void ExpectLikeTwin(const Question& q, Quantity quantity) {
  const Day day = q.c.today + static_cast<Day>(q.day);
  const Explanation fast = Explain(q.c.View(), q.lines, q.c.rule, q.c.today, day);
  const Explanation slow = SlowExplain(q);
  ASSERT_EQ(fast.atp, slow.atp);
  ASSERT_EQ(fast.projected, slow.projected);
  ASSERT_EQ(fast.binding_day, slow.binding_day);
  ASSERT_EQ(fast.blocking_count, slow.blocking_count);
  ASSERT_EQ(fast.blocking.size(), slow.blocking.size());
  for (size_t i = 0; i < slow.blocking.size(); ++i) {
    ASSERT_EQ(fast.blocking[i].line, slow.blocking[i].line) << i;
  }
  ASSERT_EQ(fast.next.has_value(), slow.next.has_value());
  if (slow.next.has_value()) {
    ASSERT_EQ(fast.next->day, slow.next->day);
    ASSERT_EQ(fast.next->by, slow.next->by);
    ASSERT_EQ(fast.next->supply, slow.next->supply);
  }

  const NextQuantity next = NextQuantityOf(q.c.View(), q.c.rule, q.c.today, day, quantity);
  const std::vector<ExactSum> atp = q.Atp();
  ASSERT_EQ(next.now, std::min(quantity, std::max<Quantity>(0, slow.atp)));
  ASSERT_EQ(next.all_on, quantity <= slow.atp ? day : SlowEarliest(atp, q.c.today, quantity));
}

TEST(ExplainTest, EqualsTheSlowTwin) {
  constexpr int kRounds = 20'000;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kRounds && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    Question q;
    q.c = DrawCase(random);
    q.lines = SplitIntoLines(q.c.demand, random);
    q.day = random() % static_cast<size_t>(q.c.rule.horizon_days);
    // Half of the quantities lie just above what there is.
    const Quantity there_is = Saturate(std::max<ExactSum>(0, q.Atp()[q.day]));
    const Quantity more = static_cast<Quantity>(random() % 30);
    ExpectLikeTwin(q, there_is > kMost - 30 ? there_is : there_is + (random() % 2 == 0 ? 1 : more));
  }
}

}  // namespace
}  // namespace atp
