#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"
#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

grpc::Status RichError(grpc::StatusCode code, const std::string& reason, const std::string& field) {
  google::rpc::Status rich;
  rich.set_code(code);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  (*info.mutable_metadata())["over_by"] = "3";
  rich.add_details()->PackFrom(info);
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field(field);
  rich.add_details()->PackFrom(bad);
  return grpc::Status(code, "words for people", rich.SerializeAsString());
}

TEST_F(CliTest, CommandLinesBecomeRequests) {
  ExpectAsks({
      {{"check", "lamp@shop", "table", "--day", "2026-12-24"},
       "lines { item: \"lamp\" locations: \"shop\" day: \"2026-12-24\" } "
       "lines { item: \"table\" day: \"2026-12-24\" }"},
      {{"check", "lamp", "--as-of", "77"}, "lines { item: \"lamp\" } as_of_sequence: 77"},
      {{"reserve", "lamp@shop=3:2026-12-24", "lamp@depot=1", "--partial", "--hold", "15m"},
       "lines { item: \"lamp\" location: \"shop\" quantity: 3 day: \"2026-12-24\" } "
       "lines { item: \"lamp\" location: \"depot\" quantity: 1 } "
       "mode: PARTIAL hold_for { seconds: 900 }"},
      {{"reserve", "lamp@shop=3", "--confirm", "--reference", "order 7", "--validate-only"},
       "validate_only: true lines { item: \"lamp\" location: \"shop\" quantity: 3 } "
       "mode: ALL_OR_NOTHING confirm: true reference: \"order 7\""},
      {{"reservation", "confirm", "1025"}, "reservation_id: \"1025\""},
      {{"reservation", "extend", "1025", "--hold", "250ms"},
       "reservation_id: \"1025\" hold_for { nanos: 250000000 }"},
      {{"reservation", "fulfil", "1025", "0=2", "3=1"},
       "reservation_id: \"1025\" parts { quantity: 2 } parts { line: 3 quantity: 1 }"},
      {{"reservation", "release", "1025"}, "reservation_id: \"1025\""},
      {{"stock", "adjust", "lamp@shop=-2", "--note", "broken"},
       "lines { item: \"lamp\" location: \"shop\" quantity: -2 } note: \"broken\""},
      {{"stock", "transfer", "lamp", "shop", "depot", "5", "--document", "T1", "--arrival",
        "2026-12-24"},
       "item: \"lamp\" from: \"shop\" to: \"depot\" quantity: 5 arrival: \"2026-12-24\" "
       "document: \"T1\" line: 1"},
      {{"supply", "set", "PO-7/1", "lamp@shop=50:2026-12-24", "--state", "ORDERED"},
       "lines { kind: COMMITMENT document: \"PO-7\" line: 1 item: \"lamp\" location: \"shop\" "
       "quantity: 50 day: \"2026-12-24\" state: ORDERED }"},
      {{"supply", "set", "--kind", "asn", "A/2", "lamp@shop=5:2026-12-24", "--order", "PO-7/1"},
       "lines { kind: ASN document: \"A\" line: 2 item: \"lamp\" location: \"shop\" quantity: 5 "
       "day: \"2026-12-24\" order_document: \"PO-7\" order_line: 1 }"},
      {{"supply", "receive", "PO-7/1=20", "PO-7/2", "--close"},
       "lines { kind: COMMITMENT document: \"PO-7\" line: 1 quantity: 20 close: true } "
       "lines { kind: COMMITMENT document: \"PO-7\" line: 2 close: true }"},
      {{"supply", "cancel", "--kind", "transfer", "T1/1"},
       "keys { kind: TRANSFER document: \"T1\" line: 1 }"},
  });
}

TEST_F(CliTest, WhatCannotBeReadIsNotAsked) {
  ExpectNotAsked({
      {},
      {"conjure"},
      {"check"},
      {"check", "lamp@"},
      {"reserve", "lamp@shop"},
      {"reserve", "lamp@shop=many"},
      {"reserve", "lamp@shop=1", "--hold", "soon"},
      {"reserve", "lamp@shop=1", "--hold", "1m", "--confirm"},
      {"reserve", "lamp@shop=1", "--unknown"},
      {"reservation"},
      {"reservation", "fulfil", "1025", "zero=1"},
      {"reservation", "list", "--state", "LOST"},
      {"stock", "receive", "lamp@shop=1:2026-12-24"},
      {"stock", "transfer", "lamp", "shop", "depot", "5"},
      {"supply", "set", "PO-7", "lamp@shop=5:2026-12-24"},
      {"supply", "set", "--kind", "transfer", "T/1", "lamp@shop=5:2026-12-24"},
      {"supply", "receive", "PO-7/1"},
      {"watch", "--from", "yesterday"},
      {"check", "lamp", "-o", "xml"},
      {"check", "lamp", "--timeout-ms", "0"},
      {"snapshot", "push", "/no/such/file.csv"},
  });
}

TEST_F(CliTest, HelpNamesTheExitCodes) {
  EXPECT_EQ(Run({"--help"}), 0);
  EXPECT_NE(out_.find("audit found violations"), std::string::npos);
}

TEST_F(CliTest, TooLittleStockIsExitCodeOne) {
  server_.reserve.set_outcome(v1::ReserveResponse::REFUSED_NOT_ENOUGH);
  auto* line = server_.reserve.add_lines();
  line->set_requested(3);
  line->set_atp(1);
  line->set_short_by(2);
  EXPECT_EQ(Run({"reserve", "lamp@shop=3"}), 1);
  EXPECT_NE(out_.find("REFUSED_NOT_ENOUGH"), std::string::npos);

  server_.check.add_lines()->set_promisable(2);
  EXPECT_EQ(Run({"check", "lamp"}), 0);
  EXPECT_EQ(Run({"check", "lamp", "--quantity", "2"}), 0);
  EXPECT_EQ(Run({"check", "lamp", "--quantity", "3"}), 1);
}

TEST_F(CliTest, WhatIsAtRiskSaysUntilWhen) {
  auto* const change = server_.stock_change.add_changes();
  change->set_item("lamp");
  change->set_location("shop");
  change->set_short_by(5);
  for (const char* until : {"2026-12-24", ""}) {
    auto* const risk = change->add_at_risk();
    risk->set_reservation_id("1025");
    risk->set_quantity(3);
    risk->set_until_day(until);
  }
  EXPECT_EQ(Run({"stock", "adjust", "lamp@shop=-2"}), 0);
  EXPECT_NE(out_.find("AT RISK  LINE  QUANTITY  UNTIL       ITEM  LOCATION\n"
                      "   1025     0         3  2026-12-24  lamp  shop\n"
                      "   1025     0         3  never       lamp  shop\n"),
            std::string::npos)
      << out_;
}

TEST_F(CliTest, ErrorsShowReasonFieldAndMessage) {
  server_.answer = RichError(grpc::StatusCode::FAILED_PRECONDITION, "OVER_FULFIL", "parts[0]");
  EXPECT_EQ(Run({"reservation", "fulfil", "1025", "0=9"}), 3);
  EXPECT_EQ(err_,
            "error: FAILED_PRECONDITION OVER_FULFIL at parts[0]: words for people\n"
            "  over_by: 3\n");
  EXPECT_EQ(Run({"reservation", "fulfil", "1025", "0=9", "-o", "json"}), 3);
  const auto error = nlohmann::json::parse(err_)["error"];
  EXPECT_EQ(error["reason"], "OVER_FULFIL");
  EXPECT_EQ(error["field"], "parts[0]");
  EXPECT_EQ(error["metadata"]["over_by"], "3");
}

TEST_F(CliTest, AWordThatIsNoCommandIsNamed) {
  ExpectNotAsked({{"chekc", "lamp"}, {"stock", "gte", "lamp@shop"}, {}});
  Run({"chekc", "lamp"});
  EXPECT_EQ(err_, "\"chekc\" is no command\nRun with --help for more information.\n");
  Run({"stock", "gte", "lamp@shop"});
  EXPECT_NE(err_.find("\"gte\" is no command"), std::string::npos) << err_;
  Run({"stock"});
  EXPECT_NE(err_.find("subcommand is required"), std::string::npos) << err_;
  Run({"stock", "get", "lamp@shop", "and", "more"});
  EXPECT_EQ(err_, "\"and\" is not expected\nRun with --help for more information.\n");
  Run({"stock", "get", "lamp"});
  EXPECT_NE(err_.find("\"lamp\" is not ITEM@LOCATION"), std::string::npos) << err_;
}

TEST_F(CliTest, UnavailableIsExitCodeFourAndSaysHowToRepeat) {
  server_.answer = RichError(grpc::StatusCode::UNAVAILABLE, "DRAINING", "");
  EXPECT_EQ(Run({"reserve", "lamp@shop=3", "--request-id", "r1"}), 4);
  EXPECT_NE(err_.find("--request-id r1"), std::string::npos);
}

// Its "now" is part of the request.
TEST_F(CliTest, ToRepeatAPushItsReflectedSequenceIsSaidToo) {
  const std::string path = testing::TempDir() + "/count.csv";
  std::ofstream(path) << "item,location,on_hand\nlamp,shop,5\n";
  server_.push_answer = RichError(grpc::StatusCode::UNAVAILABLE, "DRAINING", "");
  EXPECT_EQ(Run({"snapshot", "push", path, "--request-id", "p1"}), 4);
  EXPECT_NE(err_.find("--request-id p1 --reflects 77\n"), std::string::npos) << err_;
  EXPECT_EQ(Run({"snapshot", "push", path, "--request-id", "p1", "-o", "json"}), 4);
  EXPECT_EQ(nlohmann::json::parse(err_)["error"]["repeat_with"], "--reflects 77");
  EXPECT_EQ(Run({"snapshot", "push", path, "--request-id", "p1", "--reflects", "70"}), 4);
  EXPECT_NE(err_.find("--request-id p1\n"), std::string::npos) << err_;
}

TEST_F(CliTest, RequestIdIsRandomAndPrintedUnlessGiven) {
  EXPECT_EQ(Run({"reserve", "lamp@shop=3"}), 0);
  const std::string first = server_.last_request_id;
  EXPECT_EQ(first.size(), 36u);
  EXPECT_EQ(first[14], '4');
  EXPECT_NE(out_.find(first), std::string::npos);
  EXPECT_EQ(Run({"reserve", "lamp@shop=3", "-o", "json"}), 0);
  EXPECT_NE(server_.last_request_id, first);
  EXPECT_EQ(nlohmann::json::parse(out_)["request_id"], server_.last_request_id);
  EXPECT_EQ(Run({"--request-id", "mine", "reserve", "lamp@shop=3"}), 0);
  EXPECT_EQ(server_.last_request_id, "mine");
}

TEST_F(CliTest, CorrelationIdTravels) {
  EXPECT_EQ(Run({"check", "lamp", "--correlation-id", "c-7"}), 0);
  EXPECT_EQ(server_.last_correlation_id, "c-7");
}

TEST_F(CliTest, ListsReadPagesUpToTheLimit) {
  const struct {
    const char* limit;
    size_t rows;
    bool has_more;
  } kCases[] = {{"0", 3, false}, {"3", 3, false}, {"2", 2, true}, {"1", 1, true}};
  for (const auto& c : kCases) {
    EXPECT_EQ(Run({"stock", "list", "--limit", c.limit, "-o", "json"}), 0);
    const auto json = nlohmann::json::parse(out_);
    EXPECT_EQ(json["stock"].size(), c.rows) << c.limit;
    EXPECT_EQ(json["next_page_token"] != "", c.has_more) << c.limit;
  }
}

TEST_F(CliTest, WatchPrintsALinePerDeltaAndSaysWhereToGoOn) {
  v1::WatchResponse event;
  auto* delta = event.add_deltas();
  delta->set_sequence(12);
  delta->set_cause(v1::Delta::RECEIVE);
  auto* change = delta->add_changes();
  change->set_item("lamp");
  change->set_location("shop");
  change->mutable_after()->set_on_hand(5);
  event.set_history("00000000000000c2");
  server_.events = {event};
  EXPECT_EQ(Run({"watch", "--from", "11", "--items", "lamp,table"}), 4);
  EXPECT_EQ(server_.last, "after_sequence: 11 items: \"lamp\" items: \"table\" on_lag: RESET");
  EXPECT_NE(out_.find("12  "), std::string::npos);
  EXPECT_NE(out_.find("lamp@shop on_hand 0 -> 5"), std::string::npos);
  EXPECT_NE(err_.find("--from 12 --history 00000000000000c2"), std::string::npos);

  EXPECT_EQ(Run({"watch", "--count", "1"}), 0);
  EXPECT_EQ(Run({"watch", "--until", "12", "-o", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["deltas"][0]["sequence"], "12");
  EXPECT_EQ(nlohmann::json::parse(out_)["history"], "00000000000000c2");

  v1::WatchResponse reset;
  reset.mutable_reset()->set_oldest_sequence(100);
  server_.events = {reset};
  EXPECT_EQ(Run({"watch", "--from", "11"}), 1);
  EXPECT_NE(err_.find("--from picture"), std::string::npos);
  EXPECT_NE(err_.find("--from 99"), std::string::npos);

  reset.mutable_reset()->set_reason("HISTORY_CHANGED");
  server_.events = {reset};
  EXPECT_EQ(Run({"watch", "--from", "11", "--history", "00000000000000c2"}), 1);
  EXPECT_EQ(server_.last, "after_sequence: 11 on_lag: RESET history: \"00000000000000c2\"");
  EXPECT_EQ(err_.find("--from 99"), std::string::npos);  // nothing is skipped by going on there
}

TEST_F(CliTest, SnapshotStreamsBatchesAndSetsMalformedRowsAside) {
  const std::string path = testing::TempDir() + "/stock.csv";
  std::ofstream(path) << "location,item,on_hand\n"
                         "shop,lamp,5\n"        // line 2
                         "shop,table\n"         // 3: COLUMN_MISSING
                         "shop,chair,many\n"    // 4: QUANTITY_MALFORMED
                         "depot,lamp,-1\n"      // 5: the server's to refuse
                         "depot,\"ta\"ble,1\n"  // 6: TEXT_AFTER_QUOTE
                         "depot,,1\n"           // 7: KEY_EMPTY
                         "depot,chair,7\n";     // 8
  server_.drift.set_row_count(3);
  server_.drift.set_set_aside_count(1);
  auto* aside = server_.drift.add_set_aside();
  aside->set_row(1);
  aside->set_reason("QUANTITY_NEGATIVE");
  EXPECT_EQ(Run({"snapshot", "push", path, "--batch", "2", "--full", "-o", "json"}), 1) << err_;
  ASSERT_EQ(server_.snapshot.size(), 3u);
  const auto& header = server_.snapshot[0].header();
  EXPECT_EQ(header.snapshot_id(), "stock.csv");
  EXPECT_TRUE(header.is_full());
  EXPECT_EQ(header.reflects_sequence(), 77);
  EXPECT_EQ(server_.snapshot[1].rows().rows_size(), 2);
  EXPECT_EQ(server_.snapshot[1].rows().rows(0).item(), "lamp");
  EXPECT_EQ(server_.snapshot[2].rows().rows(0).on_hand(), 7);
  const auto report = nlohmann::json::parse(out_);
  std::string lines;
  for (const auto& row : report["lines_set_aside"]) {
    lines += std::to_string(row["line"].get<int>()) + " " + row["reason"].get<std::string>() + "\n";
  }
  EXPECT_EQ(lines,
            "3 COLUMN_MISSING\n4 QUANTITY_MALFORMED\n5 QUANTITY_NEGATIVE\n"
            "6 TEXT_AFTER_QUOTE\n7 KEY_EMPTY\n");
}

TEST_F(CliTest, SnapshotWithoutItsColumnsIsNotPushed) {
  const std::string path = testing::TempDir() + "/other.csv";
  std::ofstream(path) << "sku,location,on_hand\nlamp,shop,5\n";
  EXPECT_EQ(Run({"snapshot", "push", path}), 2);
  EXPECT_NE(err_.find("\"item\""), std::string::npos);
  EXPECT_TRUE(server_.snapshot.empty());
}

TEST_F(CliTest, DataDirectoryThatIsNotThereIsNamed) {
  EXPECT_EQ(Run({"audit", "/no/such/data"}), 3);
  EXPECT_NE(err_.find("/no/such/data"), std::string::npos);
  EXPECT_EQ(Run({"journal", "dump", "/no/such/data"}), 3);
}

}  // namespace
}  // namespace atp
