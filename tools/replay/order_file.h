#ifndef ATP_TOOLS_REPLAY_ORDER_FILE_H_
#define ATP_TOOLS_REPLAY_ORDER_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/csv/csv_reader.h"

namespace atp {

// A row of the file that can be played.
struct OrderRow {
  uint64_t line = 0;  // of the file, from 1
  std::string invoice;
  std::string item;
  int64_t quantity = 0;  // > 0 ordered, < 0 came back
  int64_t minute = 0;    // since the Unix epoch
};

struct SetAsideRow {
  uint64_t line = 0;
  std::string reason;  // UPPER_SNAKE
};

struct OrderFile {
  std::vector<OrderRow> rows;
  std::vector<SetAsideRow> set_aside;
  // Sum of |quantity| over all rows of the file, and over those set aside, where the quantity is a
  // number in range: what the summary has to account for.
  int64_t units = 0;
  int64_t set_aside_units = 0;
};

// A larger quantity is a typing error, not an order.
inline constexpr int64_t kOrderQuantityMax = 1'000'000'000;

// Codes of the published history that stand for postage, fees, discounts, vouchers and corrections
// of accounts. Compared without case.
bool IsGoods(std::string_view stock_code);

// Reads an order history with the columns InvoiceNo, StockCode, Quantity and InvoiceDate, found by
// the names in its header line, in any order and among any others. Rows that cannot be played are
// set aside with the first of these reasons that applies: what the CSV reader says (UNCLOSED_QUOTE,
// ...), FIELDS_MISSING, QUANTITY_NOT_A_NUMBER, QUANTITY_TOO_LARGE, QUANTITY_ZERO,
// INVOICE_MISSING, _TOO_LONG, _NOT_UTF8 or _CONTROL_CHARACTER, the same four of CODE,
// DATE_NOT_A_DATE, NOT_GOODS.
//
// INVALID_ARGUMENT if a column is missing; an error of reading the file is returned as it is.
absl::StatusOr<OrderFile> ReadOrderFile(CsvReader* csv);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_ORDER_FILE_H_
