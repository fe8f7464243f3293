// What the engine refuses to do.

#include <cstdint>
#include <string>
#include <utility>

#include "engine/engine.h"
#include "engine/engine_fixture.h"
#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

using EngineBadInputTest = EngineTest;
using Verb = ChangeReservation::Verb;

struct BadCase {
  const char* name;
  Action action;
  const char* reason;
  const char* field;
};

TEST_F(EngineBadInputTest, BadInputGetsAReasonAndChangesNothing) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  MustRun(Move(Cause::kReceive, "lamp", "paris", 1));
  const auto reserve = [](std::string item, std::string location, Quantity quantity) {
    return Take(std::move(item), std::move(location), quantity);
  };
  Reserve too_many;
  too_many.lines.assign(1001, {"lamp", "london", 1, kNoDay});
  Reserve long_hold = Take("lamp", "london", 1);
  long_hold.hold_for = 31 * kMicrosPerDay;
  SetSupply no_day = Supply("PO", "lamp", "london", 1, kNoDay);
  const BadCase cases[] = {
      {"no lines", Reserve(), "NO_LINES", "lines"},
      {"1,001 lines", too_many, "TOO_MANY_LINES", "lines"},
      {"unknown item", reserve("nope", "london", 1), "UNKNOWN_ITEM", "lines[0].item"},
      {"unknown location", reserve("lamp", "nope", 1), "UNKNOWN_LOCATION", "lines[0].location"},
      {"quantity 0", reserve("lamp", "london", 0), "QUANTITY_NOT_POSITIVE", "lines[0].quantity"},
      {"negative", reserve("lamp", "london", -1), "QUANTITY_NOT_POSITIVE", "lines[0].quantity"},
      {"empty key", reserve("", "london", 1), "KEY_EMPTY", "lines[0].item"},
      {"65 bytes", reserve(std::string(65, 'x'), "london", 1), "KEY_TOO_LONG", "lines[0].item"},
      {"control", reserve("a\nb", "london", 1), "KEY_CONTROL_CHARACTER", "lines[0].item"},
      {"not UTF-8", reserve("a\xff", "london", 1), "KEY_NOT_UTF8", "lines[0].item"},
      {"yesterday", Take("lamp", "london", 1, kToday - 1), "DAY_OUTSIDE_HORIZON", "lines[0].day"},
      {"hold too long", long_hold, "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"overflow", Move(Cause::kReceive, "lamp", "london", INT64_MAX), "QUANTITY_OVERFLOW",
       "lines[0].quantity"},
      {"issue too much", Move(Cause::kIssue, "lamp", "london", 4), "INSUFFICIENT_ON_HAND",
       "lines[0].quantity"},
      {"unhold too much", Move(Cause::kUnhold, "lamp", "london", 1), "INSUFFICIENT_HELD",
       "lines[0].quantity"},
      {"adjust by 0", Move(Cause::kAdjust, "lamp", "london", 0), "QUANTITY_NOT_POSITIVE",
       "lines[0].quantity"},
      {"no reservation", Change(Verb::kConfirm, 4711 << 8), "UNKNOWN_RESERVATION",
       "reservation_id"},
      {"no such shard", Change(Verb::kConfirm, 0xFFFF), "UNKNOWN_RESERVATION", "reservation_id"},
      {"supply without day", no_day, "DAY_MISSING", "lines[0].day"},
      {"same place", TransferStock{"lamp", "london", "london", 1, kNoDay, "T", 1, ""},
       "SAME_LOCATION", "to"},
      {"transfer of an unknown item",
       TransferStock{"nope", "london", "paris", 1, kNoDay, "T", 1, ""}, "UNKNOWN_ITEM", "item"},
      {"transfer from nowhere", TransferStock{"lamp", "nope", "paris", 1, kNoDay, "T", 1, ""},
       "UNKNOWN_LOCATION", "from"},
      {"transfer of too much", TransferStock{"lamp", "london", "paris", 4, kNoDay, "T", 1, ""},
       "INSUFFICIENT_ON_HAND", "quantity"},
      {"unknown supply", CancelSupply{{{SupplyKind::kAsn, "A", 1}}, ""}, "UNKNOWN_SUPPLY",
       "keys[0].document"},
      {"supply without document", CancelSupply{{{SupplyKind::kAsn, "", 1}}, ""}, "KEY_EMPTY",
       "keys[0].document"},
  };
  const std::string before = engine_->DumpState();
  for (const BadCase& bad : cases) {
    const absl::Status status = Run(bad.action).status();
    EXPECT_EQ(ErrorReason(status), bad.reason) << bad.name << ": " << status;
    EXPECT_EQ(ErrorField(status), bad.field) << bad.name;
  }
  EXPECT_EQ(engine_->DumpState(), before);
  EXPECT_EQ(ErrorReason(
                engine_->ExecuteAndWait(Command{{}, reserve("lamp", "london", 1), false}).status()),
            "REQUEST_ID_MISSING");
}

}  // namespace
}  // namespace atp
