// Promises that wait, move and are given out anew, as clients see them.
#include <functional>
#include <string>
#include <vector>

#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/call_fixture.h"

namespace atp {
namespace {

using Reservations = v1::ReservationService::Stub;

v1::ReserveRequest ReserveOf(const std::string& request_id, int64_t quantity) {
  v1::ReserveRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
  return request;
}

v1::ReserveResponse Wait(const TestServer& server, const std::string& request_id, int64_t quantity,
                         int32_t priority = 0) {
  v1::ReserveRequest request = ReserveOf(request_id, quantity);
  request.set_mode(v1::ReserveRequest::BACKORDER);
  request.set_priority(priority);
  return Must(server, &Reservations::Reserve, request);
}

void Receive(const TestServer& server, const std::string& request_id, const std::string& location,
             int64_t quantity) {
  v1::ReceiveStockRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location(location);
  line->set_quantity(quantity);
  Must(server, &v1::InventoryService::Stub::ReceiveStock, request);
}

v1::Reservation Get(const TestServer& server, const std::string& id) {
  v1::GetReservationRequest request;
  request.set_reservation_id(id);
  return Must(server, &Reservations::GetReservation, request).reservation();
}

int64_t Promisable(const TestServer& server, const std::string& location) {
  v1::CheckAvailabilityRequest request;
  request.add_lines()->set_item("A");
  request.mutable_lines(0)->add_locations(location);
  return Must(server, &v1::AvailabilityService::Stub::CheckAvailability, request)
      .lines(0)
      .promisable();
}

// The causes of all that has happened, in order, up to and including `last`.
std::vector<v1::Delta::Cause> CausesUntil(const TestServer& server, v1::Delta::Cause last) {
  v1::WatchRequest request;
  request.set_after_sequence(0);
  grpc::ClientContext context;
  const auto stream = server.Stub<v1::DeltaService>()->Watch(&context, request);
  std::vector<v1::Delta::Cause> causes;
  v1::WatchResponse event;
  while ((causes.empty() || causes.back() != last) && stream->Read(&event)) {
    for (const v1::Delta& delta : event.deltas()) causes.push_back(delta.cause());
  }
  context.TryCancel();
  return causes;
}

TEST(ReservationTest, WhatIsMissingWaitsAndIsServedAsItArrives) {
  TestServer server;
  server.ReceiveTen();
  v1::ReserveRequest request = ReserveOf("first", 14);
  request.set_mode(v1::ReserveRequest::BACKORDER);
  request.set_customer("jo");
  request.set_reference("order 7");
  request.set_priority(2);
  request.set_strategy(v1::Reservation::GAIN);
  const auto first = Must(server, &Reservations::Reserve, request);
  EXPECT_EQ(first.outcome(), v1::ReserveResponse::BACKORDERED);
  EXPECT_EQ(first.state(), v1::Reservation::BACKORDERED);
  EXPECT_FALSE(first.has_deadline());
  ASSERT_EQ(first.lines_size(), 1);
  EXPECT_EQ(first.lines(0).promised(), 10);
  EXPECT_EQ(first.lines(0).backordered(), 4);
  EXPECT_EQ(first.lines(0).short_by(), 4);
  EXPECT_EQ(first.lines(0).item(), "A");
  EXPECT_EQ(first.lines(0).location(), "L");
  EXPECT_TRUE(Must(server, &Reservations::Reserve, request).is_repeat());

  // The refusal beside it: who does not wait gets nothing.
  EXPECT_EQ(Must(server, &Reservations::Reserve, ReserveOf("other", 1)).outcome(),
            v1::ReserveResponse::REFUSED_NOT_ENOUGH);

  Receive(server, "three", "L", 3);
  v1::Reservation stands = Get(server, first.reservation_id());
  EXPECT_EQ(stands.state(), v1::Reservation::BACKORDERED);
  EXPECT_EQ(stands.lines(0).open(), 13);
  EXPECT_EQ(stands.lines(0).backordered(), 1);
  EXPECT_EQ(stands.customer(), "jo");
  EXPECT_EQ(stands.priority(), 2);
  EXPECT_EQ(stands.strategy(), v1::Reservation::GAIN);
  Receive(server, "two", "L", 2);
  EXPECT_EQ(Get(server, first.reservation_id()).state(), v1::Reservation::CONFIRMED);
  EXPECT_EQ(Promisable(server, "L"), 1);
  EXPECT_EQ(CausesUntil(server, v1::Delta::FILL_BACKORDER).back(), v1::Delta::FILL_BACKORDER);
}

TEST(ReservationTest, WhatWaitsIsGivenUpButNotFulfilled) {
  TestServer server;
  server.ReceiveTen();
  const std::string id = Wait(server, "waits", 14).reservation_id();
  v1::FulfilRequest fulfil;
  fulfil.set_request_id("fulfil");
  fulfil.set_reservation_id(id);
  fulfil.add_parts()->set_quantity(11);
  EXPECT_EQ(Refusal(server, &Reservations::Fulfil, fulfil), "OVER_FULFIL parts[0].quantity");

  v1::ReleaseRequest release;
  release.set_request_id("release");
  release.set_reservation_id(id);
  release.add_parts()->set_quantity(5);
  const auto released = Must(server, &Reservations::Release, release);
  EXPECT_EQ(released.state(), v1::Reservation::CONFIRMED);
  ASSERT_EQ(released.lines_size(), 1);
  EXPECT_EQ(released.lines(0).backordered(), -4);
  EXPECT_EQ(released.lines(0).quantity(), 1);
  EXPECT_EQ(released.lines(0).open(), 9);
  EXPECT_EQ(released.lines(0).location(), "L");
}

// 10 on hand; 14 are promised for the 6th, so 4 come from an order that then slips, and is cut.
TEST(ReservationTest, PegsFollowTheSupplyThatSlips) {
  TestServer server;
  server.ReceiveTen();
  v1::SetSupplyRequest supply;
  auto* const order = supply.add_lines();
  order->set_kind(v1::SupplyKey::COMMITMENT);
  order->set_document("PO");
  order->set_line(1);
  order->set_item("A");
  order->set_location("L");
  const auto expect = [&](const std::string& day, int64_t quantity) {
    supply.set_request_id("PO on " + day);
    order->set_day(day);
    order->set_quantity(quantity);
    return Must(server, &v1::SupplyService::Stub::SetSupply, supply);
  };
  expect("2026-03-05", 8);
  v1::ReserveRequest reserve = ReserveOf("order 7", 14);
  reserve.mutable_lines(0)->set_day("2026-03-06");
  reserve.set_confirm(true);
  v1::GetReservationRequest get;
  get.set_reservation_id(Must(server, &Reservations::Reserve, reserve).reservation_id());
  const auto line = [&] {
    return Must(server, &Reservations::GetReservation, get).reservation().lines(0);
  };
  EXPECT_EQ(line().pegs_size(), 0);
  EXPECT_EQ(line().uncovered(), 0);

  get.set_with_pegs(true);
  ASSERT_EQ(line().pegs_size(), 2);
  EXPECT_FALSE(line().pegs(0).has_document());
  EXPECT_EQ(line().pegs(0).day(), "2026-03-02");
  EXPECT_EQ(line().pegs(0).quantity(), 10);
  EXPECT_EQ(line().pegs(1).document().kind(), v1::SupplyKey::COMMITMENT);
  EXPECT_EQ(line().pegs(1).document().document(), "PO");
  EXPECT_EQ(line().pegs(1).document().line(), 1);
  EXPECT_EQ(line().pegs(1).day(), "2026-03-05");
  EXPECT_EQ(line().pegs(1).quantity(), 4);
  EXPECT_EQ(line().uncovered(), 0);

  const auto slipped = expect("2026-03-09", 8);
  ASSERT_EQ(line().pegs_size(), 2);
  EXPECT_EQ(line().pegs(1).day(), "2026-03-09");
  EXPECT_EQ(line().uncovered(), 4);
  EXPECT_EQ(line().until_day(), "2026-03-09");
  const auto& risk = slipped.changes(0).at_risk(0);
  EXPECT_EQ(risk.reservation_id(), get.reservation_id());
  EXPECT_EQ(risk.quantity(), line().uncovered());
  EXPECT_EQ(risk.until_day(), line().until_day());

  expect("2026-03-10", 3);
  EXPECT_EQ(line().uncovered(), 4);
  EXPECT_EQ(line().until_day(), "");

  get.set_reservation_id("12345");
  EXPECT_EQ(Refusal(server, &Reservations::GetReservation, get),
            "UNKNOWN_RESERVATION reservation_id");
}

TEST(ReservationTest, APromiseMovesOrStaysWhereItIs) {
  TestServer server;
  server.ReceiveTen();
  Receive(server, "there", "M", 5);
  const auto held = Must(server, &Reservations::Reserve, ReserveOf("held", 4));
  v1::MoveRequest move;
  move.set_reservation_id(held.reservation_id());
  move.set_location("M");
  move.set_validate_only(true);
  const auto tried = Must(server, &Reservations::Move, move);
  ASSERT_EQ(tried.lines_size(), 2);
  EXPECT_EQ(tried.lines(1).location(), "M");
  EXPECT_EQ(tried.sequence(), 0);
  EXPECT_EQ(Promisable(server, "M"), 5);

  move.set_validate_only(false);
  move.set_request_id("move");
  const auto moved = Must(server, &Reservations::Move, move);
  EXPECT_EQ(moved.state(), v1::Reservation::HELD);
  EXPECT_EQ(moved.deadline().seconds(), held.deadline().seconds());
  ASSERT_EQ(moved.lines_size(), 2);
  EXPECT_EQ(moved.lines(0).line(), 0);
  EXPECT_EQ(moved.lines(0).location(), "L");
  EXPECT_EQ(moved.lines(0).quantity(), -4);
  EXPECT_EQ(moved.lines(1).line(), 1);
  EXPECT_EQ(moved.lines(1).item(), "A");
  EXPECT_EQ(moved.lines(1).location(), "M");
  EXPECT_EQ(moved.lines(1).quantity(), 4);
  EXPECT_EQ(moved.lines(1).open(), 4);
  EXPECT_EQ(Promisable(server, "L"), 10);
  EXPECT_EQ(Promisable(server, "M"), 1);
  EXPECT_EQ(Get(server, held.reservation_id()).lines(1).request_line(), 0);
  EXPECT_EQ(CausesUntil(server, v1::Delta::MOVE).back(), v1::Delta::MOVE);

  // There is room for one more.
  const auto second = Must(server, &Reservations::Reserve, ReserveOf("second", 3));
  move.set_request_id("move too many");
  move.set_reservation_id(second.reservation_id());
  const std::string before = server.engine().DumpState();
  EXPECT_EQ(Refusal(server, &Reservations::Move, move), "DESTINATION_TOO_LITTLE location");
  move.add_parts()->set_quantity(4);
  EXPECT_EQ(Refusal(server, &Reservations::Move, move), "OVER_MOVE parts[0].quantity");
  EXPECT_EQ(server.engine().DumpState(), before);
}

TEST(ReservationTest, ReconfirmGivesToWhoIsToWin) {
  TestServer server;
  server.ReceiveTen();
  const std::string first = Wait(server, "first", 10).reservation_id();
  const std::string second = Wait(server, "second", 3).reservation_id();
  EXPECT_EQ(Get(server, second).state(), v1::Reservation::BACKORDERED);

  v1::ReconfirmRequest request;
  request.set_item("A");
  request.set_validate_only(true);
  EXPECT_EQ(Must(server, &Reservations::Reconfirm, request).changes_size(), 0);
  auto* const win = request.add_strategies();
  win->set_reservation_id(second);
  win->set_strategy(v1::Reservation::WIN);
  const auto tried = Must(server, &Reservations::Reconfirm, request);
  EXPECT_EQ(tried.changes_size(), 2);
  EXPECT_EQ(Get(server, second).lines(0).open(), 0);

  request.set_validate_only(false);
  request.set_request_id("reconfirm");
  const auto changed = Must(server, &Reservations::Reconfirm, request);
  ASSERT_EQ(changed.changes_size(), 2);
  EXPECT_EQ(changed.changes(0).reservation_id(), first);
  EXPECT_EQ(changed.changes(0).quantity(), -3);
  EXPECT_EQ(changed.changes(0).backordered(), 3);
  EXPECT_EQ(changed.changes(1).reservation_id(), second);
  EXPECT_EQ(changed.changes(1).quantity(), 3);
  EXPECT_EQ(changed.changes(1).item(), "A");
  EXPECT_EQ(changed.changes(1).location(), "L");
  EXPECT_EQ(changed.changes(1).day(), "2026-03-02");
  EXPECT_EQ(Get(server, first).state(), v1::Reservation::BACKORDERED);
  EXPECT_EQ(Get(server, second).state(), v1::Reservation::CONFIRMED);
  EXPECT_EQ(CausesUntil(server, v1::Delta::RECONFIRM).back(), v1::Delta::RECONFIRM);
  EXPECT_TRUE(Must(server, &Reservations::Reconfirm, request).is_repeat());
}

TEST(ReservationTest, AnEmergencyMayUseSafetyStockWhereTheRuleLetsIt) {
  TestServer server;
  server.ReceiveTen();
  v1::SetSafetyStockRequest safety;
  safety.set_request_id("safety");
  auto* const line = safety.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(4);
  Must(server, &v1::InventoryService::Stub::SetSafetyStock, safety);
  v1::ReserveRequest emergency = ReserveOf("emergency", 9);
  emergency.set_is_emergency(true);
  EXPECT_EQ(Refusal(server, &Reservations::Reserve, emergency),
            "EMERGENCY_NOT_PERMITTED is_emergency");

  v1::ChangeSettingsRequest let;
  let.set_request_id("let");
  let.add_settings()->mutable_rule()->mutable_rule()->set_emergency_uses_safety_stock(true);
  Must(server, &v1::SettingsService::Stub::ChangeSettings, let);
  v1::CheckAvailabilityRequest check;
  check.add_lines()->set_item("A");
  const auto ask = &v1::AvailabilityService::Stub::CheckAvailability;
  EXPECT_EQ(Must(server, ask, check).lines(0).promisable(), 6);
  check.mutable_lines(0)->set_is_emergency(true);
  EXPECT_EQ(Must(server, ask, check).lines(0).promisable(), 10);
  EXPECT_EQ(Must(server, &Reservations::Reserve, ReserveOf("usual", 9)).outcome(),
            v1::ReserveResponse::REFUSED_NOT_ENOUGH);
  EXPECT_EQ(Must(server, &Reservations::Reserve, emergency).outcome(),
            v1::ReserveResponse::RESERVED);
}

TEST(ReservationTest, BadReserve) {
  struct Case {
    const char* what;
    std::function<void(v1::ReserveRequest*)> spoil;
    const char* refusal;
  };
  using R = v1::ReserveRequest*;
  const Case cases[] = {
      {"unknown strategy",
       [](R r) { r->set_strategy(static_cast<v1::Reservation::ShortageStrategy>(6)); },
       "FIELD_OUT_OF_RANGE strategy"},
      {"unknown sourcing",
       [](R r) { r->set_sourcing(static_cast<v1::ReserveRequest::Sourcing>(5)); },
       "FIELD_OUT_OF_RANGE sourcing"},
      {"long customer", [](R r) { r->set_customer(std::string(65, 'x')); },
       "KEY_TOO_LONG customer"},
      {"bad channel", [](R r) { r->set_channel("\n"); }, "KEY_CONTROL_CHARACTER channel"},
      {"location and group", [](R r) { r->mutable_lines(0)->set_group("north"); },
       "FIELD_OUT_OF_RANGE lines[0].location"},
      {"bad latest day", [](R r) { r->mutable_lines(0)->set_latest_day("soon"); },
       "DAY_MALFORMED lines[0].latest_day"},
      {"negative part",
       [](R r) {
         r->mutable_lines(0)->clear_location();
         r->mutable_lines(0)->set_group("north");
         r->mutable_lines(0)->set_part_min(-1);
       },
       "QUANTITY_NOT_POSITIVE lines[0].part_min"},
  };
  TestServer server;
  server.ReceiveTen();
  const std::string before = server.engine().DumpState();
  for (const Case& c : cases) {
    v1::ReserveRequest request = ReserveOf("bad", 1);
    c.spoil(&request);
    EXPECT_EQ(Refusal(server, &Reservations::Reserve, request), c.refusal) << c.what;
  }
  EXPECT_EQ(server.engine().DumpState(), before);
}

TEST(ReservationTest, BadMovesAndReconfirmations) {
  struct MoveCase {
    const char* what;
    std::function<void(v1::MoveRequest*)> spoil;
    const char* refusal;
  };
  using M = v1::MoveRequest*;
  const MoveCase moves[] = {
      {"no request id", [](M m) { m->clear_request_id(); }, "REQUEST_ID_MISSING request_id"},
      {"no id", [](M m) { m->clear_reservation_id(); }, "KEY_EMPTY reservation_id"},
      {"nobody's id", [](M m) { m->set_reservation_id("99999"); },
       "UNKNOWN_RESERVATION reservation_id"},
      {"nowhere", [](M m) { m->clear_location(); }, "NOTHING_TO_CHANGE location"},
      {"unknown location", [](M m) { m->set_location("N"); }, "UNKNOWN_LOCATION location"},
      {"bad day", [](M m) { m->set_day("2026-02-30"); }, "DAY_MALFORMED day"},
      {"bad channel", [](M m) { m->set_channel("\t"); }, "KEY_CONTROL_CHARACTER channel"},
      {"no quantity", [](M m) { m->add_parts(); }, "QUANTITY_NOT_POSITIVE parts[0].quantity"},
      {"no such line",
       [](M m) {
         m->add_parts()->set_line(1);
         m->mutable_parts(0)->set_quantity(1);
       },
       "UNKNOWN_LINE parts[0].line"},
  };
  struct ReconfirmCase {
    const char* what;
    std::function<void(v1::ReconfirmRequest*)> spoil;
    const char* refusal;
  };
  using R = v1::ReconfirmRequest*;
  const ReconfirmCase reconfirmations[] = {
      {"no request id", [](R r) { r->clear_request_id(); }, "REQUEST_ID_MISSING request_id"},
      {"no item", [](R r) { r->clear_item(); }, "KEY_EMPTY item"},
      {"unknown item", [](R r) { r->set_item("B"); }, "UNKNOWN_ITEM item"},
      {"unknown location", [](R r) { r->set_location("N"); }, "UNKNOWN_LOCATION location"},
      {"no id", [](R r) { r->add_strategies(); }, "KEY_EMPTY strategies[0].reservation_id"},
      {"no strategy", [](R r) { r->add_strategies()->set_reservation_id("256"); },
       "FIELD_OUT_OF_RANGE strategies[0].strategy"},
  };
  TestServer server;
  server.ReceiveTen();
  Receive(server, "there", "M", 5);
  const auto held = Must(server, &Reservations::Reserve, ReserveOf("held", 4));
  const std::string before = server.engine().DumpState();
  for (const MoveCase& c : moves) {
    v1::MoveRequest request;
    request.set_request_id("move");
    request.set_reservation_id(held.reservation_id());
    request.set_location("M");
    c.spoil(&request);
    EXPECT_EQ(Refusal(server, &Reservations::Move, request), c.refusal) << c.what;
  }
  for (const ReconfirmCase& c : reconfirmations) {
    v1::ReconfirmRequest request;
    request.set_request_id("reconfirm");
    request.set_item("A");
    c.spoil(&request);
    EXPECT_EQ(Refusal(server, &Reservations::Reconfirm, request), c.refusal) << c.what;
  }
  EXPECT_EQ(server.engine().DumpState(), before);
}

}  // namespace
}  // namespace atp
