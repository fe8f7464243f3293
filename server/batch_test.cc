// The batched stream, as clients see it.
#include <grpcpp/generic/generic_stub.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "proto/atp/v1/batch_service.grpc.pb.h"
#include "server/call_fixture.h"

namespace atp {
namespace {

using grpc::StatusCode;

v1::StockLine* Line(v1::ReceiveStockRequest* request) { return request->add_lines(); }
v1::ReserveRequest::Line* Line(v1::ReserveRequest* request) { return request->add_lines(); }

// `quantity` of item A at L.
template <typename Request>
void Ask(const std::string& request_id, int64_t quantity, Request* request) {
  request->set_request_id(request_id);
  auto* const line = Line(request);
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
}

void AddReserve(const std::string& request_id, int64_t quantity, v1::BatchRequest* batch) {
  Ask(request_id, quantity, batch->add_items()->mutable_reserve());
}

void AddReceive(const std::string& request_id, int64_t quantity, v1::BatchRequest* batch) {
  Ask(request_id, quantity, batch->add_items()->mutable_receive_stock());
}

void AddCheck(v1::BatchRequest* batch) {
  batch->add_items()->mutable_check()->add_lines()->set_item("A");
}

// One stream, used by one thread.
class Stream {
 public:
  explicit Stream(const TestServer& server)
      : stub_(server.Stub<v1::BatchService>()), stream_(stub_->Batch(&context_)) {}

  bool Write(const v1::BatchRequest& request) { return stream_->Write(request); }
  v1::BatchResponse Read() {
    v1::BatchResponse response;
    EXPECT_TRUE(stream_->Read(&response));
    return response;
  }
  v1::BatchResponse Call(const v1::BatchRequest& request) {
    EXPECT_TRUE(Write(request));
    return Read();
  }
  // Nothing more is read.
  grpc::Status Finish() {
    v1::BatchResponse response;
    EXPECT_FALSE(stream_->Read(&response)) << response.ShortDebugString();
    return stream_->Finish();
  }
  grpc::Status Close() {
    stream_->WritesDone();
    return Finish();
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::BatchService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::BatchRequest, v1::BatchResponse>> stream_;
};

// "REASON field" of an error.
std::string Refusal(const v1::BatchError& error) {
  const ClientError read = ReadError(grpc::Status(static_cast<StatusCode>(error.code()),
                                                  error.message(), error.SerializeAsString()));
  return read.field.empty() ? read.reason : read.reason + " " + read.field;
}

// What each item came to, in words.
std::string Told(const v1::BatchResult& result) {
  switch (result.result_case()) {
    case v1::BatchResult::kError:
      return Refusal(result.error());
    case v1::BatchResult::kReserve:
      return v1::ReserveResponse::Outcome_Name(result.reserve().outcome());
    case v1::BatchResult::kReserveBrief:
      return v1::ReserveResponse::Outcome_Name(result.reserve_brief().outcome());
    case v1::BatchResult::kCheck:
      return std::to_string(result.check().lines(0).promisable());
    case v1::BatchResult::kCheckBrief:
      return std::to_string(result.check_brief().promisable(0));
    case v1::BatchResult::kChange:
      return v1::Reservation::State_Name(result.change().state());
    case v1::BatchResult::kChangeBrief:
      return v1::Reservation::State_Name(result.change_brief().state());
    case v1::BatchResult::kStock:
      return std::to_string(result.stock().changes(0).after().on_hand());
    case v1::BatchResult::RESULT_NOT_SET:
      break;
  }
  return "nothing";
}

std::vector<std::string> Told(const v1::BatchResponse& response) {
  std::vector<std::string> told;
  for (const v1::BatchResult& result : response.results()) told.push_back(Told(result));
  return told;
}

using Words = std::vector<std::string>;

TEST(BatchTest, EachItemSeesWhatThoseBeforeItDid) {
  TestServer server;
  Stream stream(server);
  v1::BatchRequest batch;
  batch.set_number(7);
  AddReceive("receive", 10, &batch);
  AddCheck(&batch);
  AddReserve("r1", 4, &batch);
  AddCheck(&batch);
  AddReserve("r2", 7, &batch);
  AddReserve("r3", 6, &batch);
  const v1::BatchResponse response = stream.Call(batch);
  EXPECT_EQ(response.number(), 7);
  EXPECT_EQ(Told(response), (Words{"10", "10", "RESERVED", "6", "REFUSED_NOT_ENOUGH", "RESERVED"}));
  EXPECT_TRUE(stream.Close().ok());
}

TEST(BatchTest, AnItemAnswersWhatItsMethodAnswers) {
  TestServer batched, called;
  for (TestServer* server : {&batched, &called}) server->ReceiveTen();
  v1::BatchRequest batch;
  AddReserve("r1", 4, &batch);
  AddReserve("r2", 7, &batch);
  AddCheck(&batch);
  AddReceive("receive 2", 5, &batch);
  Stream stream(batched);
  const v1::BatchResponse response = stream.Call(batch);
  using Reservations = v1::ReservationService::Stub;
  const auto same = [](const google::protobuf::Message& a, const google::protobuf::Message& b) {
    EXPECT_EQ(a.DebugString(), b.DebugString());
  };
  for (int i : {0, 1}) {
    same(response.results(i).reserve(),
         Must(called, &Reservations::Reserve, batch.items(i).reserve()));
  }
  same(response.results(2).check(),
       Must(called, &v1::AvailabilityService::Stub::CheckAvailability, batch.items(2).check()));
  same(response.results(3).stock(),
       Must(called, &v1::InventoryService::Stub::ReceiveStock, batch.items(3).receive_stock()));
  v1::BatchRequest more;
  const std::string id = response.results(0).reserve().reservation_id();
  more.add_items()->mutable_confirm()->set_reservation_id(id);
  more.mutable_items(0)->mutable_confirm()->set_request_id("c");
  more.add_items()->mutable_release()->set_reservation_id(id);
  more.mutable_items(1)->mutable_release()->set_request_id("rel");
  const v1::BatchResponse changes = stream.Call(more);
  same(changes.results(0).change(), Must(called, &Reservations::Confirm, more.items(0).confirm()));
  same(changes.results(1).change(), Must(called, &Reservations::Release, more.items(1).release()));
}

TEST(BatchTest, ABriefAnswerSaysWhatIsActedOn) {
  TestServer server;
  server.ReceiveTen();
  v1::BatchRequest batch;
  batch.set_answers(v1::BatchRequest::BRIEF);
  AddReserve("whole", 4, &batch);
  AddReserve("part", 7, &batch);
  batch.mutable_items(1)->mutable_reserve()->set_mode(v1::ReserveRequest::PARTIAL);
  AddReserve("none", 2, &batch);
  AddReceive("more", 1, &batch);
  AddCheck(&batch);
  Stream stream(server);
  const v1::BatchResponse response = stream.Call(batch);
  EXPECT_EQ(Told(response), (Words{"RESERVED", "PARTIALLY_RESERVED", "REFUSED_NOT_ENOUGH",
                                   "STATE_UNSPECIFIED", "1"}));
  const v1::ReserveBrief& whole = response.results(0).reserve_brief();
  EXPECT_EQ(whole.state(), v1::Reservation::HELD);
  EXPECT_EQ(whole.promised_size(), 0);
  const v1::ReserveBrief& part = response.results(1).reserve_brief();
  ASSERT_EQ(part.promised_size(), 1);
  EXPECT_EQ(part.promised(0), 6);
  const v1::ReserveBrief& none = response.results(2).reserve_brief();
  EXPECT_EQ(none.reservation_id(), "");
  ASSERT_EQ(none.short_by_size(), 1);
  EXPECT_EQ(none.short_by(0), 2);
  EXPECT_GT(response.results(3).change_brief().sequence(), none.sequence());
  const auto kept = Must(server, &v1::ReservationService::Stub::GetReservation, [&] {
    v1::GetReservationRequest request;
    request.set_reservation_id(whole.reservation_id());
    return request;
  }());
  EXPECT_EQ(kept.reservation().lines(0).promised(), 4);
}

TEST(BatchTest, ABadItemSpoilsNoOther) {
  TestServer server;
  server.ReceiveTen();
  v1::BatchRequest batch;
  AddReserve("good 1", 1, &batch);
  AddReserve("bad quantity", 0, &batch);
  AddReserve("", 1, &batch);
  batch.add_items();
  AddCheck(&batch);
  batch.mutable_items(4)->mutable_check()->mutable_lines(0)->set_item("unknown");
  AddCheck(&batch);
  batch.mutable_items(5)->mutable_check()->set_as_of_sequence(1);
  AddReserve("bad day", 1, &batch);
  batch.mutable_items(6)->mutable_reserve()->mutable_lines(0)->set_day("tomorrow");
  AddReserve("good 2", 2, &batch);
  Stream stream(server);
  EXPECT_EQ(
      Told(stream.Call(batch)),
      (Words{"RESERVED", "QUANTITY_NOT_POSITIVE lines[0].quantity", "REQUEST_ID_MISSING request_id",
             "FIELD_OUT_OF_RANGE request", "UNKNOWN_ITEM lines[0].item",
             "FIELD_OUT_OF_RANGE as_of_sequence", "DAY_MALFORMED lines[0].day", "RESERVED"}));
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 3);
}

TEST(BatchTest, ARepeatedItemGetsTheFirstAnswer) {
  TestServer server;
  server.ReceiveTen();
  v1::BatchRequest batch;
  AddReserve("a", 1, &batch);
  AddReserve("b", 20, &batch);
  AddReserve("a", 1, &batch);  // within the message, before the first is durable
  AddReserve("a", 2, &batch);
  Stream stream(server);
  const v1::BatchResponse first = stream.Call(batch);
  EXPECT_EQ(Told(first),
            (Words{"RESERVED", "REFUSED_NOT_ENOUGH", "RESERVED", "REQUEST_ID_REUSED request_id"}));
  EXPECT_FALSE(first.results(0).reserve().is_repeat());
  EXPECT_TRUE(first.results(2).reserve().is_repeat());
  // On another stream, as after a connection that was lost; in another order, and as a method.
  v1::BatchRequest again;
  AddReserve("b", 20, &again);
  AddReserve("c", 1, &again);
  AddReserve("a", 1, &again);
  Stream other(server);
  const v1::BatchResponse second = other.Call(again);
  EXPECT_EQ(Told(second), (Words{"REFUSED_NOT_ENOUGH", "RESERVED", "RESERVED"}));
  v1::ReserveResponse expected = first.results(0).reserve();
  expected.set_is_repeat(true);
  EXPECT_EQ(second.results(2).reserve().DebugString(), expected.DebugString());
  EXPECT_EQ(
      Must(server, &v1::ReservationService::Stub::Reserve, batch.items(0).reserve()).DebugString(),
      expected.DebugString());
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 2);
}

TEST(BatchTest, TooManyLinesAreRefusedAsAWholeAndTheStreamGoesOn) {
  constexpr int kLines = 8192;
  TestServer server;
  server.ReceiveTen();
  Stream stream(server);
  v1::BatchRequest batch;
  batch.set_number(1);
  for (int i = 0; i < kLines - 1; ++i) AddCheck(&batch);
  AddReserve("a", 1, &batch);
  AddReserve("b", 1, &batch);
  const v1::BatchResponse refused = stream.Call(batch);
  EXPECT_EQ(refused.number(), 1);
  EXPECT_EQ(Refusal(refused.error()), "TOO_MANY_LINES items");
  EXPECT_EQ(refused.results_size(), 0);
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 0);

  batch.mutable_items()->RemoveLast();
  const v1::BatchResponse most = stream.Call(batch);
  ASSERT_EQ(most.results_size(), kLines);
  EXPECT_EQ(Told(most.results(kLines - 1)), "RESERVED");

  EXPECT_EQ(Refusal(stream.Call(v1::BatchRequest()).error()), "NO_LINES items");
  EXPECT_TRUE(stream.Close().ok());
}

TEST(BatchTest, ResponsesComeInTheOrderOfRequests) {
  constexpr int kMessages = 50;
  TestServer server;
  server.ReceiveTen();
  Stream stream(server);
  // Checks alone need no disk, and could overtake.
  std::thread writer([&] {
    for (int i = 0; i < kMessages; ++i) {
      v1::BatchRequest batch;
      batch.set_number(i);
      if (i % 3 == 0) AddReceive("r" + std::to_string(i), 1, &batch);
      AddCheck(&batch);
      EXPECT_TRUE(stream.Write(batch));
    }
  });
  for (int i = 0; i < kMessages; ++i) {
    const v1::BatchResponse response = stream.Read();
    EXPECT_EQ(response.number(), i);
    EXPECT_EQ(Told(response).back(), std::to_string(10 + i / 3 + 1));
  }
  writer.join();
  EXPECT_TRUE(stream.Close().ok());
}

// Waits until so much of A at L is reserved.
void AwaitReserved(TestServer* server, int64_t quantity) {
  while (server->engine().GetStock("A", "L")->balances.reserved < quantity) {
    std::this_thread::yield();
  }
}

TEST(BatchTest, AStreamIsNotReadWhileTooMuchIsUnderWay) {
  constexpr int kMessages = 6;
  ServerOptions options = TestServerOptions();
  options.batch_messages_max = 2;
  TestServer server(options);
  server.ReceiveTen();
  server.disk().Hold();
  Stream stream(server);
  std::thread writer([&] {
    for (int i = 0; i < kMessages; ++i) {
      v1::BatchRequest batch;
      AddReserve("r" + std::to_string(i), 1, &batch);
      EXPECT_TRUE(stream.Write(batch));
    }
  });
  AwaitReserved(&server, 2);
  // Others are served meanwhile, and on the same connection.
  for (int i = 0; i < 20; ++i) {
    v1::GetStockRequest request;
    request.set_item("A");
    request.set_location("L");
    const auto stock = Must(server, &v1::InventoryService::Stub::GetStock, request).stock();
    EXPECT_EQ(stock.balances().reserved(), 2);
  }
  server.disk().Release();
  for (int i = 0; i < kMessages; ++i) EXPECT_EQ(Told(stream.Read()), (Words{"RESERVED"}));
  writer.join();
  EXPECT_TRUE(stream.Close().ok());
}

TEST(BatchTest, ADrainAnswersWhatWasReadAndEndsTheStream) {
  TestServer server;
  server.ReceiveTen();
  server.disk().Hold();
  Stream stream(server);
  v1::BatchRequest batch;
  AddReserve("r", 1, &batch);
  ASSERT_TRUE(stream.Write(batch));
  AwaitReserved(&server, 1);
  std::thread drain([&server] { server->Drain(); });
  while (Health(server, "") == "SERVING") std::this_thread::yield();
  server.disk().Release();
  EXPECT_EQ(Told(stream.Read()), (Words{"RESERVED"}));
  const grpc::Status status = stream.Finish();
  drain.join();
  EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReadError(status).reason, "DRAINING");
}

TEST(BatchTest, WhatCannotBeWrittenIsNotAnswered) {
  TestServer server;
  server.ReceiveTen();
  server.disk().FailWritesAfter(0);
  Stream stream(server);
  v1::BatchRequest batch;
  batch.set_number(9);
  AddReserve("r", 1, &batch);
  AddCheck(&batch);
  const v1::BatchResponse lost = stream.Call(batch);
  EXPECT_EQ(lost.number(), 9);
  EXPECT_EQ(lost.results_size(), 0);
  EXPECT_EQ(Refusal(lost.error()), "JOURNAL_FAILED");
  // From now on changes are refused one by one, and checks are answered.
  const v1::BatchResponse after = stream.Call(batch);
  EXPECT_EQ(Told(after.results(0)), "JOURNAL_FAILED");
  EXPECT_TRUE(after.results(1).check().stale());
  EXPECT_TRUE(stream.Close().ok());
}

TEST(BatchTest, ACallerThatIsGoneLeavesTheServerToOthers) {
  TestServer server;
  server.ReceiveTen();
  server.disk().Hold();
  {
    Stream gone(server);
    v1::BatchRequest batch;
    AddReserve("r", 1, &batch);
    ASSERT_TRUE(gone.Write(batch));
    AwaitReserved(&server, 1);
    gone.Cancel();
    EXPECT_EQ(gone.Finish().error_code(), StatusCode::CANCELLED);
  }
  server.disk().Release();
  Stream stream(server);
  v1::BatchRequest batch;
  AddReserve("r", 1, &batch);
  const v1::BatchResponse response = stream.Call(batch);
  EXPECT_TRUE(response.results(0).reserve().is_repeat());
  EXPECT_TRUE(stream.Close().ok());
}

TEST(BatchTest, BytesThatAreNoMessageEndTheStream) {
  TestServer server;
  server.ReceiveTen();
  std::string good;
  v1::BatchRequest batch;
  batch.set_number(3);
  AddReserve("a", 1, &batch);
  batch.SerializeToString(&good);
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, "/atp.v1.BatchService/Batch", &queue);
  const auto done = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  const auto write = [&](const std::string& text) {
    const grpc::Slice slice(text);
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    return done();
  };
  call->StartCall(nullptr);
  ASSERT_TRUE(done());
  ASSERT_TRUE(write(good));
  ASSERT_TRUE(write("\x1a\xff"));
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  EXPECT_TRUE(done());  // what came before is answered
  call->Read(&answer, nullptr);
  EXPECT_FALSE(done());
  grpc::Status status;
  call->Finish(&status, nullptr);
  EXPECT_TRUE(done());
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadError(status).reason, "REQUEST_MALFORMED");
  EXPECT_EQ(server.engine().GetStock("A", "L")->balances.reserved, 1);
}

}  // namespace
}  // namespace atp
