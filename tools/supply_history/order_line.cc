#include "tools/supply_history/order_line.h"

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {
namespace {

enum Column { kId, kLocation, kSupplier, kQuantity, kOrdered, kPromised, kDelivered, kColumns };

constexpr std::array<const char*, kColumns> kNames = {"ID",
                                                      "Country",
                                                      "Vendor",
                                                      "Line Item Quantity",
                                                      "PO Sent to Vendor Date",
                                                      "Scheduled Delivery Date",
                                                      "Delivered to Client Date"};

std::optional<Day> ParseDay(const std::string& text) {
  for (const char* format : {"%d-%b-%y", "%m/%d/%y"}) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(format, text, absl::UTCTimeZone(), &time, &error)) continue;
    return static_cast<Day>(absl::ToCivilDay(time, absl::UTCTimeZone()) -
                            absl::CivilDay(1970, 1, 1));
  }
  return std::nullopt;
}

// Keys are at most 64 bytes: what is longer is cut at a character, which leaves this data's names
// distinct.
std::string ToKey(std::string text) {
  size_t size = std::min<size_t>(text.size(), 64);
  while (size < text.size() && size > 0 && (text[size] & 0xC0) == 0x80) --size;
  text.resize(size);
  return text;
}

// Fills *line; why it cannot be replayed, or empty.
std::string Parse(const CsvRecord& record, const std::array<size_t, kColumns>& columns,
                  OrderLine* line) {
  line->line = record.line;
  if (!record.error.empty()) return record.error;
  const auto last = std::max_element(columns.begin(), columns.end());
  if (record.fields.size() <= *last) return "TOO_FEW_FIELDS";
  const auto cell = [&](Column column) { return record.fields[columns[column]]; };
  line->id = cell(kId);
  line->location = ToKey(cell(kLocation));
  line->supplier = ToKey(cell(kSupplier));
  for (const std::string* key : {&line->id, &line->location, &line->supplier}) {
    const absl::Status checked = CheckKey(*key, "key");
    if (!checked.ok()) return ErrorReason(checked);
  }
  if (!absl::SimpleAtoi(cell(kQuantity), &line->quantity) || line->quantity <= 0) {
    return absl::StrCat("QUANTITY_NOT_A_COUNT: ", cell(kQuantity));
  }
  const struct {
    Column column;
    Day* day;
    const char* reason;
  } kDays[] = {{kOrdered, &line->ordered, "ORDERED_NOT_A_DATE: "},
               {kPromised, &line->promised, "PROMISED_NOT_A_DATE: "},
               {kDelivered, &line->delivered, "DELIVERED_NOT_A_DATE: "}};
  for (const auto& [column, day, reason] : kDays) {
    const std::optional<Day> parsed = ParseDay(cell(column));
    if (!parsed.has_value()) return reason + cell(column);
    *day = *parsed;
  }
  if (line->promised < line->ordered) return "PROMISED_BEFORE_ORDERED";
  if (line->delivered < line->ordered) return "DELIVERED_BEFORE_ORDERED";
  return "";
}

}  // namespace

absl::StatusOr<OrderHistory> ReadOrderHistory(CsvReader* reader) {
  CsvRecord record;
  std::array<size_t, kColumns> columns{};
  reader->Next(&record);
  for (size_t i = 0; i < kColumns; ++i) {
    const std::optional<size_t> column = ColumnOf(record.fields, kNames[i]);
    if (!column.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("no column \"", kNames[i], "\""));
    }
    columns[i] = *column;
  }
  OrderHistory history;
  while (reader->Next(&record)) {
    OrderLine line;
    std::string reason = Parse(record, columns, &line);
    if (reason.empty()) {
      history.lines.push_back(std::move(line));
    } else {
      history.set_aside.push_back({record.line, std::move(reason)});
    }
  }
  if (!reader->status().ok()) return reader->status();
  return history;
}

}  // namespace atp
