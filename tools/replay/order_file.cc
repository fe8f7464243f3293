#include "tools/replay/order_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "tools/replay/order_time.h"

namespace atp {
namespace {

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

struct Columns {
  size_t invoice = 0;
  size_t item = 0;
  size_t quantity = 0;
  size_t date = 0;
  size_t Last() const { return std::max({invoice, item, quantity, date}); }
};

absl::StatusOr<Columns> FindColumns(const std::vector<std::string>& header) {
  Columns columns;
  const std::pair<const char*, size_t*> wanted[] = {{"InvoiceNo", &columns.invoice},
                                                    {"StockCode", &columns.item},
                                                    {"Quantity", &columns.quantity},
                                                    {"InvoiceDate", &columns.date}};
  for (const auto& [name, place] : wanted) {
    const std::optional<size_t> column = ColumnOf(header, name);
    if (!column.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("order file: no column ", name, " in the header line"));
    }
    *place = *column;
  }
  return columns;
}

std::string Trimmed(const std::string& field) {
  return std::string(absl::StripAsciiWhitespace(field));
}

// Empty if the quantity can be played.
std::string QuantityFault(const std::string& text, int64_t* quantity) {
  if (!absl::SimpleAtoi(text, quantity)) {
    *quantity = 0;
    // Digits only, but beyond 64 bits.
    const size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const bool is_number =
        text.size() > sign && std::all_of(text.begin() + sign, text.end(), absl::ascii_isdigit);
    return is_number ? "QUANTITY_TOO_LARGE" : "QUANTITY_NOT_A_NUMBER";
  }
  if (*quantity > kOrderQuantityMax || *quantity < -kOrderQuantityMax) {
    *quantity = 0;
    return "QUANTITY_TOO_LARGE";
  }
  return *quantity == 0 ? "QUANTITY_ZERO" : "";
}

// Empty if the server will take `key`; otherwise `name` and what is wrong with it.
std::string KeyFault(const std::string& key, std::string_view name) {
  if (key.empty()) return absl::StrCat(Absl(name), "_MISSING");
  const absl::Status status = CheckKey(key, name);
  if (status.ok()) return "";
  return absl::StrCat(Absl(name), ErrorReason(status).substr(std::string_view("KEY").size()));
}

// Fills *row as far as it goes. Empty if the record can be played.
std::string Fault(const CsvRecord& record, const Columns& columns, OrderRow* row) {
  row->line = record.line;
  if (!record.error.empty()) return record.error;
  if (record.fields.size() <= columns.Last()) return "FIELDS_MISSING";
  row->invoice = Trimmed(record.fields[columns.invoice]);
  row->item = Trimmed(record.fields[columns.item]);

  if (std::string fault = QuantityFault(Trimmed(record.fields[columns.quantity]), &row->quantity);
      !fault.empty()) {
    return fault;
  }
  if (std::string fault = KeyFault(row->invoice, "INVOICE"); !fault.empty()) return fault;
  if (std::string fault = KeyFault(row->item, "CODE"); !fault.empty()) return fault;
  const std::optional<int64_t> minute = ParseOrderTime(Trimmed(record.fields[columns.date]));
  if (!minute.has_value()) return "DATE_NOT_A_DATE";
  row->minute = *minute;
  return IsGoods(row->item) ? "" : "NOT_GOODS";
}

}  // namespace

bool IsGoods(std::string_view stock_code) {
  static constexpr std::array<const char*, 14> kNotGoods = {
      "ADJUST", "ADJUST2", "AMAZONFEE", "B", "BANK CHARGES", "C2", "C3",
      "CRUK",   "D",       "DOT",       "M", "POST",         "S",  "TEST001"};
  const absl::string_view code = Absl(stock_code);
  if (absl::StartsWithIgnoreCase(code, "gift_")) return false;
  return std::none_of(kNotGoods.begin(), kNotGoods.end(),
                      [&](const char* other) { return absl::EqualsIgnoreCase(code, other); });
}

absl::StatusOr<OrderFile> ReadOrderFile(CsvReader* csv) {
  CsvRecord record;
  if (!csv->Next(&record)) {
    if (!csv->status().ok()) return csv->status();
    return absl::InvalidArgumentError("order file: empty; a header line is needed");
  }
  const absl::StatusOr<Columns> columns = FindColumns(record.fields);
  if (!columns.ok()) return columns.status();

  OrderFile file;
  while (csv->Next(&record)) {
    OrderRow row;
    std::string fault = Fault(record, *columns, &row);
    const int64_t units = std::abs(row.quantity);
    file.units += units;
    if (fault.empty()) {
      file.rows.push_back(std::move(row));
    } else {
      file.set_aside_units += units;
      file.set_aside.push_back({record.line, std::move(fault)});
    }
  }
  if (!csv->status().ok()) return csv->status();
  return file;
}

}  // namespace atp
