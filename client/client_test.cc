// The client library against a whole server.
#include "client/client.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp::client {
namespace {

using grpc::StatusCode;
using std::chrono::hours;
using std::chrono::milliseconds;

template <typename Request>
Request Of(int64_t quantity, const std::string& request_id = "") {
  Request request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
  return request;
}

v1::CheckAvailabilityRequest Check() {
  v1::CheckAvailabilityRequest request;
  request.add_lines()->set_item("A");
  return request;
}

class ClientTest : public testing::Test {
 protected:
  explicit ClientTest(const ServerOptions& options = TestServerOptions()) : server_(options) {
    server_.ReceiveTen();
    options_.server = "127.0.0.1:" + std::to_string(server_->port());
    options_.timeout = hours(1);
  }

  int64_t Reserved() { return server_.engine().GetStock("A", "L")->balances.reserved; }
  void AwaitReserved(int64_t quantity) {
    while (Reserved() < quantity) std::this_thread::yield();
  }
  void Stock(int64_t quantity) {
    v1::StockChange response;
    Client client(options_);
    ASSERT_TRUE(client.Call(Of<v1::ReceiveStockRequest>(quantity), &response).ok());
  }

  TestServer server_;
  ClientOptions options_;
};

// Counts answers, and waits for them.
class Answers {
 public:
  Client::Done<v1::ReserveResponse> Expect() {
    ++expected_;
    return [this](const grpc::Status& status, const v1::ReserveResponse& response) {
      const std::lock_guard<std::mutex> lock(mu_);
      ++told_[status.ok() ? v1::ReserveResponse::Outcome_Name(response.outcome())
                          : std::to_string(status.error_code())];
      repeats_ += response.is_repeat() ? 1 : 0;
      ++answered_;
    };
  }
  void Await() const {
    while (answered_ < expected_) std::this_thread::yield();
  }
  int answered() const { return answered_; }
  int repeats() const { return repeats_; }
  // How many were told what; of errors, their codes.
  const std::map<std::string, int>& told() const { return told_; }

 private:
  int expected_ = 0;
  std::atomic<int> answered_{0};
  std::mutex mu_;
  std::map<std::string, int> told_;
  int repeats_ = 0;
};

using Told = std::map<std::string, int>;

TEST_F(ClientTest, GivesWhatTheMethodsGive) {
  Client client(options_);
  v1::ReserveResponse reserved;
  ASSERT_TRUE(client.Call(Of<v1::ReserveRequest>(4, "r"), &reserved).ok());
  EXPECT_EQ(reserved.outcome(), v1::ReserveResponse::RESERVED);
  EXPECT_EQ(reserved.lines(0).atp(), 10);
  v1::CheckAvailabilityResponse checked;
  ASSERT_TRUE(client.Call(Check(), &checked).ok());
  EXPECT_EQ(checked.lines(0).promisable(), 6);
  EXPECT_EQ(checked.lines(0).locations(0).location(), "L");
  v1::ConfirmRequest confirm;
  confirm.set_reservation_id(reserved.reservation_id());
  v1::ReservationChange change;
  ASSERT_TRUE(client.Call(confirm, &change).ok());
  EXPECT_EQ(change.state(), v1::Reservation::CONFIRMED);
  v1::FulfilRequest fulfil;
  fulfil.set_reservation_id(reserved.reservation_id());
  ASSERT_TRUE(client.Call(fulfil, &change).ok());
  EXPECT_EQ(change.lines(0).fulfilled(), 4);
  v1::StockChange stock;
  ASSERT_TRUE(client.Call(Of<v1::CountStockRequest>(7), &stock).ok());
  EXPECT_EQ(stock.changes(0).after().on_hand(), 7);

  const grpc::Status refused = client.Call(Of<v1::ReserveRequest>(0), &reserved);
  EXPECT_EQ(refused.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadError(refused).reason, "QUANTITY_NOT_POSITIVE");
  EXPECT_EQ(ReadError(refused).field, "lines[0].quantity");
}

TEST_F(ClientTest, BriefAnswersComeInTheSameMessages) {
  options_.answers = v1::BatchRequest::BRIEF;
  Client client(options_);
  v1::ReserveResponse reserved;
  ASSERT_TRUE(client.Call(Of<v1::ReserveRequest>(4), &reserved).ok());
  EXPECT_EQ(reserved.outcome(), v1::ReserveResponse::RESERVED);
  EXPECT_EQ(reserved.state(), v1::Reservation::HELD);
  v1::ReserveRequest partial = Of<v1::ReserveRequest>(9);
  partial.set_mode(v1::ReserveRequest::PARTIAL);
  ASSERT_TRUE(client.Call(partial, &reserved).ok());
  EXPECT_EQ(reserved.lines(0).promised(), 6);
  ASSERT_TRUE(client.Call(Of<v1::ReserveRequest>(3), &reserved).ok());
  EXPECT_EQ(reserved.lines(0).short_by(), 3);
  v1::CheckAvailabilityResponse checked;
  ASSERT_TRUE(client.Call(Check(), &checked).ok());
  EXPECT_EQ(checked.lines(0).promisable(), 0);
  v1::StockChange stock;
  ASSERT_TRUE(client.Call(Of<v1::CountStockRequest>(7), &stock).ok());
  EXPECT_GT(stock.sequence(), 0);
}

TEST_F(ClientTest, CallersThatComeTogetherShareMessages) {
  constexpr int kCallers = 500;
  options_.messages_max = 2;
  Stock(kCallers);
  server_.disk().Hold();
  Client client(options_);
  Answers answers;
  for (int i = 0; i < kCallers; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  EXPECT_EQ(answers.answered(), 0);  // nothing is answered before it is durable
  server_.disk().Release();
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"RESERVED", kCallers}}));
  EXPECT_EQ(client.Counts().requests, kCallers);
  EXPECT_LE(client.Counts().messages, 3);
  EXPECT_EQ(Reserved(), kCallers);
}

TEST_F(ClientTest, GathersForAsLongAsItIsToldOrUntilAMessageIsFull) {
  options_.gather_for = hours(1);
  options_.lines_max = 3;
  Client client(options_);
  Answers answers;
  for (int i = 0; i < 3; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  answers.Await();
  EXPECT_EQ(client.Counts().messages, 1);
  options_.gather_for = std::chrono::microseconds(200);
  Client hurried(options_);
  v1::ReserveResponse response;
  EXPECT_TRUE(hurried.Call(Of<v1::ReserveRequest>(1), &response).ok());
}

TEST_F(ClientTest, RequestsAreDoneInTheirOrder) {
  Client client(options_);
  std::vector<int64_t> sequences;  // callbacks of one message run one after the other
  std::mutex mu;
  Answers answers;
  for (int i = 0; i < 100; ++i) {
    client.Send(Of<v1::ReserveRequest>(1),
                [&, i, done = answers.Expect()](const grpc::Status& status,
                                                const v1::ReserveResponse& response) {
                  {
                    const std::lock_guard<std::mutex> lock(mu);
                    sequences.resize(100);
                    sequences[static_cast<size_t>(i)] = response.sequence();
                  }
                  done(status, response);
                });
  }
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"REFUSED_NOT_ENOUGH", 90}, {"RESERVED", 10}}));
  for (size_t i = 1; i < 100; ++i) EXPECT_LT(sequences[i - 1], sequences[i]);
}

TEST_F(ClientTest, ADeadlineEndsTheWaitAndARepeatSettlesIt) {
  server_.disk().Hold();
  Client client(options_);
  v1::ReserveResponse response;
  const auto request = Of<v1::ReserveRequest>(1, "mine");
  EXPECT_EQ(client.Call(request, &response, milliseconds(0)).error_code(),
            StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(client.Call(request, &response, milliseconds(20)).error_code(),
            StatusCode::DEADLINE_EXCEEDED);
  server_.disk().Release();
  EXPECT_TRUE(client.Call(request, &response).ok());
  EXPECT_EQ(response.outcome(), v1::ReserveResponse::RESERVED);
  EXPECT_EQ(Reserved(), 1);
}

TEST_F(ClientTest, ADeadlineHoldsWithoutAServer) {
  options_.server = "127.0.0.1:1";
  Client client(options_);
  v1::ReserveResponse response;
  EXPECT_EQ(client.Call(Of<v1::ReserveRequest>(1), &response, milliseconds(20)).error_code(),
            StatusCode::DEADLINE_EXCEEDED);
}

TEST_F(ClientTest, WhoComesWhenItIsFullIsRefusedOrWaits) {
  Stock(1);
  options_.lines_waiting_max = 5;
  server_.disk().Hold();
  options_.when_full = ClientOptions::WhenFull::kRefuse;
  Client refusing(options_);
  options_.when_full = ClientOptions::WhenFull::kWait;
  Client patient(options_);
  Answers answers;
  for (int i = 0; i < 5; ++i) {
    refusing.Send(Of<v1::ReserveRequest>(1), answers.Expect());
    patient.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  }
  v1::ReserveResponse response;
  const auto more = Of<v1::ReserveRequest>(1);
  EXPECT_EQ(refusing.Call(more, &response).error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(patient.Call(more, &response, milliseconds(20)).error_code(),
            StatusCode::DEADLINE_EXCEEDED);
  // Checks have their own room.
  v1::CheckAvailabilityResponse checked;
  EXPECT_TRUE(refusing.Call(Check(), &checked).ok());
  std::thread waits([&] { EXPECT_TRUE(patient.Call(more, &response).ok()); });
  server_.disk().Release();
  waits.join();
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"RESERVED", 10}}));
  v1::ReserveRequest large = Of<v1::ReserveRequest>(1);
  large.set_reference(std::string(5 << 20, 'x'));
  EXPECT_EQ(refusing.Call(large, &response).error_code(), StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(ClientTest, WhoWouldBeTooLateIsRefusedAtOnce) {
  constexpr int kFew = 200;
  constexpr int kMany = 5000;
  Stock(kFew + kMany);
  options_.when_full = ClientOptions::WhenFull::kRefuse;
  Client client(options_);
  Answers answers;
  // So it learns how fast lines are answered, if they come together.
  server_.disk().Hold();
  for (int i = 0; i < kFew; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  server_.disk().Release();
  answers.Await();
  server_.disk().Hold();
  for (int i = 0; i < kMany; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  v1::ReserveResponse response;
  const auto more = Of<v1::ReserveRequest>(1);
  EXPECT_EQ(client.Call(more, &response, milliseconds(1)).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  server_.disk().Release();
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"RESERVED", kFew + kMany}}));
  EXPECT_EQ(client.Call(more, &response, hours(1)).error_code(), StatusCode::OK);
}

TEST_F(ClientTest, WhoWaitsIsToldWhenTheClientGoes) {
  server_.disk().Hold();
  Answers answers;
  {
    Client client(options_);
    for (int i = 0; i < 5; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
    AwaitReserved(1);
  }
  EXPECT_EQ(answers.told(), (Told{{std::to_string(StatusCode::CANCELLED), 5}}));
  server_.disk().Release();
}

TEST_F(ClientTest, AServerThatIsRestartedIsNotNoticed) {
  constexpr int kRequests = 3000;
  constexpr int kRestarts = 3;
  Stock(kRequests);
  Client client(options_);
  Answers answers;
  std::vector<Client::Done<v1::ReserveResponse>> done;
  for (int i = 0; i < kRequests; ++i) done.push_back(answers.Expect());
  std::thread caller([&] {
    for (int i = 0; i < kRequests; ++i) {
      client.Send(Of<v1::ReserveRequest>(1), std::move(done[static_cast<size_t>(i)]));
      // Goes on after each restart, not before it.
      while (answers.answered() < i - 50) std::this_thread::yield();
    }
  });
  for (int i = 1; i <= kRestarts; ++i) {
    while (answers.answered() < i * kRequests / (kRestarts + 1)) std::this_thread::yield();
    server_.Restart();
  }
  caller.join();
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"RESERVED", kRequests}}));
  EXPECT_EQ(Reserved(), kRequests);
  EXPECT_GT(client.Counts().streams, kRestarts);
}

ServerOptions WithoutPatience() {
  ServerOptions options = TestServerOptions();
  options.drain_seconds = 0;
  return options;
}

class ImpatientServerTest : public ClientTest {
 protected:
  ImpatientServerTest() : ClientTest(WithoutPatience()) {}
};

// Everything is posted, and the streams break off before anything is answered.
TEST_F(ImpatientServerTest, WhatWasDoneAndNotAnsweredIsNotDoneTwice) {
  constexpr int kRequests = 4;
  options_.messages_max = 4;  // none waits for the answers of others
  server_.disk().Hold();
  Client client(options_);
  Answers answers;
  for (int i = 0; i < kRequests; ++i) client.Send(Of<v1::ReserveRequest>(1), answers.Expect());
  AwaitReserved(kRequests);
  std::thread restart([this] { server_.Restart(); });
  while (client.Counts().streams < 2) std::this_thread::yield();
  server_.disk().Release();
  restart.join();
  answers.Await();
  EXPECT_EQ(answers.told(), (Told{{"RESERVED", kRequests}}));
  EXPECT_EQ(answers.repeats(), kRequests);
  EXPECT_EQ(Reserved(), kRequests);
}

// What ends a stream for good is told, and is not tried for ever.
TEST_F(ClientTest, AServerThatRefusesTheMessageIsHeard) {
  ServerOptions options = TestServerOptions();
  options.max_message_bytes = 4096;
  TestServer small(options);
  small.ReceiveTen();
  options_.server = "127.0.0.1:" + std::to_string(small->port());
  Client client(options_);
  v1::ReserveRequest large = Of<v1::ReserveRequest>(1);
  large.set_reference(std::string(5000, 'x'));
  v1::ReserveResponse response;
  EXPECT_EQ(client.Call(large, &response).error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(client.Call(Of<v1::ReserveRequest>(1), &response).ok());
}

}  // namespace
}  // namespace atp::client
