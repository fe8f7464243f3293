// Small values that come as text: days, ids and durations in requests, and what is written on
// atpctl's command line. What is read is written back as the same.

#include <string>

#include "engine/base/check.h"
#include "engine/model/keys.h"
#include "server/scalars.h"
#include "tests/fuzz/choices.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/proofs.h"
#include "tools/atpctl/arguments.h"
#include "tools/replay/order_time.h"

namespace atp::fuzz {
namespace {

void ReadScalars(const std::string& text) {
  const auto day = ParseDay(text, "day");
  if (!day.ok()) ProveError(day.status());
  if (day.ok()) ATP_CHECK(FormatDay(*day) == text);
  const auto id = ParseReservationId(text, "reservation_id");
  if (!id.ok()) ProveError(id.status());
  if (id.ok()) ATP_CHECK(ParseReservationId(FormatReservationId(*id), "") == id);
  ParseOrderTime(text);
}

void ReadTimes(Choices* choices) {
  google::protobuf::Duration duration;
  duration.set_seconds(choices->Number());
  duration.set_nanos(static_cast<int32_t>(choices->Number()));
  const auto micros = ParseDuration(duration, "hold_for", "HOLD_OUT_OF_RANGE");
  if (!micros.ok()) ProveError(micros.status());
  if (micros.ok()) {
    ATP_CHECK(*micros >= 0);
    ATP_CHECK(ParseDuration(FormatDuration(*micros), "", "").value() == *micros);
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(choices->Number());
  timestamp.set_nanos(static_cast<int32_t>(choices->Number()));
  const auto time = ParseTimestamp(timestamp, "reflects_time");
  if (!time.ok()) ProveError(time.status());
  if (time.ok()) ATP_CHECK(ParseTimestamp(FormatTimestamp(*time), "").value() == *time);
}

void ReadArguments(const std::string& text) {
  if (const auto item = ParseItemAt(text); item.ok()) ATP_CHECK(!item->item.empty());
  if (const auto line = ParseQuantityLine(text); line.ok()) ATP_CHECK(!line->location.empty());
  if (const auto line = ParseOrderLine(text); line.ok()) ATP_CHECK(!line->item.empty());
  if (const auto line = ParseQuotaLine(text); line.ok()) ATP_CHECK(!line->channel.empty());
  if (const auto part = ParsePartOfLine(text); part.ok()) ATP_CHECK(part->line >= 0);
  if (const auto line = ParseDocumentLine(text); line.ok()) ATP_CHECK(!line->document.empty());
  ParseDocumentPart(text).IgnoreError();
  ParseQuantity(text).IgnoreError();
  ParseDuration(text).IgnoreError();
  CheckKey(text, "key").IgnoreError();
}

}  // namespace
}  // namespace atp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace atp::fuzz;  // NOLINT: of this function alone
  Choices choices(data, size);
  switch (choices.Below(3)) {
    case 0:
      ReadScalars(std::string(choices.Rest()));
      break;
    case 1:
      ReadTimes(&choices);
      break;
    default:
      ReadArguments(std::string(choices.Rest()));
  }
  return 0;
}
