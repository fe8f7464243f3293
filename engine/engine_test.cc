// What the engine promises, and what it says of stock, supply and reservations.

#include "engine/engine.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/engine_fixture.h"
#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

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

TEST_F(EngineTest, WhileItIsFullNothingNewIsReservedAndAllElseGoesOn) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  Command first;
  first.request.request_id = "first";
  first.action = Take("lamp", "london", 2);
  const auto held = engine_->ExecuteAndWait(first);
  ASSERT_TRUE(held.ok()) << held.status();
  engine_->SetFull(true);
  EXPECT_TRUE(engine_->Status().full);

  const absl::Status refused = Run(Take("lamp", "london", 1)).status();
  EXPECT_EQ(ErrorReason(refused), "LEDGER_FULL");
  EXPECT_TRUE(absl::IsResourceExhausted(refused));
  EXPECT_EQ(Atp("lamp", "london"), 8);
  const auto again = engine_->ExecuteAndWait(first);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->entry.reservation, held->entry.reservation);
  MustRun(Change(Verb::kConfirm, held->entry.reservation));
  MustRun(Change(Verb::kFulfil, held->entry.reservation));
  MustRun(Move(Cause::kReceive, "shade", "leeds", 1));

  engine_->SetFull(false);
  MustRun(Take("lamp", "london", 1));
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
