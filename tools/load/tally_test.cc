#include "tools/load/tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace atp {
namespace {

using Kind = TallyEvent::Kind;
constexpr int32_t kToday = 20000;

// Events of position 0, one sequence each, in this order.
struct Step {
  Kind kind;
  int64_t quantity;
  int32_t days_ahead = 0;
};

std::vector<TallyEvent> Events(const std::vector<Step>& steps) {
  std::vector<TallyEvent> events;
  for (const Step& step : steps) {
    events.push_back({events.size() + 1, 0, step.kind, kToday + step.days_ahead, step.quantity});
  }
  return events;
}

TEST(TallyTest, AddsUpAndCatchesEveryOversell) {
  struct {
    const char* story;
    std::vector<Step> steps;
    int64_t oversold;
    TallyBalance balance;
  } rows[] = {
      {"all of it sold", {{Kind::kSupply, 10}, {Kind::kPromise, 10}}, 0, {10, 10}},
      {"one too many", {{Kind::kSupply, 10}, {Kind::kPromise, 11}}, 1, {10, 11}},
      {"sold and sent", {{Kind::kSupply, 10}, {Kind::kPromise, 4}, {Kind::kFulfil, 4}}, 0, {6, 0}},
      {"what was sent cannot be sold again",
       {{Kind::kSupply, 10}, {Kind::kPromise, 10}, {Kind::kFulfil, 10}, {Kind::kPromise, 3}},
       3,
       {0, 3}},
      {"supply that comes later does not heal it",
       {{Kind::kPromise, 5}, {Kind::kSupply, 100}},
       5,
       {100, 5}},
      {"a return may be sold again",
       {{Kind::kSupply, 1}, {Kind::kPromise, 1}, {Kind::kSupply, 1}, {Kind::kPromise, 1}},
       0,
       {2, 2}},
      {"a withdrawn promise may be made again",
       {{Kind::kSupply, 2}, {Kind::kPromise, 2}, {Kind::kWithdraw, 2}, {Kind::kPromise, 2}},
       0,
       {2, 2}},
      {"expected supply serves its day",
       {{Kind::kExpect, 5, 14}, {Kind::kPromise, 5, 14}},
       0,
       {0, 5}},
      {"expected supply does not serve an earlier day",
       {{Kind::kExpect, 5, 14}, {Kind::kPromise, 5, 13}},
       5,
       {0, 5}},
      {"received supply serves today",
       {{Kind::kExpect, 5, 14}, {Kind::kReceive, 5, 14}, {Kind::kPromise, 5}},
       0,
       {5, 5}},
      {"received supply does not count twice",
       {{Kind::kExpect, 5, 14}, {Kind::kReceive, 5, 14}, {Kind::kPromise, 6, 20}},
       1,
       {5, 6}},
      {"what a later day was promised today may not have",
       {{Kind::kSupply, 5}, {Kind::kPromise, 5, 14}, {Kind::kPromise, 1}},
       1,
       {5, 6}},
  };
  for (const auto& row : rows) {
    const TallyResult result = Settle(Events(row.steps), 1);
    EXPECT_EQ(result.oversold_units, row.oversold) << row.story;
    EXPECT_EQ(result.balances[0], row.balance) << row.story;
  }
}

TEST(TallyTest, TheOrderIsTheLedgersNotThatOfArrival) {
  const uint32_t seed = 7;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  std::vector<TallyEvent> events = Events({{Kind::kSupply, 5},
                                           {Kind::kPromise, 5},
                                           {Kind::kFulfil, 5},
                                           {Kind::kSupply, 3},
                                           {Kind::kPromise, 3}});
  for (int round = 0; round < 100; ++round) {
    std::shuffle(events.begin(), events.end(), random);
    EXPECT_EQ(Settle(events, 1).oversold_units, 0);
  }
}

TEST(TallyTest, SpareUnitsOfOnePositionDoNotHideAnother) {
  const TallyResult result = Settle({{1, 0, Kind::kSupply, kToday, 100},
                                     {2, 1, Kind::kSupply, kToday, 1},
                                     {3, 1, Kind::kPromise, kToday, 2}},
                                    2);
  EXPECT_EQ(result.oversold_units, 1);
}

}  // namespace
}  // namespace atp
