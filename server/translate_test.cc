// What the translation decides itself, row by row; what it only forwards is seen in server_test.cc.
#include <memory>

#include "absl/strings/ascii.h"
#include "engine/model/error.h"
#include "gtest/gtest.h"
#include "server/paging.h"
#include "server/scalars.h"
#include "server/translate_delta.h"
#include "server/translate_reservation.h"
#include "server/translate_reserve.h"
#include "server/translate_rule.h"
#include "server/translate_settings.h"
#include "server/translate_snapshot.h"
#include "server/translate_stock.h"
#include "server/translate_supply.h"

namespace atp {
namespace {

// Keys for numbers: item 3 at location 1 is "item3" at "location1".
Engine::PositionKeys Keys(PositionId position) {
  return {"item" + std::to_string(position.item), "location" + std::to_string(position.location)};
}

TEST(TranslateTest, WhatAReserveAnswersFollowsFromItsEntry) {
  struct Case {
    const char* what;
    Cause cause;
    Sequence sequence;
    Quantity requested, promised, atp;
    v1::ReserveResponse::Outcome outcome;
    const char* id;
    int64_t promised_shown, short_by;
  };
  const Case cases[] = {
      {"whole", Cause::kReserve, 3, 5, 5, 9, v1::ReserveResponse::RESERVED, "770", 5, 0},
      {"part", Cause::kReserve, 3, 5, 2, 2, v1::ReserveResponse::PARTIALLY_RESERVED, "770", 2, 3},
      {"refused", Cause::kRefuse, 3, 5, 0, 2, v1::ReserveResponse::REFUSED_NOT_ENOUGH, "", 0, 3},
      {"position short", Cause::kRefuse, 3, 5, 0, -4, v1::ReserveResponse::REFUSED_NOT_ENOUGH, "",
       0, 5},
      {"only tried", Cause::kReserve, 0, 5, 5, 9, v1::ReserveResponse::RESERVED, "", 5, 0},
  };
  for (const Case& c : cases) {
    Outcome outcome;
    outcome.entry.cause = c.cause;
    outcome.entry.sequence = c.sequence;
    outcome.entry.home = 2;
    outcome.entry.deadline = 7 * kMicrosPerSecond;
    LineEffect line;
    line.day = 0;
    line.requested = c.requested;
    line.quantity = c.promised;
    line.atp = c.atp;
    outcome.entry.lines.push_back(line);
    v1::ReserveResponse response;
    FillReserve(outcome, Keys, &response);
    EXPECT_EQ(response.outcome(), c.outcome) << c.what;
    EXPECT_EQ(response.reservation_id(), c.id) << c.what;
    EXPECT_EQ(response.lines(0).promised(), c.promised_shown) << c.what;
    EXPECT_EQ(response.lines(0).short_by(), c.short_by) << c.what;
    EXPECT_EQ(response.lines(0).day(), "1970-01-01") << c.what;
    const bool is_held = c.cause == Cause::kReserve;
    EXPECT_EQ(response.state(),
              is_held ? v1::Reservation::HELD : v1::Reservation::STATE_UNSPECIFIED)
        << c.what;
    EXPECT_EQ(response.has_deadline(), is_held) << c.what;
  }
}

TEST(TranslateTest, WhatAReserveGaveIsNamed) {
  struct Case {
    const char* what;
    PositionId position;
    ItemId substitute_for;
    const char *item, *location, *substitute_for_shown;
  };
  const Case cases[] = {
      {"what was asked for", {3, 1}, kNoItem, "item3", "location1", ""},
      {"a substitute", {3, 1}, 8, "item3", "location1", "item8"},
      {"nothing could be planned", {}, kNoItem, "", "", ""},
  };
  for (const Case& c : cases) {
    Outcome outcome;
    outcome.entry.cause = Cause::kReserve;
    LineEffect line;
    line.position = c.position;
    line.substitute_for = c.substitute_for;
    line.request_line = 4;
    outcome.entry.lines.push_back(line);
    v1::ReserveResponse response;
    FillReserve(outcome, Keys, &response);
    EXPECT_EQ(response.lines(0).item(), c.item) << c.what;
    EXPECT_EQ(response.lines(0).location(), c.location) << c.what;
    EXPECT_EQ(response.lines(0).substitute_for(), c.substitute_for_shown) << c.what;
    EXPECT_EQ(response.lines(0).request_line(), 4) << c.what;
  }
}

TEST(TranslateTest, WhatWaitsMakesABackorder) {
  struct Case {
    const char* what;
    Cause cause;
    Quantity promised, backordered;
    v1::ReserveResponse::Outcome outcome;
    int64_t backordered_shown;
  };
  const Case cases[] = {
      {"some waits", Cause::kReserve, 3, 2, v1::ReserveResponse::BACKORDERED, 2},
      {"all waits", Cause::kReserve, 0, 5, v1::ReserveResponse::BACKORDERED, 5},
      {"nothing waits", Cause::kReserve, 5, 0, v1::ReserveResponse::RESERVED, 0},
      {"refused", Cause::kRefuse, 3, 2, v1::ReserveResponse::REFUSED_NOT_ENOUGH, 0},
  };
  for (const Case& c : cases) {
    Outcome outcome;
    outcome.entry.cause = c.cause;
    LineEffect line;
    line.requested = 5;
    line.quantity = c.promised;
    line.backordered = c.backordered;
    outcome.entry.lines.push_back(line);
    v1::ReserveResponse response;
    FillReserve(outcome, Keys, &response);
    EXPECT_EQ(response.outcome(), c.outcome) << c.what;
    EXPECT_EQ(response.lines(0).backordered(), c.backordered_shown) << c.what;
  }
}

TEST(TranslateTest, AReserveIsACommandWhole) {
  v1::ReserveRequest request;
  request.set_mode(v1::ReserveRequest::BACKORDER);
  request.set_customer("jo");
  request.set_channel("web");
  request.set_priority(-3);
  request.set_strategy(v1::Reservation::LOSE);
  request.set_is_emergency(true);
  request.set_accepts_substitutes(true);
  request.set_sourcing(v1::ReserveRequest::CHEAPEST);
  request.set_region("wales");
  request.set_together(true);
  auto* const from = request.add_lines();
  from->set_group("north");
  from->set_latest_day("1970-01-03");
  from->set_together(true);
  from->set_may_split_days(true);
  request.add_lines()->set_part_min(6);
  const auto action = ToAction(request);
  ASSERT_TRUE(action.ok());
  const auto& reserve = std::get<Reserve>(*action);
  EXPECT_EQ(reserve.mode, ReserveMode::kBackorder);
  EXPECT_EQ(reserve.customer, "jo");
  EXPECT_EQ(reserve.channel, "web");
  EXPECT_EQ(reserve.priority, -3);
  EXPECT_EQ(reserve.strategy, ShortageStrategy::kLose);
  EXPECT_TRUE(reserve.is_emergency);
  EXPECT_TRUE(reserve.accepts_substitutes);
  EXPECT_EQ(reserve.sourcing, SourcingStrategy::kCheapest);
  EXPECT_EQ(reserve.region, "wales");
  EXPECT_TRUE(reserve.together);
  const ReserveLine& line = reserve.lines[0];
  EXPECT_EQ(line.group, "north");
  EXPECT_EQ(line.latest_day, 2);
  EXPECT_TRUE(line.together);
  EXPECT_TRUE(line.may_split_days);
  EXPECT_EQ(line.part_min, 1);
  EXPECT_EQ(reserve.lines[1].part_min, 6);
}

TEST(TranslateTest, EveryCauseHasItsNameInDeltas) {
  for (int number = 1; number <= static_cast<int>(kCauseLast); ++number) {
    auto delta = std::make_shared<Delta>();
    delta->cause = static_cast<Cause>(number);
    v1::WatchResponse response;
    FillEvent(DeltaPtr(delta), &response);
    EXPECT_EQ(absl::AsciiStrToLower(v1::Delta::Cause_Name(response.deltas(0).cause())),
              CauseName(delta->cause));
  }
}

TEST(TranslateTest, WhatIsAtRiskSaysUntilWhen) {
  google::protobuf::RepeatedPtrField<v1::AtRisk> at_risk;
  FillAtRisk({{770, 1, 3, 2}, {770, 0, 4, kNoDay}}, &at_risk);
  ASSERT_EQ(at_risk.size(), 2);
  EXPECT_EQ(at_risk[0].reservation_id(), "770");
  EXPECT_EQ(at_risk[0].line(), 1);
  EXPECT_EQ(at_risk[0].quantity(), 3);
  EXPECT_EQ(at_risk[0].until_day(), "1970-01-03");
  EXPECT_EQ(at_risk[1].until_day(), "");
}

TEST(TranslateTest, AMoveIsACommandWhole) {
  v1::MoveRequest request;
  request.set_reservation_id("770");
  request.set_location("there");
  request.set_day("1970-01-03");
  auto action = ToAction(request);
  ASSERT_TRUE(action.ok());
  EXPECT_EQ(std::get<MoveReservation>(*action).reservation, 770u);
  EXPECT_EQ(std::get<MoveReservation>(*action).location, "there");
  EXPECT_EQ(std::get<MoveReservation>(*action).day, 2);
  EXPECT_FALSE(std::get<MoveReservation>(*action).channel.has_value());
  request.set_channel("");
  action = ToAction(request);
  EXPECT_EQ(std::get<MoveReservation>(*action).channel, "");
}

TEST(TranslateTest, AChangeShowsHowItsLinesStand) {
  Outcome outcome;
  outcome.entry.cause = Cause::kRelease;
  outcome.entry.sequence = 9;
  outcome.entry.reservation = 770;
  outcome.entry.state = ReservationState::kConfirmed;
  LineEffect effect;
  effect.line = 1;
  effect.quantity = 2;
  effect.position = {3, 7};
  outcome.entry.lines.push_back(effect);
  ReservationView now;
  now.lines.resize(2);
  now.lines[1].location = "here";
  now.lines[1].line.open = 4;
  now.lines[1].line.released = 2;

  v1::ReservationChange with;
  FillChange(outcome, &now, Keys, &with);
  ASSERT_EQ(with.lines_size(), 1);
  EXPECT_EQ(with.lines(0).line(), 1);
  EXPECT_EQ(with.lines(0).quantity(), 2);
  EXPECT_EQ(with.lines(0).open(), 4);
  EXPECT_EQ(with.lines(0).released(), 2);
  EXPECT_EQ(with.lines(0).location(), "here");

  v1::ReservationChange without;
  FillChange(outcome, nullptr, Keys, &without);
  EXPECT_EQ(without.lines(0).quantity(), 2);
  EXPECT_EQ(without.lines(0).open(), 0);
  EXPECT_EQ(without.lines(0).location(), "location7");
}

TEST(TranslateTest, TheStateOfASupplyLineFollowsFromItsKind) {
  struct Case {
    v1::SupplyKey::Kind kind;
    v1::Supply::State state;
    SupplyState expected;
  };
  const Case cases[] = {
      {v1::SupplyKey::COMMITMENT, v1::Supply::STATE_UNSPECIFIED, SupplyState::kAcknowledged},
      {v1::SupplyKey::COMMITMENT, v1::Supply::ORDERED, SupplyState::kOrdered},
      {v1::SupplyKey::COMMITMENT, v1::Supply::SHIPPED, SupplyState::kShipped},
      {v1::SupplyKey::ASN, v1::Supply::STATE_UNSPECIFIED, SupplyState::kShipped},
      {v1::SupplyKey::ASN, v1::Supply::ORDERED, SupplyState::kShipped},
  };
  for (const Case& c : cases) {
    v1::SetSupplyRequest request;
    auto* const line = request.add_lines();
    line->set_kind(c.kind);
    line->set_document("D");
    line->set_line(1);
    line->set_day("1970-01-03");
    line->set_state(c.state);
    const auto action = ToAction(request);
    ASSERT_TRUE(action.ok()) << action.status();
    const SupplyLine& supply = std::get<SetSupply>(*action).lines[0];
    EXPECT_EQ(supply.state, c.expected) << request.ShortDebugString();
    EXPECT_EQ(supply.day, 2);
  }
}

TEST(TranslateTest, ATransferWithoutALineIsLineOne) {
  v1::TransferStockRequest request;
  EXPECT_EQ(std::get<TransferStock>(*ToAction(request)).line, 1u);
  request.set_line(-1);
  EXPECT_EQ(ErrorReason(ToAction(request).status()), "FIELD_OUT_OF_RANGE");
}

TEST(TranslateTest, WhereAWatchBegins) {
  v1::WatchRequest request;
  EXPECT_EQ(ToSubscribeRequest(request)->start, SubscribeRequest::Start::kNow);
  request.mutable_full_picture();
  EXPECT_EQ(ToSubscribeRequest(request)->start, SubscribeRequest::Start::kFullPicture);
  request.set_after_sequence(0);
  EXPECT_EQ(ToSubscribeRequest(request)->start, SubscribeRequest::Start::kAfter);
  request.set_after_sequence(-1);
  EXPECT_EQ(ErrorField(ToSubscribeRequest(request).status()), "after_sequence");
  request.set_after_sequence(7);
  EXPECT_EQ(ToSubscribeRequest(request)->after, 7u);
  request.add_locations("L");
  request.add_locations("");
  EXPECT_EQ(ErrorReason(ToSubscribeRequest(request).status()), "KEY_EMPTY");
  EXPECT_EQ(ErrorField(ToSubscribeRequest(request).status()), "locations[1]");
  for (int i = 0; i <= kWatchFilterMax; ++i) request.add_items("A");
  EXPECT_EQ(ErrorField(ToSubscribeRequest(request).status()), "items");
}

TEST(TranslateTest, ACoalescedDeltaSaysSinceWhenAndHasNoCause) {
  auto delta = std::make_shared<Delta>();
  delta->sequence = 9;
  delta->first_sequence = 9;
  delta->cause = Cause::kIssue;
  v1::WatchResponse single;
  FillEvent(DeltaPtr(delta), &single);
  EXPECT_EQ(single.deltas(0).cause(), v1::Delta::ISSUE);
  EXPECT_EQ(single.deltas(0).coalesced_from(), 0);
  delta->first_sequence = 4;
  v1::WatchResponse joined;
  FillEvent(DeltaPtr(delta), &joined);
  EXPECT_EQ(joined.deltas(0).cause(), v1::Delta::CAUSE_UNSPECIFIED);
  EXPECT_EQ(joined.deltas(0).coalesced_from(), 4);
}

TEST(TranslateTest, PageSizes) {
  struct Case {
    int32_t asked;
    uint32_t size;
  };
  for (const Case& c : {Case{0, 100}, Case{1, 1}, Case{1000, 1000}, Case{1'000'000, 1000}}) {
    v1::ListStockRequest request;
    request.set_page_size(c.asked);
    EXPECT_EQ(ToPageRequest(request)->size, c.size) << c.asked;
  }
  v1::ListStockRequest negative;
  negative.set_page_size(-1);
  EXPECT_EQ(ErrorField(ToPageRequest(negative).status()), "page_size");
}

}  // namespace
}  // namespace atp
