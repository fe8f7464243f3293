#include "engine/ledger/position.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr LocationId kLondon = 3;

// The demand as "day xquantity" by day, then each promise as "day/reservation/line xquantity".
std::string PromisesOf(const Position& position) {
  std::string text;
  for (const DatedDemand& row : position.demand()) {
    text += std::to_string(row.day) + " x" + std::to_string(row.quantity) + ", ";
  }
  text += "of";
  for (const auto& [key, quantity] : position.promises()) {
    text += " " + std::to_string(key.day) + "/" + std::to_string(key.reservation) + "/" +
            std::to_string(key.line) + " x" + std::to_string(quantity);
  }
  return text;
}

TEST(PositionTest, IsEmptyAtFirst) {
  const Position position(kLondon);
  EXPECT_EQ(position.location(), kLondon);
  EXPECT_EQ(position.balances(), Balances());
  EXPECT_EQ(position.counted_at(), 0u);
  EXPECT_EQ(position.last_moved(), 0u);
  EXPECT_TRUE(position.supply().empty());
  EXPECT_TRUE(position.demand().empty());
  EXPECT_TRUE(position.promises().empty());
  EXPECT_TRUE(position.waiting().empty());
}

TEST(PositionTest, PromisesAreKeptOneByOneAndSummedByDay) {
  using Changes = std::vector<std::pair<DemandKey, Quantity>>;
  const struct {
    const char* name;
    Changes changes;
    const char* promises;
  } kCases[] = {
      {"one", {{{5, 256, 0}, 2}}, "5 x2, of 5/256/0 x2"},
      {"nothing", {{{5, 256, 0}, 0}}, "of"},
      {"two of a day", {{{5, 256, 0}, 2}, {{5, 512, 0}, 3}}, "5 x5, of 5/256/0 x2 5/512/0 x3"},
      {"two lines of one reservation",
       {{{5, 256, 1}, 2}, {{5, 256, 0}, 3}},
       "5 x5, of 5/256/0 x3 5/256/1 x2"},
      {"the earlier day keeps its cover first",
       {{{6, 256, 0}, 2}, {{5, 512, 0}, 3}},
       "5 x3, 6 x2, of 5/512/0 x3 6/256/0 x2"},
      {"taken in part", {{{5, 256, 0}, 5}, {{5, 256, 0}, -2}}, "5 x3, of 5/256/0 x3"},
      {"taken whole",
       {{{5, 256, 0}, 5}, {{5, 512, 0}, 1}, {{5, 256, 0}, -5}},
       "5 x1, of 5/512/0 x1"},
      {"the last one taken", {{{5, 256, 0}, 5}, {{5, 256, 0}, -5}}, "of"},
  };
  for (const auto& c : kCases) {
    Position position(kLondon);
    for (const auto& [key, change] : c.changes) position.ChangePromise(key, change);
    EXPECT_EQ(PromisesOf(position), c.promises) << c.name;
  }
}

TEST(PositionTest, SupplyIsSummedByDayAndClass) {
  Position position(kLondon);
  position.ChangeSupply({7, 10, SupplyState::kAcknowledged});
  position.ChangeSupply({6, 4, SupplyState::kShipped});
  position.ChangeSupply({8, 0, SupplyState::kShipped});
  ASSERT_EQ(position.supply().size(), 2u);
  EXPECT_EQ(position.supply()[0].day, 6);
  EXPECT_EQ(position.supply()[0].quantity, 4);
  EXPECT_EQ(position.supply()[1].day, 7);
  EXPECT_EQ(position.supply()[1].quantity, 10);
  position.ChangeSupply({6, -4, SupplyState::kShipped});
  EXPECT_EQ(position.supply().size(), 1u);
}

TEST(PositionTest, WhatWaitsIsServedByPriorityThenAge) {
  Position position(kLondon);
  position.ChangeWaiting({0, 512, 0}, 5, 2);
  position.ChangeWaiting({0, 256, 1}, 5, 2);
  position.ChangeWaiting({7, 768, 0}, 5, 2);
  std::string order;
  for (const auto& [key, line] : position.waiting()) {
    order += std::to_string(key.reservation) + " ";
  }
  EXPECT_EQ(order, "768 256 512 ");
  position.ChangeWaiting({7, 768, 0}, 5, -2);
  EXPECT_EQ(position.waiting().size(), 2u);
  EXPECT_DEATH(position.ChangeWaiting({0, 512, 0}, 5, -3), "quantity >= 0");
}

TEST(PositionTest, IsRestoredAsItWas) {
  Balances balances;
  balances.on_hand = 7;
  balances.moved = -3;
  Position position(kLondon);
  position.Restore(balances, /*counted_at=*/11, /*last_moved=*/12);
  EXPECT_EQ(position.balances(), balances);
  EXPECT_EQ(position.counted_at(), 11u);
  EXPECT_EQ(position.last_moved(), 12u);
  position.set_counted_at(13);
  position.set_last_moved(14);
  EXPECT_EQ(position.counted_at(), 13u);
  EXPECT_EQ(position.last_moved(), 14u);
}

TEST(PositionDeathTest, NoMoreIsTakenFromAPromiseThanIsOpen) {
  Position position(kLondon);
  position.ChangePromise({5, 256, 0}, 2);
  EXPECT_DEATH(position.ChangePromise({5, 256, 0}, -3), "second >= 0");
  EXPECT_DEATH(position.ChangePromise({5, 512, 0}, -1), "second >= 0");
}

}  // namespace
}  // namespace atp
