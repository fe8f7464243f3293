// What callers who are known may and may not do, beyond the table of methods: limits within
// streams, the audit log of changes, files that change, and rates.
#include <sys/stat.h>

#include <string>

#include "gtest/gtest.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "server/access_fixture.h"

namespace atp {
namespace {

constexpr char kReceive[] = "/atp.v1.InventoryService/ReceiveStock";
constexpr char kReserve[] = "/atp.v1.ReservationService/Reserve";
constexpr char kRelease[] = "/atp.v1.ReservationService/Release";
constexpr char kGetStock[] = "/atp.v1.InventoryService/GetStock";
constexpr char kPush[] = "/atp.v1.InventoryService/PushSnapshot";
constexpr char kBatch[] = "/atp.v1.BatchService/Batch";

v1::ReceiveStockRequest Receipt(const std::string& request_id, const std::string& location = "L") {
  v1::ReceiveStockRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location(location);
  line->set_quantity(10);
  return request;
}

v1::ReserveRequest Reservation(const std::string& request_id, const std::string& location = "L",
                               int64_t quantity = 1) {
  v1::ReserveRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location(location);
  line->set_quantity(quantity);
  return request;
}

v1::GetStockRequest StockOf(const std::string& location) {
  v1::GetStockRequest request;
  request.set_item("A");
  request.set_location(location);
  return request;
}

class AccessTest : public ::testing::Test {
 protected:
  std::string Call(const Caller& caller, const std::string& method,
                   const google::protobuf::Message& request) {
    return Verdict(server_.Call(caller, method, request).status);
  }
  std::string Reserved(const Caller& caller, const v1::ReserveRequest& request) {
    const CallAnswer answer = server_.Call(caller, kReserve, request);
    v1::ReserveResponse response;
    EXPECT_TRUE(answer.messages.size() == 1 && response.ParseFromString(answer.messages[0]))
        << Verdict(answer.status);
    return response.reservation_id();
  }
  // "method request_id" of each change that was written down.
  std::vector<std::string> Changes() {
    std::vector<std::string> changes;
    for (const auto& line : server_.AuditLines()) {
      if (line["event"] != "change") continue;
      EXPECT_GT(line["sequence"], 0);
      changes.push_back(line["method"].get<std::string>() + " " +
                        line["request_id"].get<std::string>());
    }
    return changes;
  }

  GuardedServer server_;
  const Caller admin_ = server_.Admin();
};

TEST_F(AccessTest, ACertificateOrATokenOpensTheDoor) {
  EXPECT_EQ(Call(admin_, kReceive, Receipt("r")), "OK");
  const std::string token = server_.token_key().Sign(server_.Claims("stock.read"));
  EXPECT_EQ(Call(server_.WithToken(token), kGetStock, StockOf("L")), "OK");
  EXPECT_EQ(Call(server_.WithToken(token), kReceive, Receipt("s")),
            "PERMISSION_DENIED SCOPE_MISSING");
  // The token says who calls, whatever certificate the connection has.
  EXPECT_EQ(Call({admin_.certificate, {"Bearer " + token}}, kReceive, Receipt("s")),
            "PERMISSION_DENIED SCOPE_MISSING");
}

TEST_F(AccessTest, AReservationIsReachedWhereItsLinesAre) {
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1", "L")), "OK");
  ASSERT_EQ(Call(admin_, kReceive, Receipt("2", "E")), "OK");
  const Caller elsewhere = server_.Known("x", "URI:spiffe://shop/elsewhere");
  v1::ReleaseRequest release;
  release.set_request_id("release");
  release.set_reservation_id(Reserved(admin_, Reservation("3", "L")));
  EXPECT_EQ(Call(elsewhere, kRelease, release), "PERMISSION_DENIED LOCATION_NOT_GRANTED");
  release.set_reservation_id(Reserved(elsewhere, Reservation("4", "E")));
  EXPECT_EQ(Call(elsewhere, kRelease, release), "OK");
  release.set_reservation_id("999999");
  release.set_request_id("another");
  EXPECT_EQ(Call(elsewhere, kRelease, release), "NOT_FOUND UNKNOWN_RESERVATION");
}

TEST_F(AccessTest, AnItemThatIsDeniedLeavesTheOthersOfItsBatch) {
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1", "L")), "OK");
  ASSERT_EQ(Call(admin_, kReceive, Receipt("2", "E")), "OK");
  const Caller elsewhere = server_.Known("x", "URI:spiffe://shop/elsewhere");
  v1::BatchRequest batch;
  *batch.add_items()->mutable_reserve() = Reservation("a", "E");
  *batch.add_items()->mutable_reserve() = Reservation("b", "L");
  *batch.add_items()->mutable_receive_stock() = Receipt("c", "E");
  const CallAnswer answer = server_.Call(elsewhere, kBatch, batch);
  v1::BatchResponse response;
  ASSERT_TRUE(answer.messages.size() == 1 && response.ParseFromString(answer.messages[0]));
  ASSERT_EQ(response.results_size(), 3);
  EXPECT_TRUE(response.results(0).has_reserve());
  EXPECT_EQ(response.results(1).error().code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_TRUE(response.results(2).has_stock());
  EXPECT_EQ(Changes(), (std::vector<std::string>{"ReceiveStock 1", "ReceiveStock 2", "Reserve a",
                                                 "ReceiveStock c"}));
}

TEST_F(AccessTest, ASnapshotEndsAtTheFirstRowElsewhere) {
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1", "L")), "OK");
  const Caller elsewhere = server_.Known("x", "URI:spiffe://shop/elsewhere");
  v1::PushSnapshotRequest rows;
  auto* const row = rows.mutable_rows()->add_rows();
  row->set_item("A");
  row->set_location("L");
  row->set_on_hand(5);
  auto stub = v1::InventoryService::NewStub(server_.Connect(elsewhere));
  grpc::ClientContext context;
  v1::PushSnapshotResponse response;
  const auto stream = stub->PushSnapshot(&context, &response);
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_request_id("push");
  header.mutable_header()->set_source("erp");
  header.mutable_header()->set_snapshot_id("1");
  header.mutable_header()->set_reflects_sequence(1);
  stream->Write(header);
  stream->Write(rows);
  stream->WritesDone();
  EXPECT_EQ(Verdict(stream->Finish()), "PERMISSION_DENIED LOCATION_NOT_GRANTED");
  EXPECT_EQ(Changes(), (std::vector<std::string>{"ReceiveStock 1"}));
}

TEST_F(AccessTest, EachChangeLeavesOneLineAndNothingElseDoes) {
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1")), "OK");
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1")), "OK") << "a repetition changes nothing";
  v1::ReceiveStockRequest only_asking = Receipt("2");
  only_asking.set_validate_only(true);
  ASSERT_EQ(Call(admin_, kReceive, only_asking), "OK");
  ASSERT_EQ(Call(admin_, kReserve, Reservation("3", "L", 1000)), "OK") << "the answer is no";
  ASSERT_EQ(Call(admin_, kReserve, Reservation("", "L")), "INVALID_ARGUMENT REQUEST_ID_MISSING");
  ASSERT_EQ(Call(admin_, kGetStock, StockOf("L")), "OK");
  ASSERT_EQ(Call(admin_, kReserve, Reservation("4")), "OK");
  EXPECT_EQ(Changes(), (std::vector<std::string>{"ReceiveStock 1", "Reserve 4"}));
  for (const auto& line : server_.AuditLines()) EXPECT_EQ(line["identity"], "cn:admin");
}

TEST_F(AccessTest, ChangesAreNotTakenWhileTheyCannotBeWrittenDown) {
  ASSERT_EQ(Call(admin_, kReceive, Receipt("1")), "OK");
  const std::string log = server_.Path("audit.log");
  ASSERT_EQ(rename(log.c_str(), (log + ".1").c_str()), 0);
  ASSERT_EQ(mkdir(log.c_str(), 0700), 0);
  server_->clock().Advance(kMicrosPerSecond);
  EXPECT_EQ(Call(admin_, kReceive, Receipt("2")), "OK") << "this one finds it out";
  EXPECT_EQ(Call(admin_, kReceive, Receipt("3")), "UNAVAILABLE AUDIT_LOG_FAILED");
  EXPECT_EQ(Call(admin_, kGetStock, StockOf("L")), "OK");
  ASSERT_EQ(rmdir(log.c_str()), 0);
  server_->clock().Advance(kMicrosPerSecond);
  EXPECT_EQ(Call(admin_, kReceive, Receipt("3")), "UNAVAILABLE AUDIT_LOG_FAILED")
      << "the line that says so is the first to be written again";
  EXPECT_EQ(Call(admin_, kReceive, Receipt("3")), "OK");
}

TEST_F(AccessTest, APolicyIsInForceSoonAfterItHasChanged) {
  const Caller nobody = server_.Known("nobody");
  EXPECT_EQ(Call(nobody, kReceive, Receipt("1")), "PERMISSION_DENIED SCOPE_MISSING");
  server_.Write("policy.json",
                R"({"identities": [{"certificate": "cn:nobody", "scopes": ["stock.write"]}]})");
  server_->clock().Advance(kMicrosPerSecond);
  EXPECT_EQ(Call(nobody, kReceive, Receipt("1")), "OK");
  EXPECT_EQ(Call(admin_, kReceive, Receipt("2")), "PERMISSION_DENIED IDENTITY_UNKNOWN");
}

TEST_F(AccessTest, AnAuthorityThatIsTakenAwayVouchesNoMore) {
  const TestAuthority next("next", kNoon);
  const Caller known{next.Issue("admin", "", kNoon + kMicrosPerHour), {}};
  EXPECT_EQ(Call(known, kReceive, Receipt("1")), "UNAVAILABLE");
  server_.Write("clients.pem", next.cert());
  server_->clock().Advance(kMicrosPerSecond);
  EXPECT_EQ(Call(known, kReceive, Receipt("1")), "OK");
  EXPECT_EQ(Call(admin_, kReceive, Receipt("2")), "UNAVAILABLE");
}

TEST_F(AccessTest, TheServersOwnCertificateIsRenewedWithoutARestart) {
  const std::shared_ptr<grpc::Channel> open = server_.Connect(admin_);
  ASSERT_EQ(Verdict(server_.Call(open, admin_, kReceive, Receipt("1")).status), "OK");
  const TestAuthority next("servers 2", SystemClock().Now());
  const TestCertificate own =
      next.Issue("atpd", "DNS:atpd.test", SystemClock().Now() + kMicrosPerHour);
  server_.Write("server.key", own.key);
  server_.Write("server.pem", own.cert);
  bool is_renewed = false;
  for (int i = 0; i < 100 && !is_renewed; ++i) {
    is_renewed =
        server_.Connect(admin_, next)
            ->WaitForConnected(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  }
  EXPECT_TRUE(is_renewed);
  EXPECT_EQ(Verdict(server_.Call(open, admin_, kReceive, Receipt("2")).status), "OK")
      << "a connection that is open stays";
}

TEST(AccessLimitsTest, WhoCallsTooOftenIsToldWhenToComeBack) {
  GuardedServer server({/*per_second=*/10, /*burst=*/3, /*at_once=*/2});
  const Caller admin = server.Admin();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(Verdict(server.Call(admin, kReceive, Receipt(std::to_string(i))).status), "OK");
  }
  const CallAnswer refused = server.Call(admin, kReceive, Receipt("4"));
  EXPECT_EQ(Verdict(refused.status), "RESOURCE_EXHAUSTED RATE_LIMITED");
  EXPECT_TRUE(ReadError(refused.status).says_when_to_retry);
  const std::string token = server.token_key().Sign(server.Claims("stock.read"));
  EXPECT_EQ(Verdict(server.Call(server.WithToken(token), kGetStock, StockOf("L")).status), "OK");
  server->clock().Advance(kMicrosPerSecond);
  EXPECT_EQ(Verdict(server.Call(admin, kReceive, Receipt("4")).status), "OK");
}

TEST(AccessLimitsTest, OpenStreamsCountAsCallsUnderWay) {
  GuardedServer server({/*per_second=*/1000, /*burst=*/1000, /*at_once=*/1});
  const Caller admin = server.Admin();
  auto stub = v1::DeltaService::NewStub(server.Connect(admin));
  grpc::ClientContext context;
  const auto stream = stub->Watch(&context, v1::WatchRequest());
  stream->WaitForInitialMetadata();
  EXPECT_EQ(Verdict(server.Call(admin, kGetStock, StockOf("L")).status),
            "RESOURCE_EXHAUSTED TOO_MANY_CALLS");
}

}  // namespace
}  // namespace atp
