#include "engine/ledger/rows.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(RowsTest, ASourceIsReadWholeOrNotAtAll) {
  SourceRow row;
  const std::string bytes = EncodeRow(SourceRow{300, 1'700'000'000'000'000});
  ASSERT_TRUE(DecodeRow(bytes, &row));
  EXPECT_EQ(row.reflects, 300u);
  EXPECT_EQ(row.heard, 1'700'000'000'000'000);
  EXPECT_FALSE(DecodeRow(bytes + "x", &row));
  EXPECT_FALSE(DecodeRow(bytes.substr(0, bytes.size() - 1), &row));
}

TEST(RowsTest, ASuppliersRecordIsKeyedByItsNumber) {
  const std::string bytes = SupplierRecordRowKey(0x01020304);
  RowKey key;
  ASSERT_TRUE(ParseRowKey(bytes, &key));
  EXPECT_EQ(key.type, RowType::kSupplierRecord);
  EXPECT_EQ(key.index, 0x01020304u);
  EXPECT_LT(SupplierRecordRowKey(255), SupplierRecordRowKey(256));
  EXPECT_FALSE(ParseRowKey(bytes.substr(0, 4), &key));
}

TEST(RowsTest, AReservationWhoseLinesDoNotAddUpIsRefused) {
  constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
  const struct {
    const char* name;
    Quantity promised, open, fulfilled, released, backordered;
    bool is_read;
  } kCases[] = {
      {"all open", 5, 5, 0, 0, 0, true},
      {"some of each", 5, 1, 2, 2, 3, true},
      {"the most there can be", kMost, kMost - 1, 1, 0, 0, true},
      {"less than promised", 5, 1, 2, 1, 0, false},
      {"more than promised", 5, 5, 5, 5, 0, false},
      {"less than nothing open", 5, -1, 6, 0, 0, false},
      {"less than nothing promised", -5, -5, 0, 0, 0, false},
      {"less than nothing waits", 5, 5, 0, 0, -1, false},
      {"a sum beyond 64 bits", 5, kMost, kMost, 7, 0, false},
  };
  for (const auto& c : kCases) {
    ReservationLine line;
    line.promised = c.promised;
    line.open = c.open;
    line.fulfilled = c.fulfilled;
    line.released = c.released;
    line.backordered = c.backordered;
    Reservation row, read;
    row.lines.push_back(line);
    EXPECT_EQ(DecodeRow(EncodeRow(row), &read), c.is_read) << c.name;
  }
}

}  // namespace
}  // namespace atp
