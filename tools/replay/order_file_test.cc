#include "tools/replay/order_file.h"

#include <gtest/gtest.h>

#include <memory>

namespace atp {
namespace {

// A file that is held in memory.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  absl::Status Read(std::string* chunk) override {
    *chunk = std::move(text_);
    text_.clear();
    return absl::OkStatus();
  }
  uint64_t file_bytes_read() const override { return 0; }
  uint64_t file_bytes() const override { return 0; }

 private:
  std::string text_;
};

absl::StatusOr<OrderFile> Read(const std::string& text) {
  CsvReader csv(std::make_unique<LineSource>(std::make_unique<TextSource>(text)));
  return ReadOrderFile(&csv);
}

constexpr char kHeader[] = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n";

TEST(OrderFileTest, SetsDirtyRowsAsideWithTheirReason) {
  const std::string long_code(65, 'x');
  struct {
    std::string row;
    std::string reason;  // empty: played
    int64_t units;
  } rows[] = {
      {"536365,85123A,6,2010-12-01 08:26:00,2.55", "", 6},
      {"C536379,22556,-12,12/1/2010 9:41,1.65", "", 12},
      {" 536365 , 85123A , 6 , 12/1/2010 8:26 ,", "", 6},
      {"536365,\"85,1\"\"2\",6,2010-12-01 08:26,", "", 6},
      {"536365," + std::string(64, 'x') + ",1,2010-12-01 08:26:00,1", "", 1},
      {"536365,85123A,six,2010-12-01 08:26:00,2.55", "QUANTITY_NOT_A_NUMBER", 0},
      {"536365,85123A,,2010-12-01 08:26:00,2.55", "QUANTITY_NOT_A_NUMBER", 0},
      {"536365,85123A,-,2010-12-01 08:26:00,2.55", "QUANTITY_NOT_A_NUMBER", 0},
      {"536365,85123A,1.5,2010-12-01 08:26:00,2.55", "QUANTITY_NOT_A_NUMBER", 0},
      {"536365,85123A,0,2010-12-01 08:26:00,2.55", "QUANTITY_ZERO", 0},
      {"536365,85123A,1000000001,2010-12-01 08:26:00,2.55", "QUANTITY_TOO_LARGE", 0},
      {"536365,85123A,-99999999999999999999,2010-12-01 08:26:00,1", "QUANTITY_TOO_LARGE", 0},
      {",85123A,6,2010-12-01 08:26:00,2.55", "INVOICE_MISSING", 6},
      {long_code + ",85123A,6,2010-12-01 08:26:00,2.55", "INVOICE_TOO_LONG", 6},
      {"536365,,6,2010-12-01 08:26:00,2.55", "CODE_MISSING", 6},
      {"536365,  ,6,2010-12-01 08:26:00,2.55", "CODE_MISSING", 6},
      {"536365," + long_code + ",6,2010-12-01 08:26:00,2.55", "CODE_TOO_LONG", 6},
      {"536365,\xa3"
       "5,6,2010-12-01 08:26:00,2.55",
       "CODE_NOT_UTF8", 6},
      {"536365,8\x01"
       "5,6,2010-12-01 08:26:00,2.55",
       "CODE_CONTROL_CHARACTER", 6},
      {"536365,85123A,-6,yesterday,2.55", "DATE_NOT_A_DATE", 6},
      {"536365,85123A,6,2010-02-30 08:26:00,2.55", "DATE_NOT_A_DATE", 6},
      {"536365,POST,3,2010-12-01 08:26:00,18", "NOT_GOODS", 3},
      {"536365,gift_0001_20,1,2010-12-01 08:26:00,18", "NOT_GOODS", 1},
      {"536365,85123A", "FIELDS_MISSING", 0},
      {"536365,\"85123A,6,2010-12-01 08:26:00,2.55", "UNCLOSED_QUOTE", 0},
  };
  for (const auto& row : rows) {
    const absl::StatusOr<OrderFile> file = Read(kHeader + row.row + "\n");
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->units, row.units) << row.row;
    if (row.reason.empty()) {
      EXPECT_EQ(file->rows.size(), 1) << row.row;
      EXPECT_EQ(file->set_aside_units, 0) << row.row;
    } else {
      ASSERT_EQ(file->set_aside.size(), 1) << row.row;
      EXPECT_EQ(file->set_aside[0].reason, row.reason) << row.row;
      EXPECT_EQ(file->set_aside[0].line, 2) << row.row;
      EXPECT_EQ(file->set_aside_units, row.units) << row.row;
    }
  }
}

TEST(OrderFileTest, FindsColumnsByName) {
  const absl::StatusOr<OrderFile> file = Read(
      "Country,InvoiceDate,Description,quantity,STOCKCODE,InvoiceNo\r\n"
      "France,12/1/2010 8:45,\"ALARM CLOCK, \"\"RED\"\"\nLARGE\",24,22728,536370\r\n");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->rows.size(), 1);
  EXPECT_EQ(file->rows[0].invoice, "536370");
  EXPECT_EQ(file->rows[0].item, "22728");
  EXPECT_EQ(file->rows[0].quantity, 24);
}

TEST(OrderFileTest, RefusesAFileWithoutItsColumns) {
  EXPECT_EQ(Read("").status().code(), absl::StatusCode::kInvalidArgument);
  const absl::Status status = Read("InvoiceNo,StockCode,Quantity\n1,2,3\n").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("InvoiceDate"), absl::string_view::npos);
}

TEST(OrderFileTest, KnowsWhatIsNotGoods) {
  for (const char* code : {"POST", "DOT", "M", "m", "D", "S", "C2", "B", "BANK CHARGES",
                           "AMAZONFEE", "CRUK", "gift_0001_10"}) {
    EXPECT_FALSE(IsGoods(code)) << code;
  }
  for (const char* code : {"85123A", "10002", "DCGS0076", "DCGSSGIRL", "PADS", "47566b"}) {
    EXPECT_TRUE(IsGoods(code)) << code;
  }
}

}  // namespace
}  // namespace atp
