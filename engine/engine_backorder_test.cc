// What waits for supply, what is given out anew, and what moves.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

class EngineBackorderTest : public EngineTest {
 protected:
  ReservationId Wait(Quantity quantity, int32_t priority = 0, Day day = kNoDay) {
    Reserve reserve = Take("lamp", "london", quantity, day);
    reserve.mode = ReserveMode::kBackorder;
    reserve.priority = priority;
    return MustRun(reserve).entry.reservation;
  }

  // "state promised/waiting" of a reservation.
  std::string At(ReservationId id) {
    const Reservation reservation = engine_->GetReservation(id).value().reservation;
    Quantity open = 0;
    Quantity waiting = 0;
    for (const ReservationLine& line : reservation.lines) {
      open += line.open;
      waiting += line.backordered;
    }
    const char* const kStates[] = {"?",        "HELD",    "CONFIRMED",  "FULFILLED",
                                   "RELEASED", "EXPIRED", "BACKORDERED"};
    return std::string(kStates[static_cast<int>(reservation.state)]) + " " + std::to_string(open) +
           "/" + std::to_string(waiting);
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    engine_->Checkpoint().value();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
  }
};

TEST_F(EngineBackorderTest, SupplyThatArrivesIsGivenByPriorityThenAge) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  const ReservationId first = Wait(5);
  EXPECT_EQ(At(first), "BACKORDERED 3/2");
  const ReservationId second = Wait(4);
  const ReservationId urgent = Wait(2, /*priority=*/9);
  EXPECT_EQ(At(second), "BACKORDERED 0/4");
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  EXPECT_EQ(At(urgent), "CONFIRMED 2/0");
  EXPECT_EQ(At(first), "CONFIRMED 5/0");
  EXPECT_EQ(At(second), "BACKORDERED 1/3");
  EXPECT_EQ(Atp("lamp", "london"), 0);
  ExpectSameAfterRestart();
  MustRun(Move(Cause::kReceive, "lamp", "london", 4));
  EXPECT_EQ(At(second), "CONFIRMED 4/0");
  EXPECT_EQ(Atp("lamp", "london"), 1);
  MustRun(Change(Verb::kFulfil, second));
  EXPECT_EQ(At(second), "FULFILLED 0/0");
}

TEST_F(EngineBackorderTest, NobodyJumpsTheQueue) {
  MustRun(Move(Cause::kCount, "lamp", "london", 0));
  const ReservationId waiting = Wait(5);
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  EXPECT_EQ(MustRun(Take("lamp", "london", 1)).entry.cause, Cause::kRefuse);
  EXPECT_EQ(At(waiting), "CONFIRMED 5/0");
}

TEST_F(EngineBackorderTest, WhatIsReleasedOrExpiresIsGivenToWhoWaits) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 6));
  const ReservationId held = MustRun(Take("lamp", "london", 2)).entry.reservation;
  const ReservationId kept = MustRun(Take("lamp", "london", 4)).entry.reservation;
  MustRun(Change(Verb::kConfirm, kept));
  const ReservationId waiting = Wait(5);
  MustRun(Change(Verb::kRelease, kept, {{0, 1}}));
  EXPECT_EQ(At(waiting), "BACKORDERED 1/4");
  clock_.Set(kStart + kMicrosPerHour);
  EXPECT_EQ(Atp("lamp", "london"), 0);
  EXPECT_EQ(At(held), "EXPIRED 0/0");
  EXPECT_EQ(At(waiting), "BACKORDERED 3/2");
  ExpectSameAfterRestart();
}

TEST_F(EngineBackorderTest, WhatWaitsCanBeGivenUpButNotFulfilled) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 2));
  const ReservationId id = Wait(5);
  EXPECT_EQ(Reason(Change(Verb::kFulfil, id, {{0, 3}})), "OVER_FULFIL");
  EXPECT_EQ(Reason(Change(Verb::kRelease, id, {{0, 6}})), "OVER_RELEASE");
  MustRun(Change(Verb::kRelease, id, {{0, 2}}));
  EXPECT_EQ(At(id), "BACKORDERED 2/1");
  MustRun(Change(Verb::kRelease, id, {{0, 1}}));
  EXPECT_EQ(At(id), "CONFIRMED 2/0");
  const ReservationId other = Wait(3);
  MustRun(Change(Verb::kRelease, other));
  EXPECT_EQ(At(other), "RELEASED 0/0");
  MustRun(Move(Cause::kReceive, "lamp", "london", 9));
  EXPECT_EQ(Atp("lamp", "london"), 9);
}

TEST_F(EngineBackorderTest, WhatWaitsInOtherShardsIsGivenUpThereToo) {
  Reserve reserve;
  for (const char* item : {"lamp", "chair", "table", "desk", "sofa"}) {
    MustRun(Move(Cause::kCount, item, "london", 0));
    reserve.lines.push_back({item, "london", 2});
  }
  reserve.mode = ReserveMode::kBackorder;
  const ReservationId id = MustRun(reserve).entry.reservation;
  MustRun(Change(Verb::kRelease, id));
  EXPECT_EQ(At(id), "RELEASED 0/0");
  for (const ReserveLine& line : reserve.lines) {
    MustRun(Move(Cause::kReceive, line.item, "london", 2));
    EXPECT_EQ(Atp(line.item, "london"), 2);
  }
  ExpectSameAfterRestart();
}

TEST_F(EngineBackorderTest, WhoseDayHasPassedIsServedToday) {
  MustRun(Move(Cause::kCount, "lamp", "london", 0));
  const ReservationId id = Wait(5);
  clock_.Set(kStart + 3 * kMicrosPerDay);
  MustRun(Move(Cause::kReceive, "lamp", "london", 2));
  EXPECT_EQ(At(id), "BACKORDERED 2/3");
  const auto lines = engine_->GetReservation(id).value().reservation.lines;
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].day, kToday + 3);
  EXPECT_EQ(lines[1].open, 2);
  EXPECT_EQ(lines[1].request_line, 0u);
  ExpectSameAfterRestart();
}

TEST_F(EngineBackorderTest, ANewDayBringsSupplyWithinReach) {
  MustRun(Supply("po", "lamp", "london", 5, kToday + 92));
  const ReservationId id = Wait(5, 0, kToday + 89);
  EXPECT_EQ(At(id), "BACKORDERED 0/5");
  clock_.Set(kStart + 3 * kMicrosPerDay);
  EXPECT_EQ(Atp("lamp", "london", kToday + 92), 5);
  EXPECT_EQ(At(id), "BACKORDERED 0/5");  // wanted on day 89, which supply of day 92 does not serve
  MustRun(Supply("po", "lamp", "london", 5, kToday + 80));
  EXPECT_EQ(At(id), "CONFIRMED 5/0");
}

TEST_F(EngineBackorderTest, ScarceSupplyIsGivenOutAnewByStrategy) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 20));
  const auto demand = [&](Quantity quantity, ShortageStrategy strategy) {
    Reserve reserve = Take("lamp", "london", quantity);
    reserve.mode = ReserveMode::kBackorder;
    reserve.strategy = strategy;
    return MustRun(reserve).entry.reservation;
  };
  const ReservationId lose = demand(4, ShortageStrategy::kLose);
  const ReservationId fill = demand(4, ShortageStrategy::kFill);
  const ReservationId redistribute = demand(6, ShortageStrategy::kRedistribute);
  const ReservationId gain = demand(6, ShortageStrategy::kGain);  // 6 of 6
  const ReservationId win = demand(10, ShortageStrategy::kWin);   // 0 of 10
  EXPECT_EQ(At(win), "BACKORDERED 0/10");
  const std::string before = engine_->DumpState();
  Command rehearsal;
  rehearsal.action = Reconfirm{"lamp", "", {}};
  rehearsal.validate_only = true;
  const Outcome shown = engine_->ExecuteAndWait(rehearsal).value();
  EXPECT_EQ(engine_->DumpState(), before);

  const Outcome done = MustRun(Reconfirm{"lamp", "", {}});
  ASSERT_EQ(done.entry.lines.size(), shown.entry.lines.size());
  for (size_t i = 0; i < shown.entry.lines.size(); ++i) {
    EXPECT_EQ(done.entry.lines[i].reservation, shown.entry.lines[i].reservation);
    EXPECT_EQ(done.entry.lines[i].quantity, shown.entry.lines[i].quantity);
  }
  EXPECT_EQ(At(win), "CONFIRMED 10/0");
  EXPECT_EQ(At(gain), "CONFIRMED 6/0");
  EXPECT_EQ(At(redistribute), "BACKORDERED 4/2");
  EXPECT_EQ(At(fill), "BACKORDERED 0/4");
  EXPECT_EQ(At(lose), "BACKORDERED 0/4");
  EXPECT_EQ(Stock("lamp", "london").reserved, 20);
  ExpectSameAfterRestart();
}

TEST_F(EngineBackorderTest, AnOverrideIsForOneTimeAndBasketsAreLeftAlone) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const ReservationId basket = MustRun(Take("lamp", "london", 4)).entry.reservation;
  Reserve order = Take("lamp", "london", 6);
  order.confirm = true;
  const ReservationId ordered = MustRun(order).entry.reservation;
  MustRun(Reconfirm{"lamp", "london", {{ordered, ShortageStrategy::kLose}}});
  EXPECT_EQ(At(basket), "HELD 4/0");
  // Nobody else wants it, so who waits gets it back.
  EXPECT_EQ(At(ordered), "CONFIRMED 6/0");
  EXPECT_EQ(Reason(Reconfirm{"lump", "", {}}), "UNKNOWN_ITEM");
  EXPECT_EQ(Reason(Reconfirm{"lamp", "rome", {}}), "UNKNOWN_LOCATION");
}

TEST_F(EngineBackorderTest, AReservationMovesAndKeepsItsNameAndDeadline) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  MustRun(Move(Cause::kReceive, "lamp", "paris", 3));
  const Outcome held = MustRun(Take("lamp", "london", 4));
  const ReservationId id = held.entry.reservation;
  MoveReservation move;
  move.reservation = id;
  move.location = "paris";
  const absl::Status short_there = Run(move).status();
  EXPECT_EQ(ErrorReason(short_there), "DESTINATION_TOO_LITTLE");
  EXPECT_EQ(ErrorDetail(short_there, "short_by"), "1");
  EXPECT_EQ(Atp("lamp", "london"), 1);

  move.parts = {{0, 3}};
  MustRun(move);
  EXPECT_EQ(Atp("lamp", "london"), 4);
  EXPECT_EQ(Atp("lamp", "paris"), 0);
  const Reservation moved = engine_->GetReservation(id).value().reservation;
  EXPECT_EQ(moved.deadline, held.entry.deadline);
  ASSERT_EQ(moved.lines.size(), 2u);
  EXPECT_EQ(moved.lines[0].open, 1);
  EXPECT_EQ(moved.lines[1].open, 3);
  ExpectSameAfterRestart();

  clock_.Set(held.entry.deadline);
  EXPECT_EQ(Atp("lamp", "paris"), 3);
  EXPECT_EQ(Atp("lamp", "london"), 5);
  EXPECT_EQ(Reason(move), "RESERVATION_EXPIRED");
}

TEST_F(EngineBackorderTest, AMoveToAnotherDayFreesTheOldOneFirst) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  const ReservationId id = MustRun(Take("lamp", "london", 5, kToday + 3)).entry.reservation;
  MoveReservation move;
  move.reservation = id;
  EXPECT_EQ(Reason(move), "NOTHING_TO_CHANGE");
  move.day = kToday;
  MustRun(move);
  EXPECT_EQ(engine_->GetReservation(id).value().reservation.lines[1].day, kToday);
  move.day = kToday + 90;
  EXPECT_EQ(Reason(move), "DAY_OUTSIDE_HORIZON");
  move.day = kToday + 1;
  move.parts = {{1, 6}};
  EXPECT_EQ(Reason(move), "OVER_MOVE");
}

TEST_F(EngineBackorderTest, WhatOnlyWaitsIsMovedToNoDayThatCannotBePromisedEither) {
  MustRun(Move(Cause::kCount, "lamp", "london", 0));
  const ReservationId id = Wait(5);
  MoveReservation move;
  move.reservation = id;
  for (const Day day : {kToday - 1, kToday + 90}) {
    move.day = day;
    EXPECT_EQ(Reason(move), "DAY_OUTSIDE_HORIZON");
  }
  EXPECT_EQ(At(id), "BACKORDERED 0/5");
  move.day = kToday + 89;
  MustRun(move);
  EXPECT_EQ(engine_->GetReservation(id).value().reservation.lines[1].day, kToday + 89);
}

}  // namespace
}  // namespace atp
