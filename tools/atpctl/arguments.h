#ifndef ATP_TOOLS_ATPCTL_ARGUMENTS_H_
#define ATP_TOOLS_ATPCTL_ARGUMENTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace atp {

// How things are written on the command line. Only the form is read here: which keys, days and
// quantities are allowed is the server's to say. An error is INVALID_ARGUMENT and quotes what was
// given.
//
//   ITEM[@LOCATION]                 lamp@shop        the last "@" divides
//   ITEM@LOCATION=QTY[:DAY]         lamp@shop=3:2026-12-24
//   ITEM[@LOCATION]=QTY[:DAY]       lamp=3           of an order, which may leave places open
//   ITEM@LOCATION/CHANNEL=QTY       lamp@shop/web=60 the last "@" and the last "/" divide
//   LINE=QTY                        0=2              lines count from 0
//   DOCUMENT/LINE                   PO-7/1           the last "/" divides
//   15m                             a number and one of us ms s m h d

struct ItemAt {
  std::string item;
  std::string location;  // empty: none given
};
absl::StatusOr<ItemAt> ParseItemAt(std::string_view text);
// With a location.
absl::StatusOr<ItemAt> ParsePosition(std::string_view text);

struct QuantityLine {
  std::string item;
  std::string location;  // empty: none given, of an order line only
  int64_t quantity = 0;
  std::string day;  // empty: none given
};
absl::StatusOr<QuantityLine> ParseQuantityLine(std::string_view text);
absl::StatusOr<QuantityLine> ParseOrderLine(std::string_view text);

struct QuotaLine {
  std::string item;
  std::string location;
  std::string channel;
  int64_t quantity = 0;
};
absl::StatusOr<QuotaLine> ParseQuotaLine(std::string_view text);

struct PartOfLine {
  int32_t line = 0;
  int64_t quantity = 0;
};
absl::StatusOr<PartOfLine> ParsePartOfLine(std::string_view text);

struct DocumentLine {
  std::string document;
  int32_t line = 0;
};
absl::StatusOr<DocumentLine> ParseDocumentLine(std::string_view text);

// DOCUMENT/LINE[=QTY]
struct DocumentPart {
  DocumentLine key;
  std::optional<int64_t> quantity;
};
absl::StatusOr<DocumentPart> ParseDocumentPart(std::string_view text);

// In microseconds.
absl::StatusOr<int64_t> ParseDuration(std::string_view text);

absl::StatusOr<int64_t> ParseQuantity(std::string_view text);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_ARGUMENTS_H_
