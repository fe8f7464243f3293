// What Validate() refuses, from the command alone: each bad input with its reason and its field.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "engine/ledger/decide.h"
#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kDay = 20'000;
const std::string kLongKey(65, 'k');
const std::string kLongNote(1025, 'n');

// A command of each kind that nothing is wrong with; a case then spoils it.
Reserve GoodReserve() {
  Reserve reserve;
  reserve.lines.assign(2, {"lamp", "london", 1, kDay});
  return reserve;
}

ChangeReservation GoodChange() {
  ChangeReservation change;
  change.verb = ChangeReservation::Verb::kFulfil;
  change.reservation = 256;
  change.parts = {{0, 1}, {1, 2}};
  return change;
}

MoveStock GoodMove(Cause cause = Cause::kReceive) {
  MoveStock move;
  move.cause = cause;
  move.lines.assign(2, {"lamp", "london", 1});
  return move;
}

TransferStock GoodTransfer() { return {"lamp", "london", "paris", 1, kDay, "T-1", 1, ""}; }

SetSupply GoodSupply() {
  SupplyLine line;
  line.key = {SupplyKind::kCommitment, "PO-1", 1};
  line.item = "lamp";
  line.location = "london";
  line.quantity = 1;
  line.day = kDay;
  SetSupply set;
  set.lines.assign(2, line);
  return set;
}

ReceiveSupply GoodReceipt() {
  ReceiveSupply receive;
  receive.lines.assign(2, {{SupplyKind::kCommitment, "PO-1", 1}, 1, false});
  return receive;
}

CancelSupply GoodCancel() {
  CancelSupply cancel;
  cancel.keys.assign(2, {SupplyKind::kCommitment, "PO-1", 1});
  return cancel;
}

ApplySnapshot GoodSnapshot() { return {"erp", "s-1", 0, {}}; }

// `good` after `spoil`.
template <typename Asked, typename Spoil>
Asked With(Asked good, Spoil spoil) {
  spoil(&good);
  return good;
}

struct Case {
  const char* name;
  Action action;
  const char* reason;
  const char* field;
};

void ExpectRefused(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const absl::Status status = Validate(c.action, CommandLimits());
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << c.name;
    EXPECT_EQ(ErrorReason(status), c.reason) << c.name << ": " << status;
    EXPECT_EQ(ErrorField(status), c.field) << c.name << ": " << status;
  }
}

TEST(ValidateTest, TakesWhatIsWithinItsBounds) {
  const CommandLimits limits;
  const std::string longest_key(64, 'k');
  const std::pair<const char*, Action> cases[] = {
      {"reserve", GoodReserve()},
      {"reserve, day unset", With(GoodReserve(), [](Reserve* a) { a->lines[0].day = kNoDay; })},
      {"reserve, 1,000 lines",
       With(GoodReserve(), [](Reserve* a) { a->lines.resize(1000, a->lines[0]); })},
      {"reserve, longest hold",
       With(GoodReserve(), [&](Reserve* a) { a->hold_for = limits.hold_max; })},
      {"reserve, longest keys", With(GoodReserve(),
                                     [&](Reserve* a) {
                                       a->lines[0].item = longest_key;
                                       a->lines[0].location = longest_key;
                                       a->reference = longest_key;
                                     })},
      {"change", GoodChange()},
      {"change, all that is open", With(GoodChange(), [](auto* a) { a->parts.clear(); })},
      {"receive", GoodMove(Cause::kReceive)},
      {"issue", GoodMove(Cause::kIssue)},
      {"hold", GoodMove(Cause::kHold)},
      {"unhold", GoodMove(Cause::kUnhold)},
      {"return", GoodMove(Cause::kReturn)},
      {"count 0", With(GoodMove(Cause::kCount), [](auto* a) { a->lines[0].quantity = 0; })},
      {"safety stock 0",
       With(GoodMove(Cause::kSetSafetyStock), [](auto* a) { a->lines[0].quantity = 0; })},
      {"adjust down", With(GoodMove(Cause::kAdjust), [](auto* a) { a->lines[0].quantity = -5; })},
      {"longest note", With(GoodMove(), [](auto* a) { a->note.assign(1024, 'n'); })},
      {"transfer", GoodTransfer()},
      {"commitment", GoodSupply()},
      {"ASN with its commitment", With(GoodSupply(),
                                       [](SetSupply* a) {
                                         a->lines[0].key.kind = SupplyKind::kAsn;
                                         a->lines[0].order_document = "PO-1";
                                         a->lines[0].order_line = 1;
                                       })},
      {"receipt", GoodReceipt()},
      {"nothing more will come", With(GoodReceipt(),
                                      [](auto* a) {
                                        a->lines[0] = {a->lines[0].key, 0, true};
                                      })},
      {"cancel", GoodCancel()},
      {"snapshot without rows", GoodSnapshot()},
      {"snapshot with a bad row, which is set aside later", With(GoodSnapshot(),
                                                                 [](auto* a) {
                                                                   a->rows = {{"", "london", -1}};
                                                                 })},
      {"configure", Configure()},
  };
  for (const auto& [name, action] : cases) {
    const absl::Status status = Validate(action, limits);
    EXPECT_TRUE(status.ok()) << name << ": " << status;
  }
}

TEST(ValidateTest, RefusesBadReservations) {
  using A = Reserve;
  const auto bad = [](auto spoil) { return With(GoodReserve(), spoil); };
  ExpectRefused({
      {"no lines", Reserve(), "NO_LINES", "lines"},
      {"1,001 lines", bad([](A* a) { a->lines.resize(1001, a->lines[0]); }), "TOO_MANY_LINES",
       "lines"},
      {"hold below 0", bad([](A* a) { a->hold_for = -1; }), "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"hold too long", bad([](A* a) { a->hold_for = CommandLimits().hold_max + 1; }),
       "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"reference", bad([](A* a) { a->reference = kLongKey; }), "KEY_TOO_LONG", "reference"},
      {"item empty", bad([](A* a) { a->lines[0].item = ""; }), "KEY_EMPTY", "lines[0].item"},
      {"item long", bad([](A* a) { a->lines[0].item = kLongKey; }), "KEY_TOO_LONG",
       "lines[0].item"},
      {"item with a control character", bad([](A* a) { a->lines[0].item = "a\nb"; }),
       "KEY_CONTROL_CHARACTER", "lines[0].item"},
      {"item not UTF-8", bad([](A* a) { a->lines[0].item = "a\xff"; }), "KEY_NOT_UTF8",
       "lines[0].item"},
      {"location empty", bad([](A* a) { a->lines[1].location = ""; }), "KEY_EMPTY",
       "lines[1].location"},
      {"quantity 0", bad([](A* a) { a->lines[1].quantity = 0; }), "QUANTITY_NOT_POSITIVE",
       "lines[1].quantity"},
      {"quantity below 0", bad([](A* a) { a->lines[0].quantity = -1; }), "QUANTITY_NOT_POSITIVE",
       "lines[0].quantity"},
  });
}

TEST(ValidateTest, RefusesBadChangesOfReservations) {
  using A = ChangeReservation;
  const auto bad = [](auto spoil) { return With(GoodChange(), spoil); };
  ExpectRefused({
      {"hold below 0", bad([](A* a) { a->hold_for = -1; }), "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"hold too long", bad([](A* a) { a->hold_for = CommandLimits().hold_max + 1; }),
       "DEADLINE_OUT_OF_RANGE", "hold_for"},
      {"1,001 parts", bad([](A* a) {
         a->parts.resize(1001, {0, 1});
       }),
       "TOO_MANY_LINES", "parts"},
      {"part of 0", bad([](A* a) { a->parts[1].quantity = 0; }), "QUANTITY_NOT_POSITIVE",
       "parts[1].quantity"},
  });
}

TEST(ValidateTest, RefusesBadMovements) {
  using A = MoveStock;
  const auto bad = [](auto spoil) { return With(GoodMove(), spoil); };
  ExpectRefused({
      {"no lines", MoveStock(), "NO_LINES", "lines"},
      {"1,001 lines", bad([](A* a) { a->lines.resize(1001, a->lines[0]); }), "TOO_MANY_LINES",
       "lines"},
      {"note", bad([](A* a) { a->note = kLongNote; }), "KEY_TOO_LONG", "note"},
      {"item", bad([](A* a) { a->lines[1].item = ""; }), "KEY_EMPTY", "lines[1].item"},
      {"location", bad([](A* a) { a->lines[1].location = ""; }), "KEY_EMPTY", "lines[1].location"},
      {"a cause that moves nothing", GoodMove(Cause::kReserve), "FIELD_OUT_OF_RANGE", "cause"},
      {"adjust by less than there is",
       With(GoodMove(Cause::kAdjust), [](A* a) { a->lines[0].quantity = INT64_MIN; }),
       "QUANTITY_OVERFLOW", "lines[0].quantity"},
  });
  const struct {
    Cause cause;
    Quantity quantity;
    const char* reason;
  } kCases[] = {
      {Cause::kReceive, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kReceive, -1, "QUANTITY_NOT_POSITIVE"},
      {Cause::kIssue, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kHold, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kUnhold, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kReturn, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kAdjust, 0, "QUANTITY_NOT_POSITIVE"},
      {Cause::kCount, -1, "QUANTITY_NEGATIVE"},
      {Cause::kSetSafetyStock, -1, "QUANTITY_NEGATIVE"},
  };
  for (const auto& c : kCases) {
    MoveStock move = GoodMove(c.cause);
    move.lines[1].quantity = c.quantity;
    ExpectRefused({{CauseName(c.cause), move, c.reason, "lines[1].quantity"}});
  }
}

TEST(ValidateTest, RefusesBadTransfers) {
  using A = TransferStock;
  const auto bad = [](auto spoil) { return With(GoodTransfer(), spoil); };
  ExpectRefused({
      {"item", bad([](A* a) { a->item = ""; }), "KEY_EMPTY", "item"},
      {"from", bad([](A* a) { a->from = ""; }), "KEY_EMPTY", "from"},
      {"to", bad([](A* a) { a->to = kLongKey; }), "KEY_TOO_LONG", "to"},
      {"document", bad([](A* a) { a->document = ""; }), "KEY_EMPTY", "document"},
      {"note", bad([](A* a) { a->note = kLongNote; }), "KEY_TOO_LONG", "note"},
      {"quantity", bad([](A* a) { a->quantity = 0; }), "QUANTITY_NOT_POSITIVE", "quantity"},
      {"line 0", bad([](A* a) { a->line = 0; }), "FIELD_OUT_OF_RANGE", "line"},
      {"to where it is", bad([](A* a) { a->to = a->from; }), "SAME_LOCATION", "to"},
  });
}

TEST(ValidateTest, RefusesBadSupply) {
  using A = SetSupply;
  const auto bad = [](auto spoil) { return With(GoodSupply(), spoil); };
  ExpectRefused({
      {"no lines", SetSupply(), "NO_LINES", "lines"},
      {"1,001 lines", bad([](A* a) { a->lines.resize(1001, a->lines[0]); }), "TOO_MANY_LINES",
       "lines"},
      {"document", bad([](A* a) { a->lines[1].key.document = ""; }), "KEY_EMPTY",
       "lines[1].document"},
      {"line 0", bad([](A* a) { a->lines[1].key.line = 0; }), "FIELD_OUT_OF_RANGE",
       "lines[1].line"},
      {"item", bad([](A* a) { a->lines[1].item = ""; }), "KEY_EMPTY", "lines[1].item"},
      {"location", bad([](A* a) { a->lines[1].location = ""; }), "KEY_EMPTY", "lines[1].location"},
      {"quantity", bad([](A* a) { a->lines[1].quantity = 0; }), "QUANTITY_NOT_POSITIVE",
       "lines[1].quantity"},
      {"day unset", bad([](A* a) { a->lines[1].day = kNoDay; }), "DAY_MISSING", "lines[1].day"},
      {"a transfer", bad([](A* a) { a->lines[1].key.kind = SupplyKind::kTransfer; }),
       "SUPPLY_STATE_INVALID", "lines[1].state"},
      {"received", bad([](A* a) { a->lines[1].state = SupplyState::kReceived; }),
       "SUPPLY_STATE_INVALID", "lines[1].state"},
      {"cancelled", bad([](A* a) { a->lines[1].state = SupplyState::kCancelled; }),
       "SUPPLY_STATE_INVALID", "lines[1].state"},
      {"a commitment that names one", bad([](A* a) { a->lines[1].order_document = "PO-2"; }),
       "FIELD_OUT_OF_RANGE", "lines[1].order_document"},
      {"an ASN's commitment", bad([](A* a) {
         a->lines[1].key.kind = SupplyKind::kAsn;
         a->lines[1].order_document = kLongKey;
       }),
       "KEY_TOO_LONG", "lines[1].order_document"},
  });
}

TEST(ValidateTest, RefusesBadReceiptsAndCancellations) {
  const auto receipt = [](auto spoil) { return With(GoodReceipt(), spoil); };
  const auto cancel = [](auto spoil) { return With(GoodCancel(), spoil); };
  using R = ReceiveSupply;
  using C = CancelSupply;
  ExpectRefused({
      {"no lines", ReceiveSupply(), "NO_LINES", "lines"},
      {"1,001 lines", receipt([](R* a) { a->lines.resize(1001, a->lines[0]); }), "TOO_MANY_LINES",
       "lines"},
      {"note", receipt([](R* a) { a->note = kLongNote; }), "KEY_TOO_LONG", "note"},
      {"document", receipt([](R* a) { a->lines[1].key.document = ""; }), "KEY_EMPTY",
       "lines[1].document"},
      {"line 0", receipt([](R* a) { a->lines[1].key.line = 0; }), "FIELD_OUT_OF_RANGE",
       "lines[1].line"},
      {"nothing, and more to come", receipt([](R* a) { a->lines[1].quantity = 0; }),
       "QUANTITY_NOT_POSITIVE", "lines[1].quantity"},
      {"less than nothing, and closed", receipt([](R* a) {
         a->lines[1].quantity = -1;
         a->lines[1].close = true;
       }),
       "QUANTITY_NEGATIVE", "lines[1].quantity"},

      {"no keys", CancelSupply(), "NO_LINES", "keys"},
      {"1,001 keys", cancel([](C* a) { a->keys.resize(1001, a->keys[0]); }), "TOO_MANY_LINES",
       "keys"},
      {"note", cancel([](C* a) { a->note = kLongNote; }), "KEY_TOO_LONG", "note"},
      {"document", cancel([](C* a) { a->keys[1].document = ""; }), "KEY_EMPTY", "keys[1].document"},
      {"line 0", cancel([](C* a) { a->keys[1].line = 0; }), "FIELD_OUT_OF_RANGE", "keys[1].line"},
  });
}

TEST(ValidateTest, RefusesBadSnapshotsAndSettings) {
  using S = ApplySnapshot;
  const auto snapshot = [](auto spoil) { return With(GoodSnapshot(), spoil); };
  ExpectRefused({
      {"source", snapshot([](S* a) { a->source = ""; }), "KEY_EMPTY", "source"},
      {"snapshot id", snapshot([](S* a) { a->snapshot_id = kLongKey; }), "KEY_TOO_LONG",
       "snapshot_id"},
      {"request window", Configure{-1, 0}, "QUANTITY_NEGATIVE", "request_window"},
      {"resolved window", Configure{0, -1}, "QUANTITY_NEGATIVE", "resolved_window"},
  });
}

TEST(ValidateTest, SaysTheFirstThingThatIsWrong) {
  Reserve reserve = GoodReserve();
  reserve.lines[1] = {"", "", 0, kDay};
  reserve.lines[0].location = "";
  ExpectRefused({{"first line first", reserve, "KEY_EMPTY", "lines[0].location"}});
  reserve.hold_for = -1;
  ExpectRefused({{"the whole before its lines", reserve, "DEADLINE_OUT_OF_RANGE", "hold_for"}});
}

TEST(ValidateTest, ItsLimitsAreGiven) {
  CommandLimits limits;
  limits.lines_max = 1;
  EXPECT_EQ(ErrorReason(Validate(GoodReserve(), limits)), "TOO_MANY_LINES");
  limits.lines_max = 2;
  EXPECT_TRUE(Validate(GoodReserve(), limits).ok());
  limits.hold_max = 5;
  Reserve reserve = GoodReserve();
  reserve.hold_for = 6;
  EXPECT_EQ(ErrorReason(Validate(reserve, limits)), "DEADLINE_OUT_OF_RANGE");
}

}  // namespace
}  // namespace atp
