#include "engine/ledger/supplier_record.h"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(SupplierRecordTest, EarlyIsOnTimeAndLateIsCapped) {
  const struct {
    int64_t days_late;
    Quantity promised;
    Quantity delivered;
    int32_t expect_late;
    int32_t expect_percent;
  } kRows[] = {
      {-30, 10, 10, 0, 100},
      {0, 10, 25, 0, 100},
      {1, 3, 2, 1, 66},
      {120, 10, 0, 120, 0},
      {5000, 1000, 999, 120, 99},
      {2, std::numeric_limits<Quantity>::max(), std::numeric_limits<Quantity>::max() / 2, 2, 50},
      {2, std::numeric_limits<Quantity>::max(), std::numeric_limits<Quantity>::max() - 1, 2, 99},
  };
  for (const auto& row : kRows) {
    SupplierRecord record;
    record.Add(row.days_late, row.promised, row.delivered);
    EXPECT_EQ(record.At(95), (Haircut{row.expect_percent, row.expect_late})) << row.days_late;
  }
}

TEST(SupplierRecordTest, PercentilesAreThoseOfTheSortedDeliveries) {
  const unsigned seed = 20'251;
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round);
    SupplierRecord record;
    std::vector<int32_t> late, missing;
    const size_t deliveries = 1 + random() % 50;
    for (size_t i = 0; i < deliveries; ++i) {
      late.push_back(static_cast<int32_t>(random() % 30));
      missing.push_back(static_cast<int32_t>(random() % 101));
      record.Add(late.back(), 100, 100 - missing.back());
    }
    std::sort(late.begin(), late.end());
    std::sort(missing.begin(), missing.end());
    Haircut before;
    for (int32_t percentile = 1; percentile <= 100; ++percentile) {
      const size_t at = (deliveries * static_cast<size_t>(percentile) + 99) / 100 - 1;
      const Haircut haircut = record.At(percentile);
      EXPECT_EQ(haircut, (Haircut{100 - missing[at], late[at]}));
      if (percentile > 1) {
        EXPECT_EQ(MoreCareful(haircut, before), haircut);
      }
      before = haircut;
    }
  }
}

TEST(SupplierRecordTest, RecordsAddUpAndSurviveAsRows) {
  SupplierRecord one, two, both;
  one.Add(3, 10, 10);
  two.Add(7, 10, 5);
  two.Add(0, 10, 10);
  both.Add(one);
  both.Add(two);
  EXPECT_EQ(both.deliveries(), 3u);
  EXPECT_EQ(both.ToConfidence(100, 50), (Confidence{{Haircut{50, 7}, {100, 3}, {100, 0}}}));
  SupplierRecord read;
  ASSERT_TRUE(DecodeRow(EncodeRow(both), &read));
  EXPECT_EQ(EncodeRow(read), EncodeRow(both));
  const std::string bytes = EncodeRow(both);
  for (size_t size = 0; size < bytes.size(); ++size) {
    SupplierRecord damaged;
    EXPECT_FALSE(DecodeRow(bytes.substr(0, size), &damaged)) << size;
  }
}

}  // namespace
}  // namespace atp
