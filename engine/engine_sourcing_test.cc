// Lines that name a group of locations: planned, and reserved as planned.

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

// Lamps, from the depot before the shop before the port; the attic is in no lane.
//
//     location   days to york   per unit   per shipment   lamps by ship day
//     depot           2             1           12         3 from 0, 9 from 2
//     shop            1             4            0         4 from 0
//     port            4             3            5        12 from 1
//     attic           -                                    1 from 0
class EngineSourcingTest : public EngineTest {
 protected:
  EngineSourcingTest() {
    MustRun(Move(Cause::kReceive, "lamp", "depot", 3));
    MustRun(Move(Cause::kReceive, "lamp", "shop", 4));
    MustRun(Move(Cause::kReceive, "lamp", "attic", 1));
    MustRun(Supply("po-1", "lamp", "depot", 6, kToday + 2));
    MustRun(Supply("po-2", "lamp", "port", 12, kToday + 1));
    MustRun(ChangeSettings{{{GroupSetting{"north", {"depot", "shop", "port"}}, false},
                            {GroupSetting{"attics", {"attic"}}, false},
                            {GroupSetting{"all", {"attic", "depot", "shop"}}, false},
                            {LaneSetting{"depot", "york", 1, 12, 2}, false},
                            {LaneSetting{"shop", "york", 4, 0, 1}, false},
                            {LaneSetting{"port", "york", 3, 5, 4}, false}}});
  }

  static ReserveLine Line(Quantity quantity, std::string group = "north", Day day = kNoDay,
                          Day latest = kNoDay) {
    ReserveLine line;
    line.item = "lamp";
    line.group = std::move(group);
    line.quantity = quantity;
    line.day = day;
    line.latest_day = latest;
    return line;
  }

  // So many lamps in york from tomorrow to in a week, in parts if need be.
  static Reserve Send(Quantity quantity, SourcingStrategy how = SourcingStrategy::kPriority,
                      ReserveMode mode = ReserveMode::kAllOrNothing) {
    Reserve reserve;
    reserve.lines = {Line(quantity, "north", kToday + 1, kToday + 7)};
    reserve.lines[0].may_split_days = true;
    reserve.region = "york";
    reserve.sourcing = how;
    reserve.mode = mode;
    return reserve;
  }

  static Reserve Order(std::vector<ReserveLine> lines) {
    Reserve reserve;
    reserve.lines = std::move(lines);
    return reserve;
  }

  // "refused: " or nothing, and "shop 1/1 on 0": promised of requested, and the day from today.
  std::string Parts(const Outcome& outcome) {
    std::string text;
    for (const LineEffect& line : outcome.entry.lines) {
      text += (text.empty() ? "" : ", ") + engine_->KeysOf(line.position).location + " " +
              std::to_string(line.quantity) + "/" + std::to_string(line.requested) + " on " +
              std::to_string(line.day - kToday);
    }
    return (outcome.entry.cause == Cause::kRefuse ? "refused: " : "") + text;
  }

  std::string Rehearse(Reserve reserve) {
    Command command;
    command.action = std::move(reserve);
    command.validate_only = true;
    return Parts(engine_->ExecuteAndWait(std::move(command)).value());
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    const std::string plan = Rehearse(Send(1));
    Open();
    EXPECT_TRUE(engine_->DumpState() == before);
    engine_->Checkpoint().value();
    Open();
    EXPECT_TRUE(engine_->DumpState() == before);
    EXPECT_EQ(Rehearse(Send(1)), plan);
  }
};

TEST_F(EngineSourcingTest, EachStrategyPlansInItsOwnWayAndWhatIsPlannedIsReserved) {
  const struct {
    SourcingStrategy strategy;
    const char* plan;
  } kRows[] = {
      {SourcingStrategy::kPriority, "shop 1/1 on 0, depot 3/3 on 0, depot 6/6 on 2"},
      {SourcingStrategy::kFewestSplits, "port 10/10 on 1"},
      {SourcingStrategy::kEarliest, "shop 4/4 on 0, depot 3/3 on 0, depot 3/3 on 2"},
      {SourcingStrategy::kCheapest, "shop 1/1 on 0, depot 9/9 on 2"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Rehearse(Send(10, row.strategy)), row.plan);
    const Outcome done = MustRun(Send(10, row.strategy));
    EXPECT_EQ(Parts(done), row.plan);
    ExpectSameAfterRestart();
    MustRun(Change(Verb::kRelease, done.entry.reservation));
  }
}

TEST_F(EngineSourcingTest, TheSecondRequestIsPlannedFromWhatTheFirstLeft) {
  MustRun(Send(10, SourcingStrategy::kFewestSplits));
  EXPECT_EQ(Atp("lamp", "port", kToday + 1), 2);
  EXPECT_EQ(Parts(MustRun(Send(15))),
            "shop 4/4 on 0, depot 3/3 on 0, depot 6/6 on 2, port 2/2 on 1");
  EXPECT_EQ(Parts(MustRun(Send(1))), "refused: depot 0/1 on 5");
  EXPECT_EQ(Stock("lamp", "depot").reserved, 9);
  ExpectSameAfterRestart();
}

TEST_F(EngineSourcingTest, NotEnoughIsAnAnswerWithWhatTheLineCouldHaveHad) {
  EXPECT_EQ(Parts(MustRun(Send(26))), "refused: depot 25/26 on 5");
  EXPECT_EQ(Atp("lamp", "shop"), 4);
  const Reserve some = Send(26, SourcingStrategy::kPriority, ReserveMode::kPartial);
  EXPECT_EQ(Parts(MustRun(some)),
            "shop 4/4 on 0, depot 3/3 on 0, depot 6/6 on 2, port 12/12 on 1, depot 0/1 on 5");
  EXPECT_EQ(Parts(MustRun(some)), "refused: depot 0/26 on 5");
  ExpectSameAfterRestart();
}

TEST_F(EngineSourcingTest, WhatCannotBePlannedWaitsAtTheFirstLocation) {
  const Outcome waits = MustRun(Send(27, SourcingStrategy::kPriority, ReserveMode::kBackorder));
  EXPECT_EQ(waits.entry.lines.back().backordered, 2);
  EXPECT_EQ(waits.entry.state, ReservationState::kBackordered);
  const auto state = [&] {
    return engine_->GetReservation(waits.entry.reservation).value().reservation.state;
  };
  MustRun(Move(Cause::kReceive, "lamp", "shop", 2));
  EXPECT_EQ(state(), ReservationState::kBackordered);
  MustRun(Move(Cause::kReceive, "lamp", "depot", 2));
  EXPECT_EQ(state(), ReservationState::kConfirmed);
  ExpectSameAfterRestart();
}

TEST_F(EngineSourcingTest, WithoutARegionTheDayIsAtTheLocation) {
  EXPECT_EQ(Parts(MustRun(Order({Line(8)}))), "refused: depot 7/8 on 0");
  EXPECT_EQ(Parts(MustRun(Order({Line(7)}))), "depot 3/3 on 0, shop 4/4 on 0");
  EXPECT_EQ(Parts(MustRun(Order({Line(1, "all")}))), "attic 1/1 on 0");
}

TEST_F(EngineSourcingTest, ALocationWithoutALaneOrTooFarAwayIsNoCandidate) {
  Reserve order = Order({Line(1, "all", kToday + 1)});
  order.region = "york";
  EXPECT_EQ(Rehearse(order), "shop 1/1 on 0");
  order.lines[0].day = kToday + 2;
  EXPECT_EQ(Rehearse(order), "depot 1/1 on 0");
  order.lines[0].day = kToday;
  EXPECT_EQ(Rehearse(order), "refused: depot 0/1 on 0");
}

TEST_F(EngineSourcingTest, ErrorsNameTheirField) {
  const auto expect = [&](Reserve reserve, const char* reason, const char* field) {
    const absl::Status status = Run(std::move(reserve)).status();
    EXPECT_EQ(ErrorReason(status), reason);
    EXPECT_EQ(ErrorField(status), field);
  };
  expect(Order({Line(1, "south")}), "UNKNOWN_GROUP", "lines[0].group");
  Reserve far = Send(1);
  far.region = "oslo";
  expect(far, "UNKNOWN_REGION", "region");
  far.region = "york";
  far.lines[0].group = "attics";
  expect(far, "UNKNOWN_REGION", "region");
  expect(Order({Line(1, "north", kToday + 2, kToday + 1)}), "FIELD_OUT_OF_RANGE",
         "lines[0].latest_day");
  expect(Order({Line(1, "north", kNoDay, kToday - 1)}), "FIELD_OUT_OF_RANGE",
         "lines[0].latest_day");
  expect(Order({Line(1, "north", kToday - 1)}), "DAY_OUTSIDE_HORIZON", "lines[0].day");
  expect(Order({Line(1, "north", kToday + 90)}), "DAY_OUTSIDE_HORIZON", "lines[0].day");
  expect(Order({Line(1, "north", kToday + 1, kToday + 90)}), "DAY_OUTSIDE_HORIZON", "lines[0].day");
  Reserve unknown = Order({Line(1)});
  unknown.lines[0].item = "lump";
  expect(unknown, "UNKNOWN_ITEM", "lines[0].item");
  unknown = Order({Line(1)});
  unknown.sourcing = static_cast<SourcingStrategy>(5);
  expect(unknown, "FIELD_OUT_OF_RANGE", "sourcing");
}

TEST_F(EngineSourcingTest, TheRuleOfEachLocationApplies) {
  Rule days;
  days.horizon_days = 3;
  MustRun(ChangeSettings{{{RuleSetting{"", "depot", days}, false}}});
  EXPECT_EQ(Rehearse(Order({Line(1, "north", kToday + 2)})), "depot 1/1 on 2");
  EXPECT_EQ(Rehearse(Order({Line(1, "north", kToday + 3)})), "shop 1/1 on 3");
  EXPECT_EQ(Rehearse(Order({Line(17, "north", kToday + 3)})), "refused: shop 16/17 on 3");
  Reserve urgent = Order({Line(1)});
  urgent.is_emergency = true;
  EXPECT_EQ(Reason(urgent), "EMERGENCY_NOT_PERMITTED");
}

TEST_F(EngineSourcingTest, LinesOfOneRequestShareStock) {
  EXPECT_EQ(Parts(MustRun(Order({Line(4), Line(4)}))).substr(0, 7), "refused");
  const Outcome both = MustRun(Order({Line(4), Line(3)}));
  EXPECT_EQ(Parts(both), "depot 3/3 on 0, shop 1/1 on 0, shop 3/3 on 0");
  EXPECT_EQ(both.entry.lines[1].request_line, 0u);
  EXPECT_EQ(both.entry.lines[2].request_line, 1u);
  MustRun(Change(Verb::kRelease, both.entry.reservation));
  // A line that names its location has no choice: it comes first.
  Reserve mixed = Order({Line(5), {"lamp", "depot", 3}});
  EXPECT_EQ(Parts(MustRun(mixed)), "refused: depot 4/5 on 0, depot 3/3 on 0");
  mixed.lines[0].quantity = 4;
  EXPECT_EQ(Parts(MustRun(mixed)), "shop 4/4 on 0, depot 3/3 on 0");
  ExpectSameAfterRestart();
}

TEST_F(EngineSourcingTest, KitsArePlannedAndTheirPartsAreNeverGivenTwice) {
  MustRun(ChangeSettings{{{KitSetting{"pair", {{"lamp", 2}}}, false}}});
  Reserve order = Order({Line(3), Line(2)});
  order.lines[0].item = "pair";
  EXPECT_EQ(MustRun(order).entry.cause, Cause::kRefuse);
  order.lines[1].quantity = 1;
  EXPECT_EQ(Rehearse(order), "depot 2/2 on 0, shop 4/4 on 0, depot 1/1 on 0");
  std::swap(order.lines[0], order.lines[1]);
  EXPECT_EQ(Parts(MustRun(order)), "depot 1/1 on 0, depot 2/2 on 0, shop 4/4 on 0");
  EXPECT_EQ(Stock("lamp", "depot").reserved, 3);
  EXPECT_EQ(Stock("lamp", "shop").reserved, 4);
  EXPECT_EQ(Parts(MustRun(Order({order.lines[1]}))), "refused: depot 0/3 on 0");
  ExpectSameAfterRestart();
}

TEST_F(EngineSourcingTest, TogetherIsFromOneLocationOnOneDay) {
  Reserve order = Send(10);
  order.together = true;
  EXPECT_EQ(Rehearse(order), "port 10/10 on 1");
  order.lines[0].quantity = 13;
  EXPECT_EQ(Rehearse(order), "refused: depot 12/13 on 5");
  Reserve line = Send(10);
  line.lines[0].together = true;
  EXPECT_EQ(Rehearse(line), "port 10/10 on 1");
}

TEST_F(EngineSourcingTest, WhatIsHeldExpiresPartByPart) {
  const Outcome held = MustRun(Send(10));
  MustRun(Change(Verb::kRelease, held.entry.reservation, {{2, 2}}));
  EXPECT_EQ(Atp("lamp", "depot", kToday + 2), 2);
  EXPECT_EQ(Atp("lamp", "shop"), 3);
  clock_.Set(held.entry.deadline);
  EXPECT_EQ(Atp("lamp", "depot", kToday + 2), 9);
  EXPECT_EQ(Atp("lamp", "shop"), 4);
  ExpectSameAfterRestart();
}

// Random requests for lamps, torches, pairs of both and boxes of pairs, by location and by group,
// with substitutes or without: none promises what is not there, and each does what its
// rehearsal said.
TEST_F(EngineSourcingTest, RandomRequestsNeverPromiseWhatIsNotThere) {
  const char* const kItems[] = {"lamp", "torch", "pair", "box"};
  const char* const kLocations[] = {"depot", "shop", "port", "attic"};
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](int end) {
    return static_cast<int>(random() % static_cast<unsigned>(end));
  };
  for (int i = 0; i < 8; ++i) {
    const std::string document = "po-random-" + std::to_string(i);
    MustRun(
        Supply(document, kItems[below(2)], kLocations[below(4)], 1 + below(40), kToday + below(6)));
  }
  MustRun(Move(Cause::kReceive, "torch", "depot", 9));
  MustRun(ChangeSettings{{{KitSetting{"pair", {{"lamp", 1}, {"torch", 2}}}, false},
                          {KitSetting{"box", {{"pair", 2}, {"lamp", 1}}}, false}}});
  MustRun(ChangeSettings{{{SubstituteSetting{"lamp", {"torch", "pair"}}, false},
                          {SubstituteSetting{"box", {"lamp"}}, false}}});
  int promised = 0;
  for (int i = 0; i < 120; ++i) {
    Reserve reserve;
    for (int lines = 1 + below(3); lines > 0; --lines) {
      ReserveLine line = Line(1 + below(9), below(2) == 0 ? "north" : "all", kToday + below(5));
      line.item = kItems[below(4)];
      line.latest_day = line.day + below(4);
      line.may_split_days = below(2) == 0;
      line.part_min = 1 + below(3);
      line.together = below(4) == 0;
      if (below(2) == 0)
        line = ReserveLine{line.item, kLocations[below(4)], line.quantity, line.day};
      reserve.lines.push_back(line);
    }
    if (below(3) == 0) reserve.region = "york";
    reserve.mode = static_cast<ReserveMode>(1 + below(2));
    reserve.sourcing = static_cast<SourcingStrategy>(1 + below(4));
    reserve.accepts_substitutes = below(2) == 0;
    reserve.together = below(8) == 0;

    const std::string shown = Rehearse(reserve);
    const Outcome done = MustRun(reserve);
    EXPECT_EQ(Parts(done), shown);
    if (done.entry.cause == Cause::kReserve) ++promised;
    for (const char* item : {"lamp", "torch"}) {
      // Looking ahead, the first day is the scarcest.
      for (const char* location : kLocations) ASSERT_GE(Atp(item, location), 0);
    }
    if (below(3) == 0 && done.entry.cause == Cause::kReserve) {
      MustRun(Change(Verb::kRelease, done.entry.reservation));
    }
  }
  EXPECT_GT(promised, 0);
  ExpectSameAfterRestart();
}

}  // namespace
}  // namespace atp
