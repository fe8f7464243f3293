// The server as its clients see it: answers, streams, health, reflection, recovery and drain.
#include <string>
#include <thread>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

v1::ReserveRequest ReserveRequestFor(const std::string& request_id, int64_t quantity) {
  v1::ReserveRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
  return request;
}

v1::ReserveResponse Reserve(const TestServer& server, const std::string& request_id,
                            int64_t quantity) {
  v1::ReserveResponse response;
  grpc::ClientContext context;
  const grpc::Status status = server.Stub<v1::ReservationService>()->Reserve(
      &context, ReserveRequestFor(request_id, quantity), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

TEST(ServerTest, AShopChecksReservesConfirmsAndFulfils) {
  TestServer server;
  server.ReceiveTen();

  v1::CheckAvailabilityRequest check;
  check.add_lines()->set_item("A");
  v1::CheckAvailabilityResponse available;
  grpc::ClientContext check_context;
  ASSERT_TRUE(server.Stub<v1::AvailabilityService>()
                  ->CheckAvailability(&check_context, check, &available)
                  .ok());
  ASSERT_EQ(available.lines_size(), 1);
  EXPECT_EQ(available.lines(0).promisable(), 10);
  EXPECT_EQ(available.lines(0).day(), "2026-03-02");
  EXPECT_EQ(available.lines(0).locations(0).location(), "L");

  const v1::ReserveResponse reserved = Reserve(server, "r1", 4);
  EXPECT_EQ(reserved.outcome(), v1::ReserveResponse::RESERVED);
  EXPECT_EQ(reserved.state(), v1::Reservation::HELD);
  EXPECT_EQ(reserved.lines(0).promised(), 4);
  EXPECT_EQ(reserved.deadline().seconds(), kNoon / kMicrosPerSecond + 15 * 60);
  EXPECT_FALSE(reserved.is_repeat());

  const auto stub = server.Stub<v1::ReservationService>();
  v1::ConfirmRequest confirm;
  confirm.set_request_id("c1");
  confirm.set_reservation_id(reserved.reservation_id());
  v1::ReservationChange confirmed;
  grpc::ClientContext confirm_context;
  ASSERT_TRUE(stub->Confirm(&confirm_context, confirm, &confirmed).ok());
  EXPECT_EQ(confirmed.state(), v1::Reservation::CONFIRMED);
  EXPECT_FALSE(confirmed.has_deadline());

  v1::FulfilRequest fulfil;
  fulfil.set_request_id("f1");
  fulfil.set_reservation_id(reserved.reservation_id());
  auto* const part = fulfil.add_parts();
  part->set_quantity(3);
  v1::ReservationChange fulfilled;
  grpc::ClientContext fulfil_context;
  ASSERT_TRUE(stub->Fulfil(&fulfil_context, fulfil, &fulfilled).ok());
  ASSERT_EQ(fulfilled.lines_size(), 1);
  EXPECT_EQ(fulfilled.lines(0).quantity(), 3);
  EXPECT_EQ(fulfilled.lines(0).open(), 1);
  EXPECT_EQ(fulfilled.lines(0).fulfilled(), 3);

  v1::GetReservationRequest get;
  get.set_reservation_id(reserved.reservation_id());
  v1::GetReservationResponse got;
  grpc::ClientContext get_context;
  ASSERT_TRUE(stub->GetReservation(&get_context, get, &got).ok());
  EXPECT_EQ(got.reservation().lines(0).item(), "A");
  EXPECT_EQ(got.reservation().lines(0).open(), 1);
  EXPECT_EQ(got.sequence(), fulfilled.sequence());

  v1::GetStockRequest stock;
  stock.set_item("A");
  stock.set_location("L");
  v1::GetStockResponse stands;
  grpc::ClientContext stock_context;
  ASSERT_TRUE(server.Stub<v1::InventoryService>()->GetStock(&stock_context, stock, &stands).ok());
  EXPECT_EQ(stands.stock().balances().on_hand(), 7);
  EXPECT_EQ(stands.stock().balances().reserved(), 1);
}

TEST(ServerTest, TooLittleStockIsAnAnswerWithNumbers) {
  TestServer server;
  server.ReceiveTen();
  const v1::ReserveResponse refused = Reserve(server, "r1", 13);
  EXPECT_EQ(refused.outcome(), v1::ReserveResponse::REFUSED_NOT_ENOUGH);
  EXPECT_EQ(refused.reservation_id(), "");
  EXPECT_EQ(refused.lines(0).promised(), 0);
  EXPECT_EQ(refused.lines(0).short_by(), 3);
  EXPECT_EQ(refused.lines(0).atp(), 10);
}

TEST(ServerTest, ARepeatedRequestGetsTheFirstAnswer) {
  TestServer server;
  server.ReceiveTen();
  const v1::ReserveResponse first = Reserve(server, "r1", 4);
  v1::ReserveResponse second = Reserve(server, "r1", 4);
  EXPECT_TRUE(second.is_repeat());
  second.set_is_repeat(false);
  EXPECT_EQ(second.DebugString(), first.DebugString());
}

TEST(ServerTest, ValidateOnlyAnswersAndChangesNothing) {
  TestServer server;
  server.ReceiveTen();
  const std::string before = server.engine().DumpState();
  v1::ReserveRequest request = ReserveRequestFor("", 4);
  request.set_validate_only(true);
  v1::ReserveResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      server.Stub<v1::ReservationService>()->Reserve(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.outcome(), v1::ReserveResponse::RESERVED);
  EXPECT_EQ(response.reservation_id(), "");
  EXPECT_EQ(response.sequence(), 0);
  EXPECT_EQ(server.engine().DumpState(), before);
}

grpc::Status PushSnapshot(const TestServer& server, const v1::PushSnapshotRequest& header,
                          v1::PushSnapshotResponse* report) {
  v1::PushSnapshotRequest rows;
  auto* const good = rows.mutable_rows()->add_rows();
  good->set_item("A");
  good->set_location("L");
  good->set_on_hand(8);
  rows.mutable_rows()->add_rows()->set_item("no location");
  grpc::ClientContext context;
  const auto writer = server.Stub<v1::InventoryService>()->PushSnapshot(&context, report);
  writer->Write(header);
  writer->Write(rows);
  writer->WritesDone();
  return writer->Finish();
}

TEST(ServerTest, ASnapshotIsPushedAndAnsweredWithItsDrift) {
  TestServer server;
  server.ReceiveTen();
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_request_id("push");
  header.mutable_header()->set_source("erp");
  header.mutable_header()->set_snapshot_id("1");
  header.mutable_header()->set_reflects_sequence(
      static_cast<int64_t>(server.engine().Status().durable));
  v1::PushSnapshotResponse report;
  const grpc::Status status = PushSnapshot(server, header, &report);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(report.row_count(), 2);
  EXPECT_EQ(report.set_count(), 1);
  EXPECT_EQ(report.drift_net(), -2);
  ASSERT_EQ(report.set_aside_size(), 1);
  EXPECT_EQ(report.set_aside(0).row(), 1);
  EXPECT_EQ(report.set_aside(0).reason(), "KEY_EMPTY");
  EXPECT_FALSE(report.is_repeat());

  v1::PushSnapshotResponse again;
  ASSERT_TRUE(PushSnapshot(server, header, &again).ok());
  report.clear_largest();
  report.clear_set_aside();
  report.set_is_repeat(true);
  EXPECT_EQ(again.DebugString(), report.DebugString());

  header.mutable_header()->set_is_full(true);
  const ClientError error = ReadError(PushSnapshot(server, header, &again));
  EXPECT_EQ(error.reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(error.field, "header.request_id");
}

TEST(ServerTest, AWatcherSeesEverySequenceOnceWithItsCorrelationId) {
  TestServer server;
  server.ReceiveTen();
  const auto stub = server.Stub<v1::DeltaService>();
  grpc::ClientContext watch_context;
  v1::WatchRequest watch;
  watch.set_after_sequence(0);
  const auto reader = stub->Watch(&watch_context, watch);

  grpc::ClientContext reserve_context;
  reserve_context.AddMetadata("x-correlation-id", "order-7");
  v1::ReserveResponse reserved;
  ASSERT_TRUE(server.Stub<v1::ReservationService>()
                  ->Reserve(&reserve_context, ReserveRequestFor("r1", 4), &reserved)
                  .ok());
  const auto& echoed = reserve_context.GetServerInitialMetadata();
  ASSERT_EQ(echoed.count("x-correlation-id"), 1u);
  EXPECT_EQ(echoed.find("x-correlation-id")->second, "order-7");

  int64_t last = 0;
  v1::WatchResponse event;
  while (last < reserved.sequence() && reader->Read(&event)) {
    for (const v1::Delta& delta : event.deltas()) {
      EXPECT_EQ(delta.sequence(), last + 1);
      last = delta.sequence();
    }
  }
  ASSERT_EQ(last, reserved.sequence());
  const v1::Delta& delta = *event.deltas().rbegin();
  EXPECT_EQ(delta.cause(), v1::Delta::RESERVE);
  EXPECT_EQ(delta.correlation_id(), "order-7");
  EXPECT_EQ(delta.request_id(), "r1");
  EXPECT_EQ(delta.reservation_id(), reserved.reservation_id());
  ASSERT_EQ(delta.changes_size(), 1);
  EXPECT_EQ(delta.changes(0).after().reserved(), 4);
  watch_context.TryCancel();
  while (reader->Read(&event)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
}

TEST(ServerTest, AFullPictureComesBeforeTheTail) {
  TestServer server;
  server.ReceiveTen();
  grpc::ClientContext context;
  v1::WatchRequest watch;
  watch.mutable_full_picture();
  const auto reader = server.Stub<v1::DeltaService>()->Watch(&context, watch);
  v1::WatchResponse event;
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_EQ(event.picture_positions(0).item(), "A");
  EXPECT_EQ(event.picture_positions(0).balances().on_hand(), 10);
  ASSERT_TRUE(reader->Read(&event));
  EXPECT_TRUE(event.has_picture_end());
  context.TryCancel();
  while (reader->Read(&event)) {
  }
  reader->Finish();
}

TEST(ServerTest, StatusSaysHowItIs) {
  TestServer server;
  server.ReceiveTen();
  v1::GetStatusResponse status;
  grpc::ClientContext context;
  ASSERT_TRUE(server.Stub<v1::AdminService>()->GetStatus(&context, {}, &status).ok());
  EXPECT_TRUE(status.healthy());
  EXPECT_EQ(status.item_count(), 1);
  EXPECT_EQ(status.durability(), v1::GetStatusResponse::SYNC_EACH_GROUP);
  v1::CheckpointResponse checkpoint;
  grpc::ClientContext checkpoint_context;
  ASSERT_TRUE(
      server.Stub<v1::AdminService>()->Checkpoint(&checkpoint_context, {}, &checkpoint).ok());
  EXPECT_EQ(checkpoint.sequence(), status.durable_sequence());
}

TEST(ServerTest, WhileItRecoversCallsAreToldToComeBack) {
  TestServer server(TestServerOptions(), /*open=*/false);
  EXPECT_EQ(Health(server, ""), "NOT_SERVING");
  EXPECT_EQ(Health(server, "atp.v1.ReservationService"), "NOT_SERVING");
  v1::ReserveResponse response;
  grpc::ClientContext context;
  const grpc::Status status = server.Stub<v1::ReservationService>()->Reserve(
      &context, ReserveRequestFor("r1", 4), &response);
  EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadError(status).reason, "RECOVERING");
  EXPECT_TRUE(ReadError(status).says_when_to_retry);

  server.OpenEngine();
  EXPECT_EQ(Health(server, ""), "SERVING");
  EXPECT_EQ(Health(server, "atp.v1.ReservationService"), "SERVING");
  server->SetHealthy(false);
  EXPECT_EQ(Health(server, ""), "NOT_SERVING");
  EXPECT_EQ(Health(server, "nobody"), std::to_string(StatusCode::NOT_FOUND));
}

TEST(ServerTest, ADrainEndsStreamsAndTellsThemWhy) {
  TestServer server;
  server.ReceiveTen();
  grpc::ClientContext context;
  v1::WatchRequest watch;
  watch.set_after_sequence(0);
  const auto reader = server.Stub<v1::DeltaService>()->Watch(&context, watch);
  v1::WatchResponse event;
  ASSERT_TRUE(reader->Read(&event));
  std::thread drain([&server] { server->Drain(); });
  while (reader->Read(&event)) {
  }
  const grpc::Status status = reader->Finish();
  drain.join();
  EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadError(status).reason, "DRAINING");
}

TEST(ServerTest, StreamsBeyondTheMostAreRefused) {
  ServerOptions options = TestServerOptions();
  options.watches_max = 1;
  TestServer server(options);
  server.ReceiveTen();
  v1::WatchRequest watch;
  watch.set_after_sequence(0);
  v1::WatchResponse event;
  const auto stub = server.Stub<v1::DeltaService>();
  grpc::ClientContext first_context;
  const auto first = stub->Watch(&first_context, watch);
  ASSERT_TRUE(first->Read(&event));
  grpc::ClientContext second_context;
  const auto second = stub->Watch(&second_context, watch);
  EXPECT_FALSE(second->Read(&event));
  const grpc::Status status = second->Finish();
  EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReadError(status).reason, "TOO_MANY_SUBSCRIBERS");
  first_context.TryCancel();
  while (first->Read(&event)) {
  }
}

TEST(ServerTest, ReflectionIsThereOnlyIfAskedFor) {
  constexpr char kMethod[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  const std::string list_services("\x3a\x01*", 3);
  std::string response;
  TestServer without;
  EXPECT_EQ(CallBytes(without, kMethod, list_services, &response).error_code(),
            StatusCode::UNIMPLEMENTED);
  ServerOptions options = TestServerOptions();
  options.reflection = true;
  TestServer with(options);
  EXPECT_TRUE(CallBytes(with, kMethod, list_services, &response).ok());
  EXPECT_NE(response.find("atp.v1.AvailabilityService"), std::string::npos);
}

TEST(ServerTest, AnAddressThatIsTakenIsRefused) {
  TestServer server;
  ServerOptions options = TestServerOptions();
  options.address = "127.0.0.1:" + std::to_string(server->port());
  const SystemClock clock;
  EXPECT_FALSE(GrpcServer::Start(options, 1000, &clock).ok());
}

}  // namespace
}  // namespace atp
