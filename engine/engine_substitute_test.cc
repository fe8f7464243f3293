// What is given in an item's place, where the customer accepts it.

#include <string>
#include <utility>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

// Lamps may be replaced by torches, then by candles.
class EngineSubstituteTest : public EngineTest {
 protected:
  EngineSubstituteTest() {
    Receive("lamp", 3);
    Receive("torch", 4);
    Receive("candle", 9);
    MustRun(ChangeSettings{{{SubstituteSetting{"lamp", {"torch", "candle"}}, false}}});
  }

  void Receive(const std::string& item, Quantity quantity) {
    MustRun(Move(Cause::kReceive, item, "london", quantity));
  }

  static Reserve Want(Quantity quantity, ReserveMode mode = ReserveMode::kAllOrNothing,
                      Day day = kNoDay) {
    Reserve reserve = Take("lamp", "london", quantity, day);
    reserve.mode = mode;
    reserve.accepts_substitutes = true;
    return reserve;
  }

  std::string KeyOf(ItemId item) { return engine_->KeysOf({item, 0}).item; }

  // "lamp 3 of 3, torch for lamp 2 of 2"
  std::string Lines(const Outcome& outcome) {
    std::string text;
    for (const LineEffect& line : outcome.entry.lines) {
      text += (text.empty() ? "" : ", ") + KeyOf(line.position.item);
      if (line.substitute_for != kNoItem) text += " for " + KeyOf(line.substitute_for);
      text += " " + std::to_string(line.quantity) + " of " + std::to_string(line.requested);
    }
    return text;
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

TEST_F(EngineSubstituteTest, TheItemItselfComesFirst) {
  EXPECT_EQ(Lines(MustRun(Want(3))), "lamp 3 of 3");
}

TEST_F(EngineSubstituteTest, WholeLinesAreGivenByTheFirstThatHasAll) {
  const Outcome torches = MustRun(Want(4));
  EXPECT_EQ(Lines(torches), "torch for lamp 4 of 4");
  EXPECT_EQ(Lines(MustRun(Want(4))), "candle for lamp 4 of 4");
  EXPECT_EQ(Atp("lamp", "london"), 3);
  const auto line = engine_->GetReservation(torches.entry.reservation).value().reservation.lines[0];
  EXPECT_EQ(KeyOf(line.substitute_for), "lamp");
  EXPECT_EQ(line.open, 4);
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, WhatNobodyHasWholeIsRefusedWithTheItemsOwnNumbers) {
  const Outcome refused = MustRun(Want(10));
  EXPECT_EQ(refused.entry.cause, Cause::kRefuse);
  EXPECT_EQ(Lines(refused), "lamp 3 of 10");
  Reserve unasked = Want(4);
  unasked.accepts_substitutes = false;
  EXPECT_EQ(MustRun(unasked).entry.cause, Cause::kRefuse);
  EXPECT_EQ(Atp("candle", "london"), 9);
}

TEST_F(EngineSubstituteTest, InPartsTheItemGivesFirstThenTheSubstitutesInOrder) {
  const Outcome parts = MustRun(Want(9, ReserveMode::kPartial));
  EXPECT_EQ(Lines(parts), "lamp 3 of 3, torch for lamp 4 of 4, candle for lamp 2 of 2");
  for (const LineEffect& line : parts.entry.lines) EXPECT_EQ(line.request_line, 0u);
  EXPECT_EQ(parts.entry.lines[2].line, 2u);
  // What is missing is missing of the item.
  EXPECT_EQ(Lines(MustRun(Want(9, ReserveMode::kPartial))), "lamp 0 of 2, candle for lamp 7 of 7");
  EXPECT_EQ(MustRun(Want(1, ReserveMode::kPartial)).entry.cause, Cause::kRefuse);
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, WhatWaitsWaitsForTheItem) {
  const Outcome waits = MustRun(Want(18, ReserveMode::kBackorder));
  EXPECT_EQ(Lines(waits), "lamp 3 of 5, torch for lamp 4 of 4, candle for lamp 9 of 9");
  Receive("torch", 5);
  const ReservationId id = waits.entry.reservation;
  const auto state = [&] { return engine_->GetReservation(id).value().reservation.state; };
  EXPECT_EQ(state(), ReservationState::kBackordered);
  Receive("lamp", 2);
  EXPECT_EQ(state(), ReservationState::kConfirmed);
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, LinesOfOneRequestSeeWhatTheOtherWasGiven) {
  Reserve two = Want(4);
  two.lines.push_back({"torch", "london", 1});
  EXPECT_EQ(MustRun(two).entry.cause, Cause::kRefuse);
  std::swap(two.lines[0], two.lines[1]);
  EXPECT_EQ(Lines(MustRun(two)), "torch 1 of 1, candle for lamp 4 of 4");
}

TEST_F(EngineSubstituteTest, ADayIsTheSubstitutesOwn) {
  MustRun(Supply("po-1", "torch", "london", 6, kToday + 2));
  EXPECT_EQ(MustRun(Want(10, ReserveMode::kAllOrNothing, kToday + 1)).entry.cause, Cause::kRefuse);
  EXPECT_EQ(Lines(MustRun(Want(10, ReserveMode::kAllOrNothing, kToday + 2))),
            "torch for lamp 10 of 10");
  EXPECT_EQ(Atp("torch", "london", kToday + 1), 0);
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, ASubstituteThatItsRuleKeepsBackIsPassedOver) {
  Rule week;
  week.horizon_days = 7;
  MustRun(ChangeSettings{{{RuleSetting{"torch", "", week}, false}}});
  EXPECT_EQ(Lines(MustRun(Want(4, ReserveMode::kAllOrNothing, kToday + 7))),
            "candle for lamp 4 of 4");
  EXPECT_EQ(Reason(Want(4, ReserveMode::kAllOrNothing, kToday + 90)), "DAY_OUTSIDE_HORIZON");
}

TEST_F(EngineSubstituteTest, ASubstitutesSubstitutesAreNotAsked) {
  Receive("bonfire", 50);
  MustRun(ChangeSettings{{{SubstituteSetting{"candle", {"bonfire"}}, false}}});
  EXPECT_EQ(MustRun(Want(10)).entry.cause, Cause::kRefuse);
}

TEST_F(EngineSubstituteTest, AKitMayBeGivenAndMayBeReplaced) {
  MustRun(ChangeSettings{{{KitSetting{"lantern", {{"torch", 1}, {"candle", 2}}}, false}}});
  MustRun(ChangeSettings{{{SubstituteSetting{"lamp", {"lantern"}}, false}}});
  EXPECT_EQ(Lines(MustRun(Want(4))), "torch for lamp 4 of 4, candle for lamp 8 of 8");
  MustRun(ChangeSettings{{{SubstituteSetting{"lamp", {"lantern"}}, true},
                          {SubstituteSetting{"lantern", {"lamp"}}, false}}});
  Reserve lanterns = Take("lantern", "london", 2);
  lanterns.accepts_substitutes = true;
  EXPECT_EQ(Lines(MustRun(lanterns)), "lamp for lantern 2 of 2");
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, WhatIsHeldExpiresWithItsReservation) {
  const ReservationId id = MustRun(Want(9, ReserveMode::kPartial)).entry.reservation;
  MustRun(Change(Verb::kRelease, id, {{1, 1}}));
  EXPECT_EQ(Atp("torch", "london"), 1);
  EXPECT_EQ(Atp("candle", "london"), 7);
  clock_.Set(kStart + kMicrosPerHour);
  EXPECT_EQ(Atp("lamp", "london"), 3);
  EXPECT_EQ(Atp("torch", "london"), 4);
  EXPECT_EQ(Atp("candle", "london"), 9);
  ExpectSameAfterRestart();
}

TEST_F(EngineSubstituteTest, WhatIsRehearsedIsWhatIsDone) {
  Command rehearsal;
  rehearsal.action = Want(9, ReserveMode::kPartial);
  rehearsal.validate_only = true;
  const std::string shown = Lines(engine_->ExecuteAndWait(rehearsal).value());
  EXPECT_EQ(Lines(MustRun(Want(9, ReserveMode::kPartial))), shown);
}

}  // namespace
}  // namespace atp
