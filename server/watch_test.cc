// Streams of deltas, many at once and each in its own place.

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

int64_t Receive(const TestServer& server, const std::string& item, int number) {
  v1::ReceiveStockRequest request;
  request.set_request_id(item + std::to_string(number));
  auto* const line = request.add_lines();
  line->set_item(item);
  line->set_location("L");
  line->set_quantity(1);
  v1::StockChange response;
  grpc::ClientContext context;
  const auto stub = server.Stub<v1::InventoryService>();
  EXPECT_TRUE(stub->ReceiveStock(&context, request, &response).ok());
  return response.sequence();
}

v1::WatchRequest After(int64_t sequence) {
  v1::WatchRequest request;
  request.set_after_sequence(sequence);
  return request;
}

// One stream, which the caller reads.
class Watching {
 public:
  Watching(const TestServer& server, const v1::WatchRequest& request)
      : stub_(server.Stub<v1::DeltaService>()), reader_(stub_->Watch(&context_, request)) {}
  ~Watching() {
    context_.TryCancel();
    v1::WatchResponse ignored;
    while (reader_->Read(&ignored)) continue;
    reader_->Finish();
  }

  // The sequences of all deltas up to the one that has reached `last`, or a heartbeat that has.
  std::vector<int64_t> ReadTo(int64_t last) {
    std::vector<int64_t> sequences;
    v1::WatchResponse response;
    for (int64_t place = -1; place < last && reader_->Read(&response);) {
      for (const v1::Delta& delta : response.deltas()) sequences.push_back(delta.sequence());
      if (response.deltas_size() > 0) place = sequences.back();
      if (response.has_heartbeat()) place = response.heartbeat().sequence();
    }
    return sequences;
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::DeltaService::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
};

std::vector<int64_t> Range(int64_t first, int64_t last) {
  std::vector<int64_t> sequences;
  for (int64_t sequence = first; sequence <= last; ++sequence) sequences.push_back(sequence);
  return sequences;
}

TEST(WatchTest, EverybodyGetsEverySequenceOnceFromWhereverHeBegins) {
  TestServer server;
  int64_t begun = 0;
  for (int i = 0; i < 50; ++i) begun = Receive(server, "A", i);
  std::vector<std::unique_ptr<Watching>> streams;
  for (int k = 0; k < 20; ++k) {
    streams.push_back(std::make_unique<Watching>(server, After(begun * k / 20)));
    Receive(server, "B", k);  // some begin while there is something new
  }
  int64_t last = 0;
  std::vector<std::thread> writers;
  for (const char* item : {"C", "D"}) {
    writers.emplace_back([&server, item] {
      for (int i = 0; i < 200; ++i) Receive(server, item, i);
    });
  }
  for (std::thread& writer : writers) writer.join();
  last = Receive(server, "A", 1000);
  for (int k = 0; k < 20; ++k) {
    EXPECT_EQ(streams[k]->ReadTo(last), Range(begun * k / 20 + 1, last)) << k;
  }
}

TEST(WatchTest, AFilterShowsWhatMatchesAndAHeartbeatThatTheRestHasPassed) {
  TestServer server;
  v1::WatchRequest request = After(0);
  request.add_items("B");
  Watching all(server, After(0));
  Watching some(server, request);
  std::vector<int64_t> of_b;
  int64_t last = 0;
  for (int i = 0; i < 50; ++i) {
    Receive(server, "A", i);
    of_b.push_back(Receive(server, "B", i));
    last = Receive(server, "A", 1000 + i);
  }
  EXPECT_EQ(some.ReadTo(last), of_b);
  EXPECT_EQ(all.ReadTo(last), Range(1, last));
}

TEST(WatchTest, OneThatDoesNotReadHoldsUpNobodyAndMissesNothing) {
  TestServer server;
  Watching lazy(server, After(0));
  Watching keen(server, After(0));
  int64_t last = 0;
  int64_t read = 0;
  for (int i = 0; i < 500; ++i) {
    last = Receive(server, std::string(50, 'A'), i);
    if (i % 50 != 49) continue;
    EXPECT_EQ(keen.ReadTo(last), Range(read + 1, last));
    read = last;
  }
  EXPECT_EQ(lazy.ReadTo(last), Range(1, last));
}

TEST(WatchTest, TheFeedSleepsWithTheLastAndWakesWithTheNext) {
  TestServer server;
  int64_t last = Receive(server, "A", 0);
  for (int round = 1; round < 10; ++round) {
    Watching stream(server, After(last));
    const int64_t next = Receive(server, "A", round);
    EXPECT_EQ(stream.ReadTo(next), Range(last + 1, next));
    EXPECT_GE(server.engine().Status().subscribers, 1u);
    last = next;
  }
}

TEST(WatchTest, ARequestThatIsNoneIsRefused) {
  TestServer server;
  std::string response;
  const grpc::Status status = CallBytes(server, "/atp.v1.DeltaService/Watch",
                                        "\x22\x05"
                                        "ab",
                                        &response);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadError(status).reason, "REQUEST_MALFORMED");
}

}  // namespace
}  // namespace atp
