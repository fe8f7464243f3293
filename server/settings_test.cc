// Rules and master data as clients set them, see them and feel them.
#include <functional>
#include <string>

#include "proto/atp/v1/settings_service.grpc.pb.h"
#include "server/call_fixture.h"

namespace atp {
namespace {

using Settings = v1::SettingsService::Stub;

// A commitment from acme; today is 2026-03-02.
void Order(const TestServer& server, int64_t quantity, const std::string& day) {
  v1::SetSupplyRequest request;
  request.set_request_id("order");
  auto* const line = request.add_lines();
  line->set_kind(v1::SupplyKey::COMMITMENT);
  line->set_document("PO1");
  line->set_line(1);
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
  line->set_day(day);
  line->set_supplier("acme");
  const auto change = Must(server, &v1::SupplyService::Stub::SetSupply, request);
  ASSERT_EQ(change.supply_size(), 1);
  EXPECT_EQ(change.supply(0).supplier(), "acme");
}

// A rule for A at L, by which more can be got within five days, and half of what acme has promised
// is sure.
v1::ChangeSettingsRequest RuleAndSupplier() {
  v1::ChangeSettingsRequest request;
  request.set_request_id("settings");
  auto* const rule = request.add_settings()->mutable_rule();
  rule->set_item("A");
  rule->set_location("L");
  rule->mutable_rule()->set_lead_time_days(5);
  auto* const supplier = request.add_settings()->mutable_supplier();
  supplier->set_supplier("acme");
  supplier->mutable_confidence()->mutable_guaranteed()->set_percent(50);
  supplier->mutable_confidence()->mutable_expected()->set_percent(80);
  return request;
}

v1::CheckAvailabilityResponse::Location Check(const TestServer& server, const std::string& day) {
  v1::CheckAvailabilityRequest request;
  request.add_lines()->set_item("A");
  request.mutable_lines(0)->set_day(day);
  const auto answer = Must(server, &v1::AvailabilityService::Stub::CheckAvailability, request);
  return answer.lines(0).locations(0);
}

TEST(SettingsTest, ARuleAndASupplierChangeWhatIsPromised) {
  TestServer server;
  server.ReceiveTen();
  Order(server, 20, "2026-03-05");
  const auto before = Check(server, "2026-03-05");
  EXPECT_EQ(before.atp(), 30);
  EXPECT_EQ(before.guaranteed_atp(), 30);
  EXPECT_EQ(before.mode(), v1::Rule::LOOK_AHEAD);
  EXPECT_EQ(before.rule_scope(), v1::Rule::DEFAULT);
  EXPECT_FALSE(before.unlimited());

  const auto change = Must(server, &Settings::ChangeSettings, RuleAndSupplier());
  ASSERT_EQ(change.changes_size(), 2);
  EXPECT_EQ(change.changes(0).after().rule().rule().horizon_days(), 90);
  EXPECT_FALSE(change.changes(0).has_before());
  EXPECT_GT(change.sequence(), 0);

  const auto after = Check(server, "2026-03-05");
  EXPECT_EQ(after.atp(), 20);
  EXPECT_EQ(after.guaranteed_atp(), 20);
  EXPECT_EQ(after.expected_atp(), 26);
  EXPECT_EQ(after.optimistic_atp(), 30);
  EXPECT_EQ(after.rule_scope(), v1::Rule::POSITION);
  EXPECT_EQ(after.exceeds_look_ahead_by(), 0);
  const auto far = Check(server, "2026-03-07");
  EXPECT_TRUE(far.unlimited());
  EXPECT_EQ(far.atp(), std::numeric_limits<int64_t>::max());

  // The same request again is the same answer.
  const auto repeated = Must(server, &Settings::ChangeSettings, RuleAndSupplier());
  EXPECT_TRUE(repeated.is_repeat());
  EXPECT_EQ(repeated.sequence(), change.sequence());
}

TEST(SettingsTest, AModeThatPromisesTooMuchSaysByHowMuch) {
  TestServer server;
  server.ReceiveTen();
  v1::ReserveRequest later;
  later.set_request_id("later");
  auto* const line = later.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(7);
  line->set_day("2026-03-06");
  Must(server, &v1::ReservationService::Stub::Reserve, later);
  EXPECT_EQ(Check(server, "2026-03-02").atp(), 3);

  Order(server, 1, "2026-03-03");
  v1::ChangeSettingsRequest request;
  request.set_request_id("settings");
  request.add_settings()->mutable_rule()->mutable_rule()->set_mode(v1::Rule::DISCRETE);
  Must(server, &Settings::ChangeSettings, request);
  const auto checked = Check(server, "2026-03-02");
  EXPECT_EQ(checked.mode(), v1::Rule::DISCRETE);
  EXPECT_EQ(checked.rule_scope(), v1::Rule::DEFAULT);
  EXPECT_EQ(checked.atp(), 10);  // looks no further than the 1 that comes tomorrow
  EXPECT_EQ(checked.exceeds_look_ahead_by(), 6);
}

TEST(SettingsTest, WhatIsSetIsListedPageByPageUntilItIsRemoved) {
  TestServer server;
  server.ReceiveTen();
  v1::ChangeSettingsRequest request = RuleAndSupplier();
  request.add_settings()->mutable_channel()->set_channel("web");
  Must(server, &Settings::ChangeSettings, request);

  v1::ListSettingsRequest list;
  list.set_page_size(2);
  const auto first = Must(server, &Settings::ListSettings, list);
  ASSERT_EQ(first.settings_size(), 2);
  EXPECT_EQ(first.settings(0).rule().item(), "A");
  EXPECT_EQ(first.settings(1).supplier().supplier(), "acme");
  EXPECT_EQ(first.settings(1).supplier().confidence().guaranteed().percent(), 50);
  list.set_page_token(first.next_page_token());
  const auto second = Must(server, &Settings::ListSettings, list);
  ASSERT_EQ(second.settings_size(), 1);
  EXPECT_EQ(second.settings(0).channel().channel(), "web");
  EXPECT_EQ(second.next_page_token(), "");

  v1::ListSettingsRequest suppliers;
  suppliers.set_kind(v1::Setting::SUPPLIER);
  EXPECT_EQ(Must(server, &Settings::ListSettings, suppliers).settings_size(), 1);
  suppliers.set_kind(v1::Setting::CAP);
  EXPECT_EQ(Must(server, &Settings::ListSettings, suppliers).settings_size(), 0);

  v1::ChangeSettingsRequest remove;
  remove.set_request_id("remove");
  remove.add_settings()->mutable_supplier()->set_supplier("acme");
  remove.mutable_settings(0)->set_remove(true);
  const auto removed = Must(server, &Settings::ChangeSettings, remove);
  EXPECT_TRUE(removed.changes(0).after().remove());
  EXPECT_EQ(removed.changes(0).before().supplier().confidence().expected().percent(), 80);
  suppliers.set_kind(v1::Setting::SUPPLIER);
  EXPECT_EQ(Must(server, &Settings::ListSettings, suppliers).settings_size(), 0);
  remove.set_request_id("remove again");
  EXPECT_EQ(Refusal(server, &Settings::ChangeSettings, remove), "UNKNOWN_SETTING settings[0]");
}

TEST(SettingsTest, WhatIsOnlyTriedIsNotInForce) {
  TestServer server;
  server.ReceiveTen();
  const std::string before = server.engine().DumpState();
  v1::ChangeSettingsRequest request = RuleAndSupplier();
  request.clear_request_id();
  request.set_validate_only(true);
  const auto tried = Must(server, &Settings::ChangeSettings, request);
  EXPECT_EQ(tried.changes_size(), 2);
  EXPECT_EQ(tried.sequence(), 0);
  EXPECT_EQ(server.engine().DumpState(), before);
}

TEST(SettingsTest, ASupplierIsTrustedAsItsDeliveriesWereWorth) {
  TestServer server;
  Order(server, 20, "2026-03-05");
  v1::ReceiveSupplyRequest receive;
  receive.set_request_id("receive");
  auto* const line = receive.add_lines();
  line->set_kind(v1::SupplyKey::COMMITMENT);
  line->set_document("PO1");
  line->set_line(1);
  line->set_quantity(10);
  line->set_close(true);
  Must(server, &v1::SupplyService::Stub::ReceiveSupply, receive);

  v1::LearnSuppliersRequest learn;
  learn.set_request_id("too few");
  EXPECT_EQ(Must(server, &Settings::LearnSuppliers, learn).changes_size(), 0);
  learn.set_request_id("learn");
  learn.set_deliveries_min(1);
  const auto learned = Must(server, &Settings::LearnSuppliers, learn);
  ASSERT_EQ(learned.changes_size(), 1);
  EXPECT_EQ(learned.changes(0).after().supplier().supplier(), "acme");
  EXPECT_EQ(learned.changes(0).after().supplier().confidence().guaranteed().percent(), 50);
}

TEST(SettingsTest, ASourceThatIsWatchedIsFreshWhenItBegins) {
  TestServer server;
  server.ReceiveTen();
  EXPECT_FALSE(Check(server, "2026-03-02").is_aged());
  v1::ChangeSettingsRequest request;
  request.set_request_id("age");
  auto* const age = request.add_settings()->mutable_age();
  age->set_source("erp");
  age->add_locations("L");
  age->mutable_allowed_age()->set_seconds(60);
  age->set_policy(v1::AgeSetting::UNKNOWN);
  Must(server, &Settings::ChangeSettings, request);
  const auto checked = Check(server, "2026-03-02");
  EXPECT_EQ(checked.age_policy(), v1::AgeSetting::UNKNOWN);
  EXPECT_FALSE(checked.is_aged());
  EXPECT_EQ(checked.atp(), 10);
}

TEST(SettingsTest, BadSettings) {
  struct Case {
    const char* what;
    std::function<void(v1::ChangeSettingsRequest*)> spoil;
    const char* refusal;
  };
  using R = v1::ChangeSettingsRequest*;
  const Case cases[] = {
      {"no request id", [](R r) { r->clear_request_id(); }, "REQUEST_ID_MISSING request_id"},
      {"nothing", [](R r) { r->clear_settings(); }, "NO_LINES settings"},
      {"a setting of no kind", [](R r) { r->add_settings(); },
       "FIELD_OUT_OF_RANGE settings[2].value"},
      {"unknown item", [](R r) { r->mutable_settings(0)->mutable_rule()->set_item("B"); },
       "UNKNOWN_ITEM settings[0].item"},
      {"unknown location", [](R r) { r->mutable_settings(0)->mutable_rule()->set_location("M"); },
       "UNKNOWN_LOCATION settings[0].location"},
      {"horizon of 366 days",
       [](R r) { r->mutable_settings(0)->mutable_rule()->mutable_rule()->set_horizon_days(366); },
       "FIELD_OUT_OF_RANGE settings[0].rule.horizon_days"},
      {"more than all of it",
       [](R r) {
         auto* const confidence = r->mutable_settings(1)->mutable_supplier()->mutable_confidence();
         confidence->mutable_guaranteed()->set_percent(101);
       },
       "FIELD_OUT_OF_RANGE settings[1].confidence.guaranteed.percent"},
      {"a guarantee beyond what is expected",
       [](R r) {
         auto* const confidence = r->mutable_settings(1)->mutable_supplier()->mutable_confidence();
         confidence->mutable_guaranteed()->set_percent(90);
       },
       "RULE_CONTRADICTS_ITSELF settings[1].confidence.expected"},
      {"the same key twice", [](R r) { *r->add_settings() = r->settings(1); },
       "NAMED_TWICE settings[2]"},
      {"a kit of itself",
       [](R r) {
         auto* const kit = r->add_settings()->mutable_kit();
         kit->set_item("K");
         kit->add_components()->set_item("K");
         kit->mutable_components(0)->set_quantity(1);
       },
       "KIT_CYCLE settings[2].components"},
  };
  TestServer server;
  server.ReceiveTen();
  Order(server, 20, "2026-03-05");  // a supplier becomes known also by what is then refused
  const std::string before = server.engine().DumpState();
  for (const Case& c : cases) {
    v1::ChangeSettingsRequest request = RuleAndSupplier();
    c.spoil(&request);
    EXPECT_EQ(Refusal(server, &Settings::ChangeSettings, request), c.refusal) << c.what;
  }
  EXPECT_EQ(server.engine().DumpState(), before);
}

TEST(SettingsTest, BadQuestions) {
  TestServer server;
  v1::ListSettingsRequest list;
  list.set_page_size(-1);
  EXPECT_EQ(Refusal(server, &Settings::ListSettings, list), "FIELD_OUT_OF_RANGE page_size");
  list.set_page_size(1);
  list.set_page_token("x");
  EXPECT_EQ(Refusal(server, &Settings::ListSettings, list), "PAGE_TOKEN_INVALID page_token");
  list.clear_page_token();
  list.set_kind(static_cast<v1::Setting::Kind>(99));
  EXPECT_EQ(Refusal(server, &Settings::ListSettings, list), "FIELD_OUT_OF_RANGE kind");

  v1::LearnSuppliersRequest learn;
  EXPECT_EQ(Refusal(server, &Settings::LearnSuppliers, learn), "REQUEST_ID_MISSING request_id");
  learn.set_request_id("learn");
  learn.set_deliveries_min(-1);
  EXPECT_EQ(Refusal(server, &Settings::LearnSuppliers, learn), "FIELD_OUT_OF_RANGE deliveries_min");
  learn.set_deliveries_min(5);
  learn.set_guaranteed_percentile(101);
  EXPECT_EQ(Refusal(server, &Settings::LearnSuppliers, learn),
            "FIELD_OUT_OF_RANGE guaranteed_percentile");
  learn.set_guaranteed_percentile(60);
  learn.set_expected_percentile(61);
  EXPECT_EQ(Refusal(server, &Settings::LearnSuppliers, learn),
            "FIELD_OUT_OF_RANGE expected_percentile");
}

}  // namespace
}  // namespace atp
