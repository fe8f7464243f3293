// Calls that ask for more than there is room for, or that come too late: each is refused, changes
// nothing, and leaves the server to others.
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

constexpr int kTooManyLines = 1001;
constexpr size_t kTooManyBytes = 5 << 20;

v1::ReserveRequest Reservation(const std::string& request_id) {
  v1::ReserveRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(1);
  return request;
}

grpc::Status Reserve(const TestServer& server, const v1::ReserveRequest& request,
                     grpc::ClientContext* context) {
  v1::ReserveResponse response;
  return server.Stub<v1::ReservationService>()->Reserve(context, request, &response);
}

grpc::Status Reserve(const TestServer& server, const v1::ReserveRequest& request) {
  grpc::ClientContext context;
  return Reserve(server, request, &context);
}

grpc::Status ReserveTooManyLines(const TestServer& server) {
  v1::ReserveRequest request = Reservation("limits");
  while (request.lines_size() < kTooManyLines) *request.add_lines() = request.lines(0);
  return Reserve(server, request);
}

grpc::Status ReleaseTooManyParts(const TestServer& server) {
  v1::ReleaseRequest request;
  request.set_request_id("limits");
  request.set_reservation_id("256");
  while (request.parts_size() < kTooManyLines) request.add_parts()->set_quantity(1);
  v1::ReservationChange response;
  grpc::ClientContext context;
  return server.Stub<v1::ReservationService>()->Release(&context, request, &response);
}

grpc::Status ReceiveTooManyLines(const TestServer& server) {
  v1::ReceiveStockRequest request;
  request.set_request_id("limits");
  while (request.lines_size() < kTooManyLines) {
    auto* const line = request.add_lines();
    line->set_item("A");
    line->set_location("L");
    line->set_quantity(1);
  }
  v1::StockChange response;
  grpc::ClientContext context;
  return server.Stub<v1::InventoryService>()->ReceiveStock(&context, request, &response);
}

grpc::Status CheckTooManyLines(const TestServer& server) {
  v1::CheckAvailabilityRequest request;
  while (request.lines_size() < kTooManyLines) request.add_lines()->set_item("A");
  v1::CheckAvailabilityResponse response;
  grpc::ClientContext context;
  return server.Stub<v1::AvailabilityService>()->CheckAvailability(&context, request, &response);
}

grpc::Status WatchTooManyItems(const TestServer& server) {
  v1::WatchRequest request;
  while (request.items_size() < kTooManyLines) request.add_items("A");
  grpc::ClientContext context;
  const auto stub = server.Stub<v1::DeltaService>();
  const auto reader = stub->Watch(&context, request);
  v1::WatchResponse event;
  EXPECT_FALSE(reader->Read(&event));
  return reader->Finish();
}

grpc::Status ReserveWithTooManyBytes(const TestServer& server) {
  v1::ReserveRequest request = Reservation("limits");
  request.set_reference(std::string(kTooManyBytes, 'x'));
  return Reserve(server, request);
}

grpc::Status ReserveTooLate(const TestServer& server) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  return Reserve(server, Reservation("limits"), &context);
}

TEST(LimitsTest, WhoIsRefusedChangesNothingAndOthersAreServed) {
  struct Case {
    const char* what;
    std::function<grpc::Status(const TestServer&)> call;
    StatusCode code;
    const char* reason;  // empty: refused before the server's own code
    const char* field;
  };
  const Case cases[] = {
      {"1,001 lines", ReserveTooManyLines, StatusCode::INVALID_ARGUMENT, "TOO_MANY_LINES", "lines"},
      {"1,001 parts", ReleaseTooManyParts, StatusCode::INVALID_ARGUMENT, "TOO_MANY_LINES", "parts"},
      {"1,001 receipts", ReceiveTooManyLines, StatusCode::INVALID_ARGUMENT, "TOO_MANY_LINES",
       "lines"},
      {"1,001 checks", CheckTooManyLines, StatusCode::INVALID_ARGUMENT, "TOO_MANY_LINES", "lines"},
      {"1,001 filters", WatchTooManyItems, StatusCode::INVALID_ARGUMENT, "FIELD_OUT_OF_RANGE",
       "items"},
      {"5 MiB", ReserveWithTooManyBytes, StatusCode::RESOURCE_EXHAUSTED, "", ""},
      {"after its deadline", ReserveTooLate, StatusCode::DEADLINE_EXCEEDED, "", ""},
  };
  TestServer server;
  server.ReceiveTen();
  int served = 0;
  for (const Case& c : cases) {
    const std::string before = server.engine().DumpState();
    const grpc::Status status = c.call(server);
    EXPECT_EQ(status.error_code(), c.code) << c.what << ": " << status.error_message();
    EXPECT_EQ(ReadError(status).reason, c.reason) << c.what;
    EXPECT_EQ(ReadError(status).field, c.field) << c.what;
    EXPECT_TRUE(server.engine().DumpState() == before) << c.what;

    const grpc::Status other = Reserve(server, Reservation("other" + std::to_string(served)));
    EXPECT_TRUE(other.ok()) << "after " << c.what << ": " << other.error_message();
    EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, ++served);
  }
}

// The disk is slow: what waits for it is bounded, and checks do not wait with it.
TEST(LimitsTest, ChangesThatFindNoPlaceAreRefusedAtOnceAndChecksAreNot) {
  ServerOptions options = TestServerOptions();
  options.changes_max = 2;
  TestServer server(options);
  server.ReceiveTen();
  const Sequence before = server.engine().Status().journaled;
  server.disk().Hold();
  std::vector<std::thread> waiting;
  for (const char* id : {"a", "b"}) {
    waiting.emplace_back(
        [&server, id] { EXPECT_TRUE(Reserve(server, Reservation(id)).ok()) << id; });
  }
  while (server.engine().Status().journaled < before + 2) std::this_thread::yield();

  const grpc::Status refused = Reserve(server, Reservation("c"));
  EXPECT_EQ(refused.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReadError(refused).reason, "OVERLOADED");
  EXPECT_TRUE(ReadError(refused).says_when_to_retry);
  v1::CheckAvailabilityRequest check;
  check.add_lines()->set_item("A");
  v1::CheckAvailabilityResponse answer;
  grpc::ClientContext context;
  EXPECT_TRUE(
      server.Stub<v1::AvailabilityService>()->CheckAvailability(&context, check, &answer).ok());

  server.disk().Release();
  for (std::thread& thread : waiting) thread.join();
  EXPECT_TRUE(Reserve(server, Reservation("c")).ok());
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 3);
}

TEST(LimitsTest, WhileMemoryIsFullNothingNewIsReserved) {
  TestServer server;
  server.ReceiveTen();
  ASSERT_TRUE(Reserve(server, Reservation("before")).ok());
  server.engine().SetFull(true);
  const grpc::Status refused = Reserve(server, Reservation("new"));
  EXPECT_EQ(refused.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReadError(refused).reason, "LEDGER_FULL");
  EXPECT_TRUE(ReadError(refused).says_when_to_retry);
  EXPECT_TRUE(Reserve(server, Reservation("before")).ok());

  v1::GetStatusResponse status;
  grpc::ClientContext context;
  ASSERT_TRUE(server.Stub<v1::AdminService>()->GetStatus(&context, {}, &status).ok());
  EXPECT_TRUE(status.full());
  EXPECT_GT(status.resident_bytes(), 0);

  server.engine().SetFull(false);
  EXPECT_TRUE(Reserve(server, Reservation("new")).ok());
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 2);
}

// Wherever on its way a call is when its deadline passes, a repeat with the same id settles it.
TEST(LimitsTest, ADeadlineThatPassesMakesNoChangeTwice) {
  constexpr int kCalls = 100;
  TestServer server;
  v1::ReceiveStockRequest receive;
  receive.set_request_id("receive");
  auto* const line = receive.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(kCalls);
  v1::StockChange received;
  grpc::ClientContext receive_context;
  ASSERT_TRUE(
      server.Stub<v1::InventoryService>()->ReceiveStock(&receive_context, receive, &received).ok());
  for (int i = 0; i < kCalls; ++i) {
    const v1::ReserveRequest request = Reservation("r" + std::to_string(i));
    grpc::ClientContext hurried;
    hurried.set_deadline(std::chrono::system_clock::now() + std::chrono::microseconds(20 * i));
    const grpc::Status first = Reserve(server, request, &hurried);
    EXPECT_TRUE(first.ok() || first.error_code() == StatusCode::DEADLINE_EXCEEDED)
        << first.error_message();
    const grpc::Status again = Reserve(server, request);
    EXPECT_TRUE(again.ok()) << again.error_message();
  }
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, kCalls);
}

}  // namespace
}  // namespace atp
