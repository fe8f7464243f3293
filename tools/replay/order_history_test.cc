#include "tools/replay/order_history.h"

#include <gtest/gtest.h>

#include "tools/replay/order_time.h"

namespace atp {
namespace {

OrderRow Row(std::string invoice, std::string item, int64_t quantity, int64_t day) {
  return {0, std::move(invoice), std::move(item), quantity, day * kMinutesPerDay};
}

TEST(OrderHistoryTest, OneInvoiceIsOneRequestInItsWeek) {
  OrderFile file;
  file.rows = {Row("A", "x", 3, 100), Row("B", "y", 1, 106), Row("A", "y", 2, 100),
               Row("CA", "x", -1, 107), Row("D", "x", 4, 100 + 21)};
  const Traffic traffic = HistoryTraffic(file, {});

  ASSERT_EQ(traffic.positions.size(), 2);
  EXPECT_EQ(traffic.positions[1].item, "y");
  ASSERT_EQ(traffic.weeks.size(), 4);
  ASSERT_EQ(traffic.weeks[0].invoices.size(), 2);
  const Invoice& a = traffic.weeks[0].invoices[0];
  EXPECT_EQ(a.key, "A");
  ASSERT_EQ(a.ordered.size(), 2);
  EXPECT_EQ(a.ordered[1].position, 1);
  EXPECT_EQ(a.ordered[1].quantity, 2);
  ASSERT_EQ(traffic.weeks[1].invoices.size(), 1);
  EXPECT_EQ(traffic.weeks[1].invoices[0].returned[0].quantity, 1);
  EXPECT_TRUE(traffic.weeks[1].invoices[0].ordered.empty());
  EXPECT_TRUE(traffic.weeks[2].invoices.empty());
  EXPECT_EQ(traffic.weeks[3].invoices[0].key, "D");
  EXPECT_EQ(traffic.order_lines, 4);
  EXPECT_EQ(traffic.return_lines, 1);
  EXPECT_EQ(traffic.opening, (std::vector<int64_t>{4, 2}));  // of 7 and 3
}

TEST(OrderHistoryTest, FollowsTimeNotThePlaceInTheFile) {
  OrderFile file;
  file.rows = {Row("late", "x", 1, 120), Row("early", "x", 1, 100)};
  const Traffic traffic = HistoryTraffic(file, {});
  EXPECT_EQ(traffic.weeks.front().invoices[0].key, "early");
  EXPECT_EQ(traffic.weeks.back().invoices[0].key, "late");
}

TEST(OrderHistoryTest, SplitsAnInvoiceThatIsTooLongForOneRequest) {
  OrderFile file;
  for (int k = 0; k < 2500; ++k) file.rows.push_back(Row("A", "x", 1, 100));
  const Traffic traffic = HistoryTraffic(file, {});
  ASSERT_EQ(traffic.weeks[0].invoices.size(), 3);
  EXPECT_EQ(traffic.weeks[0].invoices[1].key, "A/2");
  EXPECT_EQ(traffic.weeks[0].invoices[1].ordered.size(), kRequestLinesMax);
  EXPECT_EQ(traffic.weeks[0].invoices[2].ordered.size(), 500);
}

TEST(OrderHistoryTest, AnEmptyHistoryIsEmptyTraffic) {
  const Traffic traffic = HistoryTraffic({}, {});
  EXPECT_TRUE(traffic.positions.empty());
}

}  // namespace
}  // namespace atp
