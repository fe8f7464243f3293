#include "engine/engine.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Micros kStart = 20'000 * kMicrosPerDay + 8 * kMicrosPerHour;
constexpr Day kToday = 20'000;

// An engine on a disk in memory, driven by hand.
class EngineTest : public testing::Test {
 protected:
  EngineTest() { Open(); }

  void Open() {
    engine_.reset();
    EngineOptions options;
    options.shards = 8;
    options.background_threads = false;
    auto engine = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  absl::StatusOr<Outcome> Run(Action action, std::string request_id = "") {
    Command command;
    command.request.request_id =
        request_id.empty() ? "request-" + std::to_string(++requests_) : request_id;
    command.action = std::move(action);
    return engine_->ExecuteAndWait(std::move(command));
  }

  Outcome MustRun(Action action, std::string request_id = "") {
    auto outcome = Run(std::move(action), std::move(request_id));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.ok() ? *std::move(outcome) : Outcome();
  }

  std::string Reason(Action action) { return ErrorReason(Run(std::move(action)).status()); }

  static MoveStock Move(Cause cause, std::string item, std::string location, Quantity quantity) {
    MoveStock move;
    move.cause = cause;
    move.lines.push_back({std::move(item), std::move(location), quantity});
    return move;
  }

  static Reserve Take(std::string item, std::string location, Quantity quantity, Day day = kNoDay) {
    Reserve reserve;
    reserve.lines.push_back({std::move(item), std::move(location), quantity, day});
    return reserve;
  }

  static ChangeReservation Change(ChangeReservation::Verb verb, ReservationId id,
                                  std::vector<LinePart> parts = {}) {
    ChangeReservation change;
    change.verb = verb;
    change.reservation = id;
    change.parts = std::move(parts);
    return change;
  }

  static SetSupply Supply(std::string document, std::string item, std::string location,
                          Quantity quantity, Day day,
                          SupplyState state = SupplyState::kAcknowledged) {
    SupplyLine line;
    line.key = {SupplyKind::kCommitment, std::move(document), 1};
    line.item = std::move(item);
    line.location = std::move(location);
    line.quantity = quantity;
    line.day = day;
    line.state = state;
    SetSupply set;
    set.lines.push_back(std::move(line));
    return set;
  }

  Quantity Atp(const std::string& item, const std::string& location, Day day = kNoDay) {
    const auto answer = engine_->Check({CheckLine{item, {location}, day, 0}});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0].locations[0].atp : -1;
  }

  Balances Stock(const std::string& item, const std::string& location) {
    return engine_->GetStock(item, location).value().balances;
  }

  MemoryDisk disk_;
  SimulatedClock clock_{kStart};
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

using Verb = ChangeReservation::Verb;

TEST_F(EngineTest, SellsWhatIsThereAndNotMore) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const Outcome sold = MustRun(Take("lamp", "london", 7));
  EXPECT_EQ(sold.entry.cause, Cause::kReserve);
  EXPECT_EQ(Atp("lamp", "london"), 3);

  const Outcome refused = MustRun(Take("lamp", "london", 4));
  EXPECT_EQ(refused.entry.cause, Cause::kRefuse);
  EXPECT_EQ(refused.entry.lines[0].atp, 3);
  EXPECT_EQ(Atp("lamp", "london"), 3);

  Reserve partial = Take("lamp", "london", 4);
  partial.mode = ReserveMode::kPartial;
  EXPECT_EQ(MustRun(partial).entry.lines[0].quantity, 3);
  EXPECT_EQ(Atp("lamp", "london"), 0);
}

TEST_F(EngineTest, TwoLinesOfOneRequestSeeEachOther) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  Reserve both = Take("lamp", "london", 5);
  both.lines.push_back(both.lines[0]);
  EXPECT_EQ(MustRun(both).entry.cause, Cause::kRefuse);
  both.lines[1].quantity = 1;
  both.lines[0].quantity = 4;
  EXPECT_EQ(MustRun(both).entry.cause, Cause::kReserve);
}

TEST_F(EngineTest, ReservationGoesItsWayInParts) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const ReservationId id = MustRun(Take("lamp", "london", 6)).entry.reservation;
  EXPECT_EQ(Reason(Change(Verb::kFulfil, id)), "RESERVATION_NOT_CONFIRMED");
  MustRun(Change(Verb::kConfirm, id));
  EXPECT_EQ(Reason(Change(Verb::kExtend, id)), "RESERVATION_NOT_HELD");
  MustRun(Change(Verb::kFulfil, id, {{0, 2}}));
  MustRun(Change(Verb::kRelease, id, {{0, 1}}));
  const absl::Status over = Run(Change(Verb::kRelease, id, {{0, 5}})).status();
  EXPECT_EQ(ErrorReason(over), "OVER_RELEASE");
  EXPECT_EQ(ErrorDetail(over, "over_by"), "2");
  MustRun(Change(Verb::kFulfil, id));
  EXPECT_EQ(Reason(Change(Verb::kRelease, id)), "RESERVATION_RESOLVED");

  const Reservation end = engine_->GetReservation(id).value().reservation;
  EXPECT_EQ(end.state, ReservationState::kFulfilled);
  EXPECT_EQ(end.lines[0].fulfilled, 5);
  EXPECT_EQ(end.lines[0].released, 1);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 5);
  EXPECT_EQ(Stock("lamp", "london").reserved, 0);
}

TEST_F(EngineTest, DeadlineIsExact) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  Reserve hold = Take("lamp", "london", 1);
  hold.hold_for = 60 * kMicrosPerSecond;
  const ReservationId id = MustRun(hold).entry.reservation;
  clock_.Set(kStart + 60 * kMicrosPerSecond - 1);
  EXPECT_EQ(Atp("lamp", "london"), 0);
  EXPECT_EQ(MustRun(Take("lamp", "london", 1)).entry.cause, Cause::kRefuse);
  clock_.Advance(1);
  EXPECT_EQ(Atp("lamp", "london"), 1);
  EXPECT_EQ(Reason(Change(Verb::kConfirm, id)), "RESERVATION_EXPIRED");
  EXPECT_EQ(MustRun(Take("lamp", "london", 1)).entry.cause, Cause::kReserve);
}

TEST_F(EngineTest, ExtendedAndConfirmedHoldsOutliveTheirFirstDeadline) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 2));
  Reserve hold = Take("lamp", "london", 1);
  hold.hold_for = 60 * kMicrosPerSecond;
  const ReservationId confirmed = MustRun(hold).entry.reservation;
  const ReservationId extended = MustRun(hold).entry.reservation;
  MustRun(Change(Verb::kConfirm, confirmed));
  ChangeReservation extend = Change(Verb::kExtend, extended);
  extend.hold_for = 90 * kMicrosPerSecond;
  MustRun(extend);
  clock_.Advance(80 * kMicrosPerSecond);
  EXPECT_EQ(Atp("lamp", "london"), 0);
  clock_.Advance(10 * kMicrosPerSecond);
  EXPECT_EQ(Atp("lamp", "london"), 1);
}

TEST_F(EngineTest, AnEarlierDeadlineFreesEveryLineOnTime) {
  Reserve hold;
  for (int i = 0; i < 20; ++i) {
    const std::string item = "item-" + std::to_string(i);
    MustRun(Move(Cause::kReceive, item, "london", 1));
    hold.lines.push_back({item, "london", 1, kNoDay});
  }
  const ReservationId id = MustRun(hold).entry.reservation;
  ChangeReservation extend = Change(Verb::kExtend, id);
  extend.hold_for = kMicrosPerSecond;
  MustRun(extend);
  clock_.Advance(kMicrosPerSecond);
  // The home, the first line's shard, is asked last: the others must not depend on it.
  for (int i = 19; i >= 0; --i) EXPECT_EQ(Atp("item-" + std::to_string(i), "london"), 1) << i;
}

TEST_F(EngineTest, RehearsesWhatWouldMakeAPlaceKnown) {
  Command command;
  command.action = Move(Cause::kReceive, "lamp", "london", 3);
  command.validate_only = true;
  const auto outcome = engine_->ExecuteAndWait(command);
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  ASSERT_EQ(outcome->entry.postings.size(), 1u);
  EXPECT_EQ(outcome->entry.postings[0].change.on_hand, 3);
  EXPECT_EQ(engine_->KeysOf(outcome->entry.postings[0].position).item, "");
  EXPECT_EQ(Reason(Take("lamp", "london", 1)), "UNKNOWN_ITEM");
}

TEST_F(EngineTest, LooksAheadOverSupplyAndDatedPromises) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  MustRun(Supply("PO-1", "lamp", "london", 10, kToday + 3));
  EXPECT_EQ(Atp("lamp", "london", kToday), 5);
  EXPECT_EQ(Atp("lamp", "london", kToday + 3), 15);
  MustRun(Take("lamp", "london", 12, kToday + 5));
  EXPECT_EQ(Atp("lamp", "london", kToday), 3);
  EXPECT_EQ(Reason(Take("lamp", "london", 1, kToday + 90)), "DAY_OUTSIDE_HORIZON");

  ReceiveSupply receive;
  receive.lines.push_back({{SupplyKind::kCommitment, "PO-1", 1}, 4, false});
  MustRun(receive);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 9);
  EXPECT_EQ(Stock("lamp", "london").on_order, 6);
  receive.lines[0].quantity = 8;
  MustRun(receive);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 17);
  EXPECT_EQ(Stock("lamp", "london").on_order, 0);
  EXPECT_EQ(Reason(receive), "SUPPLY_CLOSED");
}

TEST_F(EngineTest, AnAsnIsNotCountedTwice) {
  MustRun(Supply("PO-1", "lamp", "london", 10, kToday + 3));
  SetSupply asn = Supply("ASN-1", "lamp", "london", 6, kToday + 2, SupplyState::kShipped);
  asn.lines[0].key.kind = SupplyKind::kAsn;
  asn.lines[0].order_document = "PO-1";
  asn.lines[0].order_line = 1;
  MustRun(asn);
  EXPECT_EQ(Stock("lamp", "london").in_transit, 6);
  EXPECT_EQ(Stock("lamp", "london").on_order, 4);
  ReceiveSupply receive;
  receive.lines.push_back({{SupplyKind::kAsn, "ASN-1", 1}, 5, true});
  MustRun(receive);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 5);
  EXPECT_EQ(Stock("lamp", "london").in_transit, 0);
  EXPECT_EQ(Stock("lamp", "london").on_order, 5);
}

TEST_F(EngineTest, FactsLeaveAPositionShortAndSayWhoIsAtRisk) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const ReservationId first = MustRun(Take("lamp", "london", 6)).entry.reservation;
  const ReservationId second = MustRun(Take("lamp", "london", 4)).entry.reservation;
  const Outcome count = MustRun(Move(Cause::kCount, "lamp", "london", 7));
  ASSERT_EQ(count.entry.postings.size(), 1u);
  EXPECT_EQ(count.entry.postings[0].short_by, 3);
  ASSERT_EQ(count.entry.postings[0].at_risk.size(), 1u);
  EXPECT_EQ(count.entry.postings[0].at_risk[0].reservation, second);
  EXPECT_EQ(count.entry.postings[0].at_risk[0].quantity, 3);
  EXPECT_EQ(MustRun(Take("lamp", "london", 1)).entry.cause, Cause::kRefuse);
  (void)first;
}

TEST_F(EngineTest, TransferLeavesIsInTransitAndArrives) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  TransferStock transfer{"lamp", "london", "paris", 4, kToday + 2, "T-1", 1, ""};
  MustRun(transfer);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 6);
  EXPECT_EQ(Stock("lamp", "paris").in_transit, 4);
  EXPECT_EQ(Atp("lamp", "paris", kToday + 2), 4);
  ReceiveSupply receive;
  receive.lines.push_back({{SupplyKind::kTransfer, "T-1", 1}, 4, false});
  MustRun(receive);
  EXPECT_EQ(Stock("lamp", "paris").on_hand, 4);
  transfer.quantity = 100;
  transfer.document = "T-2";
  EXPECT_EQ(Reason(transfer), "INSUFFICIENT_ON_HAND");
}

TEST_F(EngineTest, TheSameRequestGetsTheFirstAnswerAcrossRestarts) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  const Outcome first = MustRun(Take("lamp", "london", 5), "same");
  const Outcome refused = MustRun(Take("lamp", "london", 1), "refused");
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  for (int life = 0; life < 2; ++life) {
    const Outcome again = MustRun(Take("lamp", "london", 5), "same");
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.entry.reservation, first.entry.reservation);
    EXPECT_EQ(MustRun(Take("lamp", "london", 1), "refused").entry.sequence, refused.entry.sequence);
    EXPECT_EQ(ErrorReason(Run(Take("lamp", "london", 4), "same").status()), "REQUEST_ID_REUSED");
    Open();
  }
  EXPECT_EQ(Atp("lamp", "london"), 5);
}

TEST_F(EngineTest, RestartGivesTheSameStateWithAndWithoutCheckpoint) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  MustRun(Move(Cause::kReceive, "chair", "paris", 3));
  MustRun(Supply("PO-1", "lamp", "london", 10, kToday + 3));
  const ReservationId id = MustRun(Take("lamp", "london", 12, kToday + 4)).entry.reservation;
  ASSERT_TRUE(engine_->Checkpoint().ok());
  MustRun(Change(Verb::kConfirm, id));
  MustRun(Take("chair", "paris", 1));
  const std::string before = engine_->DumpState();
  Open();
  EXPECT_EQ(engine_->DumpState(), before);
  ASSERT_TRUE(engine_->Drain().ok());
  Open();
  EXPECT_EQ(engine_->DumpState(), before);
  EXPECT_EQ(Atp("lamp", "london", kToday + 4), 8);
}

TEST_F(EngineTest, SubscriberLeavesAndRejoinsWithoutAGap) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  const auto read = [&](Sequence after) {
    std::vector<Sequence> sequences;
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = after;
    auto subscription = engine_->Subscribe(request).value();
    std::vector<FeedEvent> events;
    bool ended = false;
    while (events.empty() || !std::holds_alternative<Heartbeat>(events.back())) {
      EXPECT_TRUE(subscription->Next(2, 0, &events, &ended).ok());
    }
    for (const FeedEvent& event : events) {
      if (const auto* delta = std::get_if<DeltaPtr>(&event))
        sequences.push_back((*delta)->sequence);
    }
    return sequences;
  };
  const auto numbers = [](Sequence first, Sequence last) {
    std::vector<Sequence> all;
    for (; first <= last; ++first) all.push_back(first);
    return all;
  };
  EXPECT_EQ(read(0), numbers(1, engine_->Status().durable));
  MustRun(Take("lamp", "london", 3));
  EXPECT_EQ(read(1), numbers(2, engine_->Status().durable));
  Open();  // from the journal now
  MustRun(Take("lamp", "london", 3));
  EXPECT_EQ(read(0), numbers(1, engine_->Status().durable));
  SubscribeRequest future;
  future.start = SubscribeRequest::Start::kAfter;
  future.after = 1000;
  EXPECT_EQ(ErrorReason(engine_->Subscribe(future).status()), "SEQUENCE_NOT_YET");
}

TEST_F(EngineTest, AFailedLogStopsChangesButNotChecks) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  disk_.FailWritesAfter(0);
  EXPECT_EQ(Reason(Take("lamp", "london", 1)), "JOURNAL_FAILED");
  EXPECT_EQ(Reason(Take("lamp", "london", 1)), "JOURNAL_FAILED");
  const auto answer = engine_->Check({CheckLine{"lamp", {}, kNoDay, 0}});
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(answer->stale);
  EXPECT_FALSE(engine_->Status().healthy);
}

TEST_F(EngineTest, RefusesALogThatEndsBeforeItsHighWaterMark) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  ASSERT_TRUE(engine_->Drain().ok());
  engine_.reset();
  MemoryStore store(&disk_);
  ASSERT_TRUE(store.SaveHighWater({store.LastSequence() + 1, 0}).ok());
  const auto reopened =
      Engine::Open(EngineOptions(), std::make_unique<MemoryStore>(&disk_), &clock_);
  EXPECT_EQ(reopened.status().code(), absl::StatusCode::kDataLoss);
}

struct BadCase {
  const char* name;
  Action action;
  const char* reason;
  const char* field;
};

TEST_F(EngineTest, BadInputGetsAReasonAndChangesNothing) {
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

// The server looks up keys when it is answered.
TEST_F(EngineTest, AnswersMayAskTheLedgerAgain) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  int answers = 0;
  for (const bool validate_only : {true, false, false}) {
    Command command;
    command.request.request_id = "same";
    command.validate_only = validate_only;
    command.action = Take("lamp", "london", 2);
    engine_->Execute(command, [&](const absl::StatusOr<Outcome>& outcome) {
      ASSERT_TRUE(outcome.ok()) << outcome.status();
      EXPECT_EQ(engine_->KeysOf(outcome->entry.lines[0].position).item, "lamp");
      ++answers;
    });
    engine_->Pump();
  }
  EXPECT_EQ(answers, 3);
}

TEST_F(EngineTest, WhatWasAnsweredCanBeFollowedAtOnce) {
  std::unique_ptr<Subscription> subscription;
  Sequence answered = 0;
  Command command;
  command.request.request_id = "receive";
  command.action = Move(Cause::kReceive, "lamp", "london", 3);
  engine_->Execute(command, [&](const absl::StatusOr<Outcome>& outcome) {
    answered = outcome->entry.sequence;
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = answered;
    auto subscribed = engine_->Subscribe(request);
    ASSERT_TRUE(subscribed.ok()) << subscribed.status();
    subscription = *std::move(subscribed);
  });
  engine_->Pump();
  MustRun(Take("lamp", "london", 1));
  ASSERT_NE(subscription, nullptr);
  std::vector<FeedEvent> events;
  bool ended = false;
  ASSERT_TRUE(subscription->Next(10, 0, &events, &ended).ok());
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<DeltaPtr>(events[0])->sequence, answered + 1);
}

TEST_F(EngineTest, FullPictureComesFirstWithoutHeartbeatsBetween) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  SubscribeRequest request;
  request.start = SubscribeRequest::Start::kFullPicture;
  auto subscription = engine_->Subscribe(request).value();
  std::vector<FeedEvent> events;
  bool ended = false;
  while (events.size() < 2) ASSERT_TRUE(subscription->Next(10, 0, &events, &ended).ok());
  EXPECT_EQ(std::get<PictureRow>(events[0]).balances.on_hand, 3);
  EXPECT_EQ(std::get<PictureEnd>(events[1]).sequence, engine_->Status().durable);
}

TEST_F(EngineTest, ValidateOnlyAnswersAndChangesNothing) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  const std::string before = engine_->DumpState();
  Command command;
  command.action = Take("lamp", "london", 2);
  command.validate_only = true;
  const auto outcome = engine_->ExecuteAndWait(command);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->entry.lines[0].quantity, 2);
  EXPECT_EQ(outcome->entry.sequence, 0u);
  EXPECT_EQ(engine_->DumpState(), before);
}

TEST_F(EngineTest, ListsInPagesWithoutRepeatOrHole) {
  for (int i = 0; i < 23; ++i) {
    MustRun(Move(Cause::kReceive, "item-" + std::to_string(i), "london", i + 1));
    MustRun(Take("item-" + std::to_string(i), "london", 1));
  }
  for (const uint32_t size : {1u, 5u, 1000u}) {
    std::vector<std::string> items;
    size_t reservations = 0;
    PageRequest page{size, ""};
    do {
      const auto result = engine_->ListStock({}, page).value();
      for (const StockView& view : result.views) items.push_back(view.item);
      page.token = result.next;
    } while (!page.token.empty());
    do {
      const auto result = engine_->ListReservations({}, page).value();
      reservations += result.views.size();
      page.token = result.next;
    } while (!page.token.empty());
    std::sort(items.begin(), items.end());
    EXPECT_EQ(std::unique(items.begin(), items.end()), items.end());
    EXPECT_EQ(items.size(), 23u);
    EXPECT_EQ(reservations, 23u);
  }
  EXPECT_EQ(ErrorReason(engine_->ListStock({}, {10, "rubbish"}).status()), "PAGE_TOKEN_INVALID");
}

}  // namespace
}  // namespace atp
