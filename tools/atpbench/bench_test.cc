#include "tools/atpbench/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "server/access_fixture.h"
#include "server/test_server.h"
#include "tools/atpbench/text_report.h"

namespace atp {
namespace {

// Ends by its operations, not by its time.
BenchOptions Few(const TestServer& server, const Scenario& scenario) {
  BenchOptions options;
  options.target = "127.0.0.1:" + std::to_string(const_cast<TestServer&>(server)->port());
  options.scenario = scenario;
  options.catalogue = {50, 2};
  options.stock = 20;
  options.run = "test";
  options.in_flight = 16;
  options.connections = 2;
  options.warm_up_seconds = 0;
  options.seconds = 600;
  options.operations = 3000;
  return options;
}

class EveryScenario : public testing::TestWithParam<std::string> {};

TEST_P(EveryScenario, SellsAllThereIsAndNothingTwice) {
  TestServer server;
  std::ostringstream progress;
  const auto report = RunBench(Few(server, *FindScenario(GetParam())), &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->answers(), 3000) << report->recording.first_error;
  EXPECT_EQ(report->books.oversold_units, 0);
  EXPECT_GT(report->books.promised_units, 0);
  EXPECT_TRUE(report->IsSound()) << ToText(*report);
}

INSTANTIATE_TEST_SUITE_P(All, EveryScenario, testing::ValuesIn([] {
                           std::vector<std::string> names;
                           for (const Scenario& scenario : Scenarios()) {
                             names.push_back(scenario.name);
                           }
                           return names;
                         }()));

TEST(BenchTest, AFlashSaleSellsOutAndRefusesTheRest) {
  TestServer server;
  std::ostringstream progress;
  BenchOptions options = Few(server, *FindScenario("flash-sale"));
  options.mix = {{0, 1, 0, 0}};
  options.basket_lines_max = 1;
  const auto report = RunBench(options, &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->books.oversold_units, 0);
  // One item, 20 units at each of two locations.
  EXPECT_EQ(report->books.promised_units, 40);
  EXPECT_GT(report->recording.kinds[static_cast<size_t>(OperationKind::kReserve)].refused, 2900);
}

TEST(BenchTest, BatchedSellsTheSame) {
  for (const char* const scenario : {"uniform", "flash-sale"}) {
    TestServer server;
    std::ostringstream progress;
    BenchOptions options = Few(server, *FindScenario(scenario));
    options.is_batched = true;
    options.in_flight = 200;
    const auto report = RunBench(options, &progress);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->answers(), 3000) << report->recording.first_error;
    EXPECT_GT(report->books.promised_units, 0);
    EXPECT_TRUE(report->IsSound()) << ToText(*report);
  }
}

TEST(BenchTest, SubscribersGetEveryChangeOnce) {
  TestServer server;
  std::ostringstream progress;
  Scenario scenario = *FindScenario("subscribers");
  scenario.subscribers = 3;
  BenchOptions options = Few(server, scenario);
  options.mix = {{0, 1, 0, 0}};
  const auto report = RunBench(options, &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(report->follow.has_value());
  EXPECT_EQ(report->follow->subscribers, 3);
  EXPECT_EQ(report->follow->deltas, 3 * 3000);  // refusals are changes of the ledger too
  EXPECT_EQ(report->follow->gaps, 0);
}

TEST(BenchTest, ACountFromBeforeTheMaintenanceUndoesNoReceipt) {
  TestServer server;
  std::ostringstream progress;
  const auto report = RunBench(Few(server, *FindScenario("erp-maintenance")), &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_TRUE(report->pushes.has_value());
  EXPECT_EQ(report->pushes->pushes, 1);
  EXPECT_GT(report->books.received_units, 0);
  int64_t on_hand = 0;
  const auto stub = server.Stub<v1::InventoryService>();
  v1::ListStockRequest request;
  request.set_page_size(1000);
  v1::ListStockResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub->ListStock(&context, request, &response).ok());
  ASSERT_EQ(response.next_page_token(), "");
  for (const v1::Stock& stock : response.stock()) on_hand += stock.balances().on_hand();
  EXPECT_EQ(on_hand, 100 * 20 + report->books.received_units);
}

TEST(BenchTest, AnOpenLoopSendsAllOfIt) {
  TestServer server;
  std::ostringstream progress;
  BenchOptions options = Few(server, *FindScenario("uniform"));
  options.rate = 1e6;  // faster than it can be: what is late is sent late
  const auto report = RunBench(options, &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->answers(), 3000);
}

// With the certificate that may do everything, if `trusted` vouches for the server.
client::CredentialOptions AdminOf(const GuardedServer& server, const TestAuthority& trusted) {
  const TestCertificate admin = server.Admin().certificate;
  server.Write("trusted.pem", trusted.cert());
  server.Write("admin.pem", admin.cert);
  server.Write("admin.key", admin.key);
  return {server.Path("trusted.pem"), server.Path("admin.pem"), server.Path("admin.key"), ""};
}

TEST(BenchTest, OverTlsItIsTheSame) {
  for (const bool is_batched : {false, true}) {
    GuardedServer server;
    std::ostringstream progress;
    BenchOptions options = Few(*server, *FindScenario("subscribers"));
    options.credentials = AdminOf(server, server.servers());
    options.is_batched = is_batched;
    const auto report = RunBench(options, &progress);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->answers(), 3000) << report->recording.first_error;
    EXPECT_TRUE(report->IsSound()) << ToText(*report);
    EXPECT_THAT(ToText(*report), testing::HasSubstr("over TLS"));
  }
}

TEST(BenchTest, WhoIsNotTrustedIsNotTalkedTo) {
  GuardedServer server;
  std::ostringstream progress;
  BenchOptions options = Few(*server, *FindScenario("uniform"));
  EXPECT_EQ(RunBench(options, &progress).status().code(), absl::StatusCode::kUnavailable);
  options.credentials = AdminOf(server, server.clients());
  EXPECT_EQ(RunBench(options, &progress).status().code(), absl::StatusCode::kUnavailable);
  options.credentials.tls_key = "";
  EXPECT_EQ(RunBench(options, &progress).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(BenchTest, AServerThatIsNotThereIsAnError) {
  std::ostringstream progress;
  BenchOptions options;
  options.target = "127.0.0.1:1";
  const auto report = RunBench(options, &progress);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.status().code(), absl::StatusCode::kUnavailable);
}

TEST(BenchTest, TheJsonHasWhatTheTextHas) {
  TestServer server;
  std::ostringstream progress;
  const auto report = RunBench(Few(server, *FindScenario("uniform")), &progress);
  ASSERT_TRUE(report.ok()) << report.status();
  const auto json = nlohmann::json::parse(ToJson(*report));
  EXPECT_EQ(json["options"]["scenario"], "uniform");
  EXPECT_EQ(json["oversold_units"], 0);
  EXPECT_TRUE(json["is_sound"]);
  EXPECT_EQ(json["sizing"].size(), 4u);
  int64_t count = 0;
  for (const auto& kind : json["kinds"]) {
    count += kind["count"].get<int64_t>();
    EXPECT_LE(kind["p50_us"], kind["p99_us"]);
    EXPECT_LE(kind["p99_us"], kind["max_us"]);
  }
  EXPECT_EQ(count, 3000);
  EXPECT_NE(ToText(*report).find("oversold units 0"), std::string::npos);
}

}  // namespace
}  // namespace atp
