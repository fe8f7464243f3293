// Quotas as they are asked for and shown; what becomes of them is the engine's.
#include <functional>
#include <string>

#include "proto/atp/v1/quota_service.grpc.pb.h"
#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/call_fixture.h"
#include "server/translate_quota.h"

namespace atp {
namespace {

using Quotas = v1::QuotaService::Stub;

v1::ChangeQuotaRequest SetQuota() {
  v1::ChangeQuotaRequest request;
  request.set_request_id("quota");
  request.set_verb(v1::ChangeQuotaRequest::SET);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_channel("web");
  line->set_quantity(4);
  line->set_period_days(7);
  line->set_carry(true);
  return request;
}

TEST(QuotaTest, ARequestIsACommand) {
  const auto action = ToAction(SetQuota());
  ASSERT_TRUE(action.ok());
  const auto& change = std::get<ChangeQuota>(*action);
  EXPECT_EQ(change.verb, ChangeQuota::Verb::kSet);
  ASSERT_EQ(change.lines.size(), 1u);
  EXPECT_EQ(change.lines[0].item, "A");
  EXPECT_EQ(change.lines[0].location, "L");
  EXPECT_EQ(change.lines[0].channel, "web");
  EXPECT_EQ(change.lines[0].quantity, 4);
  EXPECT_EQ(change.lines[0].period_days, 7);
  EXPECT_TRUE(change.lines[0].carry);
}

TEST(QuotaTest, AQuotaIsShownWhole) {
  v1::Quota quota;
  FillQuota({9, 5, 7, 1, true}, &quota);
  EXPECT_EQ(quota.limit(), 9);
  EXPECT_EQ(quota.remaining(), 5);
  EXPECT_EQ(quota.period_days(), 7);
  EXPECT_EQ(quota.period_start(), "1970-01-02");
  EXPECT_TRUE(quota.carry());
  FillQuota({}, &quota);
  EXPECT_EQ(quota.period_start(), "");
}

// Channels web and, as part of it, app; 10 of A at L.
void Prepare(TestServer* server) {
  server->ReceiveTen();
  v1::ChangeSettingsRequest request;
  request.set_request_id("channels");
  request.add_settings()->mutable_channel()->set_channel("web");
  auto* const app = request.add_settings()->mutable_channel();
  app->set_channel("app");
  app->set_parent("web");
  Must(*server, &v1::SettingsService::Stub::ChangeSettings, request);
}

int64_t PromisableTo(const TestServer& server, const std::string& channel) {
  v1::CheckAvailabilityRequest request;
  request.add_lines()->set_item("A");
  request.mutable_lines(0)->set_channel(channel);
  return Must(server, &v1::AvailabilityService::Stub::CheckAvailability, request)
      .lines(0)
      .promisable();
}

TEST(QuotaTest, WhatIsSetAsideIsPromisedToItsChannel) {
  TestServer server;
  Prepare(&server);
  v1::ChangeQuotaRequest set = SetQuota();
  set.mutable_lines(0)->clear_period_days();
  set.mutable_lines(0)->set_carry(false);
  const auto change = Must(server, &Quotas::ChangeQuota, set);
  ASSERT_EQ(change.changes_size(), 1);
  EXPECT_EQ(change.changes(0).item(), "A");
  EXPECT_EQ(change.changes(0).channel(), "web");
  EXPECT_EQ(change.changes(0).before().limit(), 0);
  EXPECT_EQ(change.changes(0).after().limit(), 4);
  EXPECT_EQ(PromisableTo(server, "web"), 10);
  EXPECT_EQ(PromisableTo(server, ""), 6);

  v1::ReserveRequest reserve;
  reserve.set_request_id("reserve");
  reserve.set_channel("web");
  auto* const line = reserve.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(3);
  const auto reserved = Must(server, &v1::ReservationService::Stub::Reserve, reserve);
  EXPECT_EQ(reserved.outcome(), v1::ReserveResponse::RESERVED);
  v1::GetReservationRequest get;
  get.set_reservation_id(reserved.reservation_id());
  EXPECT_EQ(
      Must(server, &v1::ReservationService::Stub::GetReservation, get).reservation().channel(),
      "web");

  v1::ListQuotasRequest list;
  list.set_item("A");
  const auto quotas = Must(server, &Quotas::ListQuotas, list);
  ASSERT_EQ(quotas.quotas_size(), 1);
  EXPECT_EQ(quotas.quotas(0).location(), "L");
  EXPECT_EQ(quotas.quotas(0).channel(), "web");
  EXPECT_EQ(quotas.quotas(0).quota().limit(), 4);
  EXPECT_EQ(quotas.quotas(0).quota().remaining(), 1);
  EXPECT_EQ(quotas.today(), "2026-03-02");
  list.set_item("B");
  EXPECT_EQ(Refusal(server, &Quotas::ListQuotas, list), "UNKNOWN_ITEM item");

  v1::ChangeQuotaRequest take = set;
  take.set_request_id("take back");
  take.set_verb(v1::ChangeQuotaRequest::TAKE_BACK);
  take.mutable_lines(0)->set_quantity(2);
  EXPECT_EQ(Refusal(server, &Quotas::ChangeQuota, take), "QUOTA_USED lines[0].quantity");
  set.set_request_id("too much");
  set.mutable_lines(0)->set_quantity(11);
  EXPECT_EQ(Refusal(server, &Quotas::ChangeQuota, set), "QUOTA_EXCEEDS_ATP lines[0].quantity");
  set.mutable_lines(0)->set_channel("nobody's");
  EXPECT_EQ(Refusal(server, &Quotas::ChangeQuota, set), "UNKNOWN_CHANNEL lines[0].channel");
}

TEST(QuotaTest, BadQuotas) {
  struct Case {
    const char* what;
    std::function<void(v1::ChangeQuotaRequest*)> spoil;
    const char* refusal;
  };
  using R = v1::ChangeQuotaRequest*;
  const Case cases[] = {
      {"no request id", [](R r) { r->clear_request_id(); }, "REQUEST_ID_MISSING request_id"},
      {"no verb", [](R r) { r->clear_verb(); }, "FIELD_OUT_OF_RANGE verb"},
      {"no lines", [](R r) { r->clear_lines(); }, "NO_LINES lines"},
      {"no channel", [](R r) { r->mutable_lines(0)->clear_channel(); },
       "KEY_EMPTY lines[0].channel"},
      {"negative limit", [](R r) { r->mutable_lines(0)->set_quantity(-1); },
       "QUANTITY_NEGATIVE lines[0].quantity"},
      {"a period of 366 days", [](R r) { r->mutable_lines(0)->set_period_days(366); },
       "FIELD_OUT_OF_RANGE lines[0].period_days"},
      {"carry without periods", [](R r) { r->mutable_lines(0)->clear_period_days(); },
       "FIELD_OUT_OF_RANGE lines[0].period_days"},
      {"nothing taken back",
       [](R r) {
         r->set_verb(v1::ChangeQuotaRequest::TAKE_BACK);
         r->mutable_lines(0)->set_quantity(0);
       },
       "QUANTITY_NOT_POSITIVE lines[0].quantity"},
      {"moved to nobody",
       [](R r) {
         r->set_verb(v1::ChangeQuotaRequest::MOVE);
         r->mutable_lines(0)->clear_period_days();
       },
       "KEY_EMPTY lines[0].to_channel"},
  };
  TestServer server;
  server.ReceiveTen();
  for (const Case& c : cases) {
    v1::ChangeQuotaRequest request = SetQuota();
    c.spoil(&request);
    EXPECT_EQ(Refusal(server, &Quotas::ChangeQuota, request), c.refusal) << c.what;
  }
}

}  // namespace
}  // namespace atp
