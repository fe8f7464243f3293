#include "tests/simulation/plain_ledger.h"

#include "gtest/gtest.h"

namespace atp::simulation {
namespace {

constexpr Micros kNow = 20'000 * kMicrosPerDay;
constexpr Day kToday = 20'000;
const Place kShelf{"lamp", "shop"};

class PlainLedgerTest : public testing::Test {
 protected:
  PlainLedgerTest() { Move(Cause::kReceive, 10); }

  PlainAnswer Move(Cause cause, Quantity quantity) {
    MoveStock move;
    move.cause = cause;
    move.lines = {{kShelf.first, kShelf.second, quantity}};
    return ledger_.Execute(move, kNow, kNoReservation);
  }
  PlainAnswer Take(Quantity quantity, Micros now, ReservationId id, Day day = kNoDay) {
    Reserve reserve;
    reserve.lines = {{kShelf.first, kShelf.second, quantity, day}};
    reserve.hold_for = kMicrosPerSecond;
    return ledger_.Execute(reserve, now, id);
  }
  Quantity Atp(Day day, Micros now = kNow) {
    return ledger_.AtpByDay(kShelf, now)[day - DayOf(now)];
  }

  PlainLedger ledger_{{7, kMicrosPerSecond, kMicrosPerHour}};
};

TEST_F(PlainLedgerTest, PromisesWhatIsThereAndNotMore) {
  EXPECT_EQ(Take(7, kNow, 1).cause, Cause::kReserve);
  EXPECT_EQ(Take(4, kNow, 2).cause, Cause::kRefuse);
  EXPECT_EQ(Take(3, kNow, 2).cause, Cause::kReserve);
  EXPECT_EQ(ledger_.BalancesAt(kShelf, kNow).reserved, 10);
}

TEST_F(PlainLedgerTest, LooksAhead) {
  Take(6, kNow, 1, kToday + 3);
  EXPECT_EQ(Atp(kToday), 4);
  SetSupply set;
  SupplyLine line;
  line.key = {SupplyKind::kCommitment, "po", 1};
  line.item = kShelf.first;
  line.location = kShelf.second;
  line.quantity = 5;
  line.day = kToday + 2;
  set.lines = {line};
  EXPECT_EQ(ledger_.Execute(set, kNow, 0).reason, "");
  EXPECT_EQ(Atp(kToday + 1), 9);
  EXPECT_EQ(Atp(kToday + 2), 9);
  EXPECT_EQ(Atp(kToday + 4, kNow + 4 * kMicrosPerDay), 10) << "the hold is over, the truck late";
}

TEST_F(PlainLedgerTest, AHoldEndsAtItsDeadlineAndForGoodOnceThatMattered) {
  const Micros deadline = Take(6, kNow, 1).deadline;
  EXPECT_EQ(Atp(kToday, deadline - 1), 4);
  EXPECT_EQ(Atp(kToday, deadline), 10);
  EXPECT_EQ(Atp(kToday, deadline - 1), 4) << "the clock went back, and nobody had acted";
  Take(8, deadline, 2);
  EXPECT_EQ(ledger_.BalancesAt(kShelf, deadline - 1).reserved, 8);
}

TEST_F(PlainLedgerTest, WhatIsRefusedChangesNothing) {
  EXPECT_EQ(Move(Cause::kIssue, 11).reason, "INSUFFICIENT_ON_HAND");
  EXPECT_EQ(Move(Cause::kUnhold, 1).reason, "INSUFFICIENT_HELD");
  EXPECT_EQ(ledger_.BalancesAt(kShelf, kNow).on_hand, 10);
  Take(2, kNow, 1);
  ChangeReservation change;
  change.reservation = 1;
  change.verb = ChangeReservation::Verb::kRelease;
  change.parts = {{0, 3}};
  EXPECT_EQ(ledger_.Execute(change, kNow, 0).reason, "OVER_RELEASE");
  change.verb = ChangeReservation::Verb::kFulfil;
  EXPECT_EQ(ledger_.Execute(change, kNow, 0).reason, "RESERVATION_NOT_CONFIRMED");
  EXPECT_EQ(ledger_.BalancesAt(kShelf, kNow).reserved, 2);
}

}  // namespace
}  // namespace atp::simulation
