#include "tools/atpctl/arguments.h"

#include <algorithm>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace atp {
namespace {

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::Status Malformed(std::string_view text, const char* form) {
  return absl::InvalidArgumentError(absl::StrCat("\"", View(text), "\" is not ", form));
}

// Divides at the last `mark`; false, with all of `text` in *left, if there is none.
bool Divide(std::string_view text, char mark, std::string_view* left, std::string_view* right) {
  const size_t at = text.rfind(mark);
  *left = text.substr(0, at);
  *right = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return at != std::string_view::npos;
}

// Digits only, with a sign if need be: SimpleAtoi alone would take blanks.
bool ReadInteger(std::string_view text, int64_t* value) {
  return !text.empty() && text.find_first_not_of("+-0123456789") == std::string_view::npos &&
         absl::SimpleAtoi(View(text), value);
}

absl::StatusOr<QuantityLine> ReadLine(std::string_view text, const char* form) {
  std::string_view position;
  std::string_view amount;
  if (!Divide(text, '=', &position, &amount)) return Malformed(text, form);
  const absl::StatusOr<ItemAt> at = ParseItemAt(position);
  if (!at.ok()) return Malformed(text, form);
  QuantityLine line;
  line.item = at->item;
  line.location = at->location;
  std::string_view quantity;
  std::string_view day;
  if (Divide(amount, ':', &quantity, &day) && day.empty()) return Malformed(text, form);
  if (!ReadInteger(quantity, &line.quantity)) return Malformed(text, form);
  line.day = std::string(day);
  return line;
}

}  // namespace

absl::StatusOr<int64_t> ParseQuantity(std::string_view text) {
  int64_t value;
  if (ReadInteger(text, &value)) return value;
  return Malformed(text, "a whole number of 64 bits");
}

absl::StatusOr<ItemAt> ParseItemAt(std::string_view text) {
  std::string_view item;
  std::string_view location;
  const bool has_location = Divide(text, '@', &item, &location);
  if (item.empty() || (has_location && location.empty())) {
    return Malformed(text, "ITEM or ITEM@LOCATION");
  }
  return ItemAt{std::string(item), std::string(location)};
}

absl::StatusOr<ItemAt> ParsePosition(std::string_view text) {
  absl::StatusOr<ItemAt> at = ParseItemAt(text);
  if (!at.ok() || at->location.empty()) return Malformed(text, "ITEM@LOCATION");
  return at;
}

absl::StatusOr<QuantityLine> ParseQuantityLine(std::string_view text) {
  constexpr char kForm[] = "ITEM@LOCATION=QTY or ITEM@LOCATION=QTY:DAY";
  absl::StatusOr<QuantityLine> line = ReadLine(text, kForm);
  if (line.ok() && line->location.empty()) return Malformed(text, kForm);
  return line;
}

absl::StatusOr<QuantityLine> ParseOrderLine(std::string_view text) {
  return ReadLine(text, "ITEM@LOCATION=QTY or ITEM=QTY, or either with :DAY");
}

absl::StatusOr<QuotaLine> ParseQuotaLine(std::string_view text) {
  std::string_view quota;
  std::string_view amount;
  std::string_view item;
  std::string_view place;
  std::string_view location;
  std::string_view channel;
  QuotaLine line;
  if (!Divide(text, '=', &quota, &amount) || !ReadInteger(amount, &line.quantity) ||
      !Divide(quota, '@', &item, &place) || !Divide(place, '/', &location, &channel) ||
      item.empty() || location.empty() || channel.empty()) {
    return Malformed(text, "ITEM@LOCATION/CHANNEL=QTY");
  }
  line.item = std::string(item);
  line.location = std::string(location);
  line.channel = std::string(channel);
  return line;
}

absl::StatusOr<PartOfLine> ParsePartOfLine(std::string_view text) {
  std::string_view line;
  std::string_view quantity;
  int64_t number;
  PartOfLine part;
  if (!Divide(text, '=', &line, &quantity) || !ReadInteger(line, &number) || number < 0 ||
      number > std::numeric_limits<int32_t>::max() || !ReadInteger(quantity, &part.quantity)) {
    return Malformed(text, "LINE=QTY, lines counting from 0");
  }
  part.line = static_cast<int32_t>(number);
  return part;
}

absl::StatusOr<DocumentLine> ParseDocumentLine(std::string_view text) {
  std::string_view document;
  std::string_view line;
  int64_t number;
  if (!Divide(text, '/', &document, &line) || document.empty() || !ReadInteger(line, &number) ||
      number < 1 || number > std::numeric_limits<int32_t>::max()) {
    return Malformed(text, "DOCUMENT/LINE, lines counting from 1");
  }
  return DocumentLine{std::string(document), static_cast<int32_t>(number)};
}

absl::StatusOr<DocumentPart> ParseDocumentPart(std::string_view text) {
  std::string_view key;
  std::string_view amount;
  DocumentPart part;
  int64_t quantity;
  if (Divide(text, '=', &key, &amount)) {
    if (!ReadInteger(amount, &quantity)) return Malformed(text, "DOCUMENT/LINE=QTY");
    part.quantity = quantity;
  }
  absl::StatusOr<DocumentLine> parsed = ParseDocumentLine(key);
  if (!parsed.ok()) return Malformed(text, "DOCUMENT/LINE or DOCUMENT/LINE=QTY");
  part.key = *std::move(parsed);
  return part;
}

absl::StatusOr<int64_t> ParseDuration(std::string_view text) {
  constexpr char kForm[] = "a duration such as 90s, 15m, 2h or 1d";
  struct Unit {
    std::string_view name;
    int64_t micros;
  };
  constexpr Unit kUnits[] = {
      {"us", 1},         {"ms", 1'000},        {"s", 1'000'000},
      {"m", 60'000'000}, {"h", 3'600'000'000}, {"d", 86'400'000'000},
  };
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  int64_t number;
  if (!ReadInteger(text.substr(0, digits), &number)) return Malformed(text, kForm);
  for (const Unit& unit : kUnits) {
    if (unit.name != text.substr(digits)) continue;
    int64_t micros;
    if (__builtin_mul_overflow(number, unit.micros, &micros)) return Malformed(text, kForm);
    return micros;
  }
  return Malformed(text, kForm);
}

}  // namespace atp
