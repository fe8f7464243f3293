#include "engine/ledger/rows.h"

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

}  // namespace
}  // namespace atp
