// Kits: checked and reserved as their components allow.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

// A table is a top and four legs; a dining set is a table and two chairs.
class EngineKitTest : public EngineTest {
 protected:
  EngineKitTest() {
    Receive("top", 3);
    Receive("leg", 10);
    Receive("chair", 9);
    MustRun(ChangeSettings{{{KitSetting{"table", {{"top", 1}, {"leg", 4}}}, false},
                            {KitSetting{"set", {{"table", 1}, {"chair", 2}}}, false}}});
  }

  void Receive(const std::string& item, Quantity quantity, const std::string& at = "london") {
    MustRun(Move(Cause::kReceive, item, at, quantity));
  }

  // "top 2 of 2, leg 8 of 8": what was promised of what was asked, line by line.
  std::string Lines(const Outcome& outcome) {
    std::string text;
    for (const LineEffect& line : outcome.entry.lines) {
      EXPECT_EQ(line.line, &line - outcome.entry.lines.data());
      text += (text.empty() ? "" : ", ") + engine_->KeysOf(line.position).item + " " +
              std::to_string(line.quantity) + " of " + std::to_string(line.requested);
    }
    return text;
  }

  LinePromise Check(const CheckLine& line) {
    const auto answer = engine_->Check({line});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0] : LinePromise();
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    const Quantity tables = Atp("table", "london");
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    EXPECT_EQ(Atp("table", "london"), tables);
    engine_->Checkpoint().value();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    EXPECT_EQ(Atp("table", "london"), tables);
  }
};

TEST_F(EngineKitTest, AKitIsPromisedAsItsScarcestComponentAllows) {
  EXPECT_EQ(Atp("table", "london"), 2);  // ten legs
  EXPECT_EQ(Atp("set", "london"), 2);
  const Outcome refused = MustRun(Take("table", "london", 3));
  EXPECT_EQ(refused.entry.cause, Cause::kRefuse);
  EXPECT_EQ(Lines(refused), "top 2 of 3, leg 8 of 12");
  EXPECT_EQ(refused.entry.lines[0].atp, 3);
  EXPECT_EQ(refused.entry.lines[1].atp, 10);
  EXPECT_EQ(Atp("leg", "london"), 10);

  const Outcome taken = MustRun(Take("table", "london", 2));
  EXPECT_EQ(taken.entry.cause, Cause::kReserve);
  EXPECT_EQ(Lines(taken), "top 2 of 2, leg 8 of 8");
  EXPECT_EQ(Atp("table", "london"), 0);
  EXPECT_EQ(Atp("leg", "london"), 2);
  EXPECT_EQ(Stock("leg", "london").reserved, 8);
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, NestedKitsAreTakenApart) {
  const Outcome taken = MustRun(Take("set", "london", 2));
  EXPECT_EQ(Lines(taken), "top 2 of 2, leg 8 of 8, chair 4 of 4");
  for (const LineEffect& line : taken.entry.lines) EXPECT_EQ(line.request_line, 0u);
  EXPECT_EQ(Atp("set", "london"), 0);
  // The table becomes lighter: so does the set that it is in.
  MustRun(ChangeSettings{{{KitSetting{"table", {{"top", 1}, {"leg", 2}}}, false}}});
  EXPECT_EQ(Atp("set", "london"), 1);
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, InPartThereAreOnlyWholeKits) {
  Reserve some = Take("table", "london", 5);
  some.mode = ReserveMode::kPartial;
  EXPECT_EQ(Lines(MustRun(some)), "top 2 of 5, leg 8 of 20");
  EXPECT_EQ(Atp("top", "london"), 1);  // none is kept for half a table
  const Outcome none = MustRun(some);
  EXPECT_EQ(none.entry.cause, Cause::kRefuse);
  EXPECT_EQ(Lines(none), "top 0 of 5, leg 0 of 20");
}

TEST_F(EngineKitTest, LinesOfOneRequestThatShareComponentsSeeEachOther) {
  Reserve both = Take("table", "london", 1);
  both.lines.push_back({"leg", "london", 7});
  EXPECT_EQ(MustRun(both).entry.cause, Cause::kRefuse);
  both.lines[1].quantity = 6;
  const Outcome taken = MustRun(both);
  EXPECT_EQ(Lines(taken), "top 1 of 1, leg 4 of 4, leg 6 of 6");
  EXPECT_EQ(taken.entry.lines[1].request_line, 0u);
  EXPECT_EQ(taken.entry.lines[2].request_line, 1u);
  EXPECT_EQ(Stock("leg", "london").reserved, 10);

  // The same set twice is never made of the same chair.
  Receive("leg", 20);
  Reserve twice = Take("set", "london", 1);
  twice.lines.push_back({"set", "london", 2});
  twice.mode = ReserveMode::kPartial;
  EXPECT_EQ(Lines(MustRun(twice)),
            "top 1 of 1, leg 4 of 4, chair 2 of 2, top 1 of 2, leg 4 of 8, chair 2 of 4");
  EXPECT_EQ(Atp("top", "london"), 0);
}

TEST_F(EngineKitTest, ADayIsWhenAllComponentsAreThere) {
  MustRun(Supply("po-1", "leg", "london", 2, kToday + 3));
  MustRun(Supply("po-2", "top", "london", 5, kToday + 6));
  MustRun(Supply("po-3", "leg", "london", 40, kToday + 8));
  EXPECT_EQ(Atp("table", "london", kToday + 2), 2);
  EXPECT_EQ(Atp("table", "london", kToday + 3), 3);
  EXPECT_EQ(Atp("table", "london", kToday + 7), 3);
  EXPECT_EQ(Atp("table", "london", kToday + 8), 8);
  EXPECT_EQ(Check({"table", {"london"}, kNoDay, 4}).earliest, kToday + 8);
  EXPECT_EQ(Check({"table", {"london"}, kNoDay, 9}).earliest, std::nullopt);
  const Curve curve = engine_->GetCurve("table", {"london"}, 0).value().locations[0].curve;
  for (Day day = kToday; day < kToday + 90; ++day) {
    EXPECT_EQ(curve.At(day), Atp("table", "london", day)) << day - kToday;
  }
  EXPECT_EQ(MustRun(Take("table", "london", 4, kToday + 7)).entry.cause, Cause::kRefuse);
  EXPECT_EQ(MustRun(Take("table", "london", 4, kToday + 8)).entry.cause, Cause::kReserve);
  EXPECT_EQ(Atp("table", "london", kToday + 7), 3);
  EXPECT_EQ(Atp("table", "london", kToday + 8), 4);
  EXPECT_EQ(Reason(Take("table", "london", 1, kToday + 90)), "DAY_OUTSIDE_HORIZON");
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, AKitIsWhereAllItsComponentsAre) {
  Receive("leg", 8, "paris");
  EXPECT_EQ(Check({"table", {}, kNoDay, 0}).locations.size(), 1u);
  Receive("top", 1, "paris");
  const LinePromise everywhere = Check({"table", {}, kNoDay, 3});
  EXPECT_EQ(everywhere.locations.size(), 2u);
  EXPECT_EQ(everywhere.promisable, 3);
  EXPECT_EQ(everywhere.earliest, kToday);
  EXPECT_EQ(Atp("table", "paris"), 1);
  // It is no stock of its own.
  Receive("table", 7, "rome");
  EXPECT_EQ(Atp("table", "rome"), 0);
  EXPECT_EQ(Check({"table", {}, kNoDay, 0}).locations.size(), 2u);
  EXPECT_EQ(MustRun(Take("table", "rome", 1)).entry.cause, Cause::kRefuse);
}

TEST_F(EngineKitTest, WhatIsReleasedFulfilledOrExpiresIsSoComponentByComponent) {
  Reserve order = Take("table", "london", 2);
  const ReservationId held = MustRun(order).entry.reservation;
  EXPECT_EQ(Atp("table", "london"), 0);
  clock_.Set(kStart + kMicrosPerHour);
  EXPECT_EQ(Atp("table", "london"), 2);
  EXPECT_EQ(engine_->GetReservation(held).value().reservation.state, ReservationState::kExpired);

  order.confirm = true;
  const ReservationId id = MustRun(order).entry.reservation;
  MustRun(Change(Verb::kFulfil, id, {{0, 1}, {1, 4}}));
  EXPECT_EQ(Stock("leg", "london").on_hand, 6);
  MustRun(Change(Verb::kRelease, id));
  EXPECT_EQ(engine_->GetReservation(id).value().reservation.state, ReservationState::kFulfilled);
  EXPECT_EQ(Atp("table", "london"), 1);
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, WhatWaitsIsKeptComponentByComponentUntilItIsWhole) {
  Reserve order = Take("table", "london", 4);
  order.mode = ReserveMode::kBackorder;
  const Outcome waits = MustRun(order);
  EXPECT_EQ(Lines(waits), "top 3 of 4, leg 10 of 16");
  const ReservationId id = waits.entry.reservation;
  const auto state = [&] { return engine_->GetReservation(id).value().reservation.state; };
  EXPECT_EQ(state(), ReservationState::kBackordered);
  Receive("leg", 6);
  EXPECT_EQ(state(), ReservationState::kBackordered);
  Receive("top", 2);
  EXPECT_EQ(state(), ReservationState::kConfirmed);
  EXPECT_EQ(Atp("top", "london"), 1);
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, AnItemThatIsNoKitAnyMoreIsItsOwnStock) {
  Receive("table", 7);
  EXPECT_EQ(Atp("table", "london"), 2);
  EXPECT_EQ(Atp("set", "london"), 2);
  MustRun(ChangeSettings{{{KitSetting{"table", {}}, true}}});
  EXPECT_EQ(Atp("table", "london"), 7);
  EXPECT_EQ(Atp("set", "london"), 4);  // nine chairs
  ExpectSameAfterRestart();
}

TEST_F(EngineKitTest, AKitThatComesToTooMuchIsRefused) {
  constexpr Quantity kHuge = Quantity{1} << 62;
  const auto kit = [](std::string item, std::string component, Quantity quantity) {
    return Setting{KitSetting{std::move(item), {{std::move(component), quantity}}}, false};
  };
  MustRun(ChangeSettings{{kit("box", "leg", kHuge)}});
  EXPECT_EQ(Reason(ChangeSettings{{kit("crate", "box", 4)}}), "KIT_TOO_LARGE");
  MustRun(ChangeSettings{{kit("crate", "box", 1)}});
  // What is in another may not make that one too large either.
  MustRun(ChangeSettings{{kit("crate", "table", 4)}});
  const absl::Status status = Run(ChangeSettings{{kit("table", "leg", kHuge)}}).status();
  EXPECT_EQ(ErrorReason(status), "KIT_TOO_LARGE");
  EXPECT_EQ(ErrorField(status), "settings[0].components");
  // Both at once fit together, in either order.
  MustRun(ChangeSettings{{kit("table", "leg", kHuge), kit("crate", "table", 1)}});
  EXPECT_EQ(Reason(Take("crate", "london", 2)), "QUANTITY_OVERFLOW");
  EXPECT_EQ(MustRun(Take("crate", "london", 1)).entry.cause, Cause::kRefuse);
}

TEST_F(EngineKitTest, TwoKitsMayChangePlacesInOneChange) {
  MustRun(ChangeSettings{
      {{KitSetting{"table", {{"set", 1}}}, false}, {KitSetting{"set", {{"chair", 3}}}, false}}});
  EXPECT_EQ(Atp("table", "london"), 3);
  EXPECT_EQ(Reason(ChangeSettings{{{KitSetting{"set", {{"table", 1}}}, false}}}), "KIT_CYCLE");
  ExpectSameAfterRestart();
}

}  // namespace
}  // namespace atp
