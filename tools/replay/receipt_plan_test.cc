#include "tools/replay/receipt_plan.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace atp {
namespace {

TEST(ReceiptPlanTest, OpeningStockIsRoundedToTheNearestUnit) {
  struct {
    int64_t sold;
    int percent;
    int64_t opening;
  } rows[] = {
      {0, 60, 0},
      {1, 60, 1},
      {1, 49, 0},
      {1, 50, 1},
      {10, 60, 6},
      {11, 60, 7},
      {12, 60, 7},
      {99, 60, 59},
      {100, 0, 0},
      {7, 100, 7},
      {4'000'000'000'000'000'000, 60, 2'400'000'000'000'000'000},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(OpeningStock(row.sold, row.percent), row.opening) << row.sold << " " << row.percent;
  }
}

TEST(ReceiptPlanTest, WeeklyReceiptsAreEvenAndComplete) {
  struct {
    int64_t rest;
    size_t weeks;
    std::vector<int64_t> receipts;
  } rows[] = {
      {0, 2, {0, 0}},       {5, 2, {0, 5}},          {6, 4, {0, 2, 2, 2}},
      {7, 4, {0, 2, 2, 3}}, {1, 5, {0, 0, 0, 0, 1}}, {2, 5, {0, 0, 1, 0, 1}},
  };
  for (const auto& row : rows) EXPECT_EQ(WeeklyReceipts(row.rest, row.weeks), row.receipts);
}

TEST(ReceiptPlanTest, OpeningAndReceiptsTogetherAreWhatWillBeOrdered) {
  const uint32_t seed = 4711;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    Traffic traffic;
    traffic.positions.resize(1 + random() % 20);
    traffic.weeks.resize(1 + random() % 60);
    std::vector<int64_t> balance(traffic.positions.size(), 0);
    for (Week& week : traffic.weeks) {
      Invoice invoice;
      for (int k = random() % 8; k > 0; --k) {
        const uint32_t position = random() % traffic.positions.size();
        const int64_t quantity = 1 + random() % 1000;
        invoice.ordered.push_back({position, quantity, 0});
        balance[position] -= quantity;
      }
      week.invoices.push_back(invoice);
    }
    PlanSupply(random() % 101, &traffic);

    for (uint32_t p = 0; p < balance.size(); ++p) balance[p] += traffic.opening[p];
    for (size_t w = 0; w < traffic.weeks.size(); ++w) {
      for (const Receipt& receipt : traffic.weeks[w].receipts) {
        EXPECT_GT(receipt.quantity, 0);
        EXPECT_GE(w, 1);
        balance[receipt.position] += receipt.quantity;
      }
    }
    EXPECT_EQ(balance, std::vector<int64_t>(balance.size(), 0)) << round;
  }
}

TEST(ReceiptPlanTest, ReceiptsAreAnnouncedTwoWeeksAhead) {
  Traffic traffic;
  traffic.weeks.resize(5);
  PlanSupply(60, &traffic);
  const int32_t announced[] = {0, 0, 0, 1, 2};
  for (int w = 1; w < 5; ++w) EXPECT_EQ(traffic.weeks[w].announced_week, announced[w]);
}

}  // namespace
}  // namespace atp
