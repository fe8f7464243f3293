#include "tools/replay/seeded_traffic.h"

#include <gtest/gtest.h>

#include <set>

namespace atp {
namespace {

std::vector<Invoice> Invoices(const Traffic& traffic) {
  std::vector<Invoice> all;
  for (const Week& week : traffic.weeks) {
    all.insert(all.end(), week.invoices.begin(), week.invoices.end());
  }
  return all;
}

TEST(SeededTrafficTest, TheSameSeedGivesTheSameTraffic) {
  SeededTrafficOptions options;
  const std::vector<Invoice> a = Invoices(SeededTraffic(options));
  const std::vector<Invoice> b = Invoices(SeededTraffic(options));
  options.seed = 2;
  const std::vector<Invoice> other = Invoices(SeededTraffic(options));
  ASSERT_EQ(a.size(), options.order_count);
  size_t equal_to_other = 0;
  for (size_t k = 0; k < a.size(); ++k) {
    ASSERT_EQ(a[k].ordered.size(), b[k].ordered.size());
    for (size_t line = 0; line < a[k].ordered.size(); ++line) {
      EXPECT_EQ(a[k].ordered[line].position, b[k].ordered[line].position);
      EXPECT_EQ(a[k].ordered[line].quantity, b[k].ordered[line].quantity);
    }
    equal_to_other += a[k].ordered[0].position == other[k].ordered[0].position;
  }
  EXPECT_LT(equal_to_other, a.size() / 2);
}

TEST(SeededTrafficTest, HasEveryKindOfOrder) {
  const SeededTrafficOptions options;
  const Traffic traffic = SeededTraffic(options);
  std::set<Invoice::End> ends;
  std::set<std::string> keys;
  std::vector<int64_t> times_ordered(options.items, 0);
  int64_t units = 0;
  size_t dated = 0;
  for (const Invoice& invoice : Invoices(traffic)) {
    ends.insert(invoice.end);
    keys.insert(invoice.key);
    EXPECT_GE(invoice.ordered.size(), 1);
    EXPECT_LE(invoice.ordered.size(), 5);
    for (const TrafficLine& line : invoice.ordered) {
      ASSERT_LT(line.position, traffic.positions.size());
      ++times_ordered[line.position / options.locations];
      units += line.quantity;
      dated += line.days_ahead > 0;
    }
    for (const TrafficLine& line : invoice.returned) units += line.quantity;
  }
  EXPECT_EQ(ends.size(), 3);
  EXPECT_EQ(keys.size(), options.order_count);
  EXPECT_EQ(units, traffic.source_units);
  EXPECT_GT(dated, 0);
  EXPECT_GT(times_ordered[0], 5 * times_ordered[9]);  // Zipf says ten times
}

}  // namespace
}  // namespace atp
