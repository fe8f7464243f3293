// A disk that runs full, or fails to sync, under a server with clients at work: what they are told,
// what goes on, and what is there when it is opened again on a good disk.
#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/mutex.h"
#include "engine/store/fault_env.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"
#include "gtest/gtest.h"
#include "server/health_follower.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

constexpr int kClients = 4;
constexpr int kAnsweredFirst = 20;  // calls of each client before the disk fails
constexpr int64_t kReceived = 1'000'000;

struct Fault {
  const char* name;
  uint64_t free_bytes;
  bool sync_fails;
  bool forgets;  // what was not synced is gone when the disk is good again
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

grpc::Status Receive(const TestServer& server, const std::string& request_id, int64_t quantity) {
  v1::ReceiveStockRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(quantity);
  v1::StockChange response;
  grpc::ClientContext context;
  return server.Stub<v1::InventoryService>()->ReceiveStock(&context, request, &response);
}

grpc::Status Reserve(const TestServer& server, const std::string& request_id,
                     v1::ReserveResponse* response) {
  v1::ReserveRequest request;
  request.set_request_id(request_id);
  auto* const line = request.add_lines();
  line->set_item("A");
  line->set_location("L");
  line->set_quantity(1);
  grpc::ClientContext context;
  return server.Stub<v1::ReservationService>()->Reserve(&context, request, response);
}

grpc::Status Checkpoint(const TestServer& server) {
  v1::CheckpointResponse response;
  grpc::ClientContext context;
  return server.Stub<v1::AdminService>()->Checkpoint(&context, {}, &response);
}

grpc::Status PushSnapshot(const TestServer& server) {
  v1::PushSnapshotRequest header;
  header.mutable_header()->set_request_id("push");
  header.mutable_header()->set_source("erp");
  header.mutable_header()->set_snapshot_id("1");
  header.mutable_header()->set_reflects_sequence(0);
  v1::PushSnapshotRequest rows;
  auto* const row = rows.mutable_rows()->add_rows();
  row->set_item("B");
  row->set_location("L");
  v1::PushSnapshotResponse response;
  grpc::ClientContext context;
  const auto writer = server.Stub<v1::InventoryService>()->PushSnapshot(&context, &response);
  writer->Write(header);
  writer->Write(rows);
  writer->WritesDone();
  return writer->Finish();
}

v1::CheckAvailabilityResponse Check(const TestServer& server) {
  v1::CheckAvailabilityRequest request;
  request.add_lines()->set_item("A");
  v1::CheckAvailabilityResponse response;
  grpc::ClientContext context;
  const grpc::Status status =
      server.Stub<v1::AvailabilityService>()->CheckAvailability(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

v1::GetStatusResponse StatusOf(const TestServer& server) {
  v1::GetStatusResponse response;
  grpc::ClientContext context;
  const grpc::Status status = server.Stub<v1::AdminService>()->GetStatus(&context, {}, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

void ExpectJournalFailed(const char* what, const grpc::Status& status) {
  EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE) << what << status.error_message();
  EXPECT_EQ(ReadError(status).reason, "JOURNAL_FAILED") << what;
  EXPECT_TRUE(ReadError(status).says_when_to_retry) << what;
}

// Reserves one unit after another until it is told that it cannot.
struct Client {
  std::map<std::string, std::string> reservation_of;  // by request id: what was answered
  std::string failed_id;
  grpc::Status failure;
  std::thread thread;
};

class FullDiskTest : public testing::TestWithParam<Fault> {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> OpenStore() {
    RocksStoreOptions options;
    options.directory = directory_.path() + "/data";
    options.env = &env_;
    return RocksStore::Open(options);
  }

  void Open() {
    server_ = std::make_unique<TestServer>(TestServerOptions(), /*open=*/false);
    server_->OpenEngine(OpenStore().value());
    health_ = std::make_unique<HealthFollower>(&server_->engine(), server_->operator->());
    health_->Look();
    EXPECT_EQ(Health(*server_, ""), "SERVING");
  }

  void Close() {
    health_.reset();
    server_.reset();
  }

  void Break() {
    env_.SetFreeBytes(GetParam().free_bytes);
    env_.SetSyncFails(GetParam().sync_fails);
  }

  void Mend() {
    env_.SetFreeBytes(FaultEnv::kUnlimited);
    env_.SetSyncFails(false);
  }

  void StartClients() {
    for (int i = 0; i < kClients; ++i) {
      clients_[i].thread = std::thread([this, i] { Work("client" + std::to_string(i), i); });
    }
  }

  void Work(const std::string& name, int i) {
    Client& client = clients_[i];
    for (int call = 0;; ++call) {
      const std::string request_id = name + "." + std::to_string(call);
      v1::ReserveResponse response;
      client.failure = Reserve(*server_, request_id, &response);
      client.failed_id = request_id;
      if (!client.failure.ok()) return;
      client.reservation_of[request_id] = response.reservation_id();
      if (call + 1 == kAnsweredFirst) {
        MutexLock lock(&mu_);
        ++at_work_;
        changed_.SignalAll();
      }
    }
  }

  void AwaitClientsAtWork() {
    MutexLock lock(&mu_);
    while (at_work_ < kClients) changed_.Wait(&mu_);
  }

  // The whole stream from the beginning, as far as it goes.
  std::vector<std::string> WatchedRequests() {
    std::vector<std::string> request_ids;
    v1::WatchRequest request;
    request.set_after_sequence(0);
    const auto stub = server_->Stub<v1::DeltaService>();
    grpc::ClientContext context;
    const auto reader = stub->Watch(&context, request);
    v1::WatchResponse event;
    while (reader->Read(&event) && event.deltas_size() > 0) {
      for (const v1::Delta& delta : event.deltas()) request_ids.push_back(delta.request_id());
    }
    EXPECT_EQ(event.heartbeat().sequence(), StatusOf(*server_).durable_sequence());
    context.TryCancel();
    while (reader->Read(&event)) {
    }
    reader->Finish();
    return request_ids;
  }

  TemporaryDirectory directory_;
  FaultEnv env_{rocksdb::Env::Default()};
  std::unique_ptr<TestServer> server_;
  std::unique_ptr<HealthFollower> health_;
  Client clients_[kClients];

  Mutex mu_;
  CondVar changed_;
  int at_work_ ATP_GUARDED_BY(mu_) = 0;
};

TEST_P(FullDiskTest, ChangesStopChecksGoOnAndNothingAnsweredIsLost) {
  Open();
  ASSERT_TRUE(Receive(*server_, "receive", kReceived).ok());
  StartClients();
  AwaitClientsAtWork();
  Break();
  for (Client& client : clients_) client.thread.join();

  // Those in flight, and all that come later, also when the disk is good again.
  for (const Client& client : clients_) ExpectJournalFailed("in flight: ", client.failure);
  v1::ReserveResponse ignored;
  ExpectJournalFailed("later: ", Reserve(*server_, "later", &ignored));
  ExpectJournalFailed("snapshot: ", PushSnapshot(*server_));
  ExpectJournalFailed("checkpoint: ", Checkpoint(*server_));
  EXPECT_TRUE(Check(*server_).stale());
  EXPECT_FALSE(StatusOf(*server_).healthy());
  health_->Look();
  EXPECT_EQ(Health(*server_, ""), "NOT_SERVING");
  EXPECT_EQ(Health(*server_, "atp.v1.ReservationService"), "NOT_SERVING");
  size_t answered = 1;
  for (const Client& client : clients_) answered += client.reservation_of.size();
  const std::vector<std::string> watched = WatchedRequests();
  EXPECT_EQ(std::count_if(watched.begin(), watched.end(), [](const auto& id) { return id != ""; }),
            answered);
  Mend();
  ExpectJournalFailed("mended: ", Reserve(*server_, "mended", &ignored));
  Break();
  Close();

  if (!GetParam().sync_fails) {
    EXPECT_EQ(OpenStore().status().code(), absl::StatusCode::kResourceExhausted);
  }
  Mend();
  if (GetParam().forgets) env_.DropUnsynced();
  Open();
  int64_t reserved = 0;
  for (const Client& client : clients_) {
    for (const auto& [request_id, reservation_id] : client.reservation_of) {
      v1::ReserveResponse again;
      ASSERT_TRUE(Reserve(*server_, request_id, &again).ok()) << request_id;
      EXPECT_TRUE(again.is_repeat()) << request_id;
      EXPECT_EQ(again.reservation_id(), reservation_id) << request_id;
      ++reserved;
    }
    // It may have reached the disk or not; the repeat settles it, once.
    v1::ReserveResponse first, second;
    ASSERT_TRUE(Reserve(*server_, client.failed_id, &first).ok());
    ASSERT_TRUE(Reserve(*server_, client.failed_id, &second).ok());
    EXPECT_EQ(first.outcome(), v1::ReserveResponse::RESERVED);
    EXPECT_EQ(second.reservation_id(), first.reservation_id());
    EXPECT_TRUE(second.is_repeat());
    ++reserved;
  }
  EXPECT_EQ(server_->engine().GetStock("A", "L")->balances.reserved, reserved);
  EXPECT_EQ(server_->engine().GetStock("A", "L")->balances.on_hand, kReceived);
  EXPECT_FALSE(Check(*server_).stale());
  EXPECT_TRUE(StatusOf(*server_).healthy());
  EXPECT_TRUE(Checkpoint(*server_).ok());
}

TEST_P(FullDiskTest, ACheckpointThatCannotBeWrittenStopsChangesToo) {
  Open();
  ASSERT_TRUE(Receive(*server_, "receive", 10).ok());
  Break();
  ExpectJournalFailed("checkpoint: ", Checkpoint(*server_));
  health_->Look();
  EXPECT_EQ(Health(*server_, ""), "NOT_SERVING");
  ExpectJournalFailed("change: ", Receive(*server_, "more", 5));
  EXPECT_TRUE(Check(*server_).stale());
  Close();

  Mend();
  if (GetParam().forgets) env_.DropUnsynced();
  Open();
  EXPECT_EQ(server_->engine().GetStock("A", "L")->balances.on_hand, 10);
  EXPECT_TRUE(Receive(*server_, "more", 5).ok());
  EXPECT_EQ(server_->engine().GetStock("A", "L")->balances.on_hand, 15);
}

INSTANTIATE_TEST_SUITE_P(Disk, FullDiskTest,
                         testing::Values(Fault{"Full", 0, false, false},
                                         Fault{"FullInTheMiddleOfAWrite", 100, false, true},
                                         Fault{"SyncFails", FaultEnv::kUnlimited, true, false},
                                         Fault{"SyncFailsAndForgets", FaultEnv::kUnlimited, true,
                                               true}),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace atp
