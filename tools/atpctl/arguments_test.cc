#include "tools/atpctl/arguments.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

// What a parser made of `text`, or "error".
std::string ItemAtOf(const char* text) {
  const auto parsed = ParseItemAt(text);
  return parsed.ok() ? absl::StrCat(parsed->item, "|", parsed->location) : "error";
}
std::string PositionOf(const char* text) {
  const auto parsed = ParsePosition(text);
  return parsed.ok() ? absl::StrCat(parsed->item, "|", parsed->location) : "error";
}
std::string LineText(const absl::StatusOr<QuantityLine>& parsed) {
  return parsed.ok() ? absl::StrCat(parsed->item, "|", parsed->location, "|", parsed->quantity, "|",
                                    parsed->day)
                     : "error";
}
std::string QuantityLineOf(const char* text) { return LineText(ParseQuantityLine(text)); }
std::string OrderLineOf(const char* text) { return LineText(ParseOrderLine(text)); }
std::string QuotaLineOf(const char* text) {
  const auto parsed = ParseQuotaLine(text);
  return parsed.ok() ? absl::StrCat(parsed->item, "|", parsed->location, "|", parsed->channel, "|",
                                    parsed->quantity)
                     : "error";
}
std::string PartOfLineOf(const char* text) {
  const auto parsed = ParsePartOfLine(text);
  return parsed.ok() ? absl::StrCat(parsed->line, "|", parsed->quantity) : "error";
}
std::string DocumentPartOf(const char* text) {
  const auto parsed = ParseDocumentPart(text);
  if (!parsed.ok()) return "error";
  return absl::StrCat(parsed->key.document, "|", parsed->key.line, "|",
                      parsed->quantity.has_value() ? absl::StrCat(*parsed->quantity) : "none");
}
std::string DurationOf(const char* text) {
  const auto parsed = ParseDuration(text);
  return parsed.ok() ? absl::StrCat(*parsed) : "error";
}

TEST(ArgumentsTest, ReadsEachForm) {
  const struct {
    std::string (*parse)(const char*);
    const char* text;
    const char* parsed;
  } kCases[] = {
      {ItemAtOf, "lamp", "lamp|"},
      {ItemAtOf, "lamp@shop", "lamp|shop"},
      {ItemAtOf, "a@b@shop", "a@b|shop"},
      {ItemAtOf, "red lamp@shop 1", "red lamp|shop 1"},
      {ItemAtOf, "", "error"},
      {ItemAtOf, "lamp@", "error"},
      {ItemAtOf, "@shop", "error"},
      {PositionOf, "lamp@shop", "lamp|shop"},
      {PositionOf, "lamp", "error"},

      {QuantityLineOf, "lamp@shop=3", "lamp|shop|3|"},
      {QuantityLineOf, "lamp@shop=3:2026-12-24", "lamp|shop|3|2026-12-24"},
      {QuantityLineOf, "lamp@shop=-3", "lamp|shop|-3|"},
      {QuantityLineOf, "lamp@shop=0", "lamp|shop|0|"},
      {QuantityLineOf, "a=b@c:d=7", "a=b|c:d|7|"},
      {QuantityLineOf, "lamp@shop=9223372036854775807", "lamp|shop|9223372036854775807|"},
      {QuantityLineOf, "lamp@shop=9223372036854775808", "error"},
      {QuantityLineOf, "lamp@shop", "error"},
      {QuantityLineOf, "lamp=3", "error"},
      {QuantityLineOf, "lamp@shop=", "error"},
      {QuantityLineOf, "lamp@shop=3.5", "error"},
      {QuantityLineOf, "lamp@shop= 3", "error"},
      {QuantityLineOf, "lamp@shop=three", "error"},
      {QuantityLineOf, "lamp@shop=3:", "error"},

      {OrderLineOf, "lamp@shop=3", "lamp|shop|3|"},
      {OrderLineOf, "lamp=3", "lamp||3|"},
      {OrderLineOf, "lamp=3:2026-12-24", "lamp||3|2026-12-24"},
      {OrderLineOf, "lamp@=3", "error"},
      {OrderLineOf, "=3", "error"},
      {OrderLineOf, "lamp=3:", "error"},

      {QuotaLineOf, "lamp@shop/web=60", "lamp|shop|web|60"},
      {QuotaLineOf, "a/b@c@d/e/web=0", "a/b@c|d/e|web|0"},
      {QuotaLineOf, "lamp@shop=60", "error"},
      {QuotaLineOf, "lamp/web=60", "error"},
      {QuotaLineOf, "lamp@shop/=60", "error"},
      {QuotaLineOf, "lamp@/web=60", "error"},
      {QuotaLineOf, "lamp@shop/web", "error"},
      {QuotaLineOf, "lamp@shop/web=60:2026-12-24", "error"},

      {PartOfLineOf, "0=2", "0|2"},
      {PartOfLineOf, "17=1", "17|1"},
      {PartOfLineOf, "-1=2", "error"},
      {PartOfLineOf, "4294967296=2", "error"},
      {PartOfLineOf, "2", "error"},
      {PartOfLineOf, "=2", "error"},

      {DocumentPartOf, "PO-7/1", "PO-7|1|none"},
      {DocumentPartOf, "2026/7/12=30", "2026/7|12|30"},
      {DocumentPartOf, "PO-7/0", "error"},
      {DocumentPartOf, "PO-7", "error"},
      {DocumentPartOf, "/1", "error"},
      {DocumentPartOf, "PO-7/1=", "error"},

      {DurationOf, "15m", "900000000"},
      {DurationOf, "90s", "90000000"},
      {DurationOf, "250ms", "250000"},
      {DurationOf, "7us", "7"},
      {DurationOf, "2h", "7200000000"},
      {DurationOf, "1d", "86400000000"},
      {DurationOf, "15", "error"},
      {DurationOf, "m", "error"},
      {DurationOf, "-1m", "error"},
      {DurationOf, "15 m", "error"},
      {DurationOf, "15min", "error"},
      {DurationOf, "999999999999d", "error"},
  };
  for (const auto& c : kCases) EXPECT_EQ(c.parse(c.text), c.parsed) << c.text;
}

TEST(ArgumentsTest, ErrorsQuoteWhatWasGiven) {
  const auto parsed = ParseQuantityLine("lamp");
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(parsed.status().message().find("\"lamp\""), absl::string_view::npos);
}

}  // namespace
}  // namespace atp
