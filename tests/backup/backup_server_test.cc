// Backups of a server that callers use: who may make one and where, what goes on meanwhile, and
// what a subscriber hears when the server comes back with less than he has seen.
#include <optional>
#include <string>
#include <thread>

#include "engine/backup_catalog.h"
#include "engine/backup_restore.h"
#include "engine/store/rocks_store.h"
#include "engine/store/slow_folder_env.h"
#include "engine/store/temporary_directory.h"
#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

class BackupServerTest : public testing::Test {
 protected:
  void Start(const std::string& data, const std::string& backups) {
    ServerOptions options = TestServerOptions();
    options.backup_dir = backups;
    server_.reset();
    server_ = std::make_unique<TestServer>(options, /*open=*/false);
    RocksStoreOptions store;
    store.directory = data;
    store.env = &env_;
    server_->OpenEngine(RocksStore::Open(store).value());
  }

  grpc::Status Create(v1::CreateBackupResponse* response) {
    grpc::ClientContext context;
    return server_->Stub<v1::AdminService>()->CreateBackup(&context, {}, response);
  }
  std::string Reason() {
    v1::CreateBackupResponse response;
    const grpc::Status status = Create(&response);
    return status.ok() ? "OK" : ReadError(status).reason;
  }

  int64_t Receive(const std::string& request_id) {
    v1::ReceiveStockRequest request;
    request.set_request_id(request_id);
    auto* const line = request.add_lines();
    line->set_item("A");
    line->set_location("L");
    line->set_quantity(10);
    v1::StockChange response;
    grpc::ClientContext context;
    const grpc::Status status =
        server_->Stub<v1::InventoryService>()->ReceiveStock(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.sequence();
  }

  // The first message of a stream.
  v1::WatchResponse FirstMessage(int64_t after, const std::string& history, grpc::Status* status) {
    v1::WatchRequest request;
    request.set_after_sequence(after);
    request.set_history(history);
    grpc::ClientContext context;
    const auto stub = server_->Stub<v1::DeltaService>();
    const auto reader = stub->Watch(&context, request);
    v1::WatchResponse first;
    if (reader->Read(&first) && !first.has_reset()) context.TryCancel();
    v1::WatchResponse ignored;
    while (reader->Read(&ignored)) continue;
    *status = reader->Finish();
    return first;
  }

  TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const std::string backups_ = directory_.path() + "/backups";
  SlowFolderEnv env_{rocksdb::Env::Default(), backups_};
  std::unique_ptr<TestServer> server_;
};

TEST_F(BackupServerTest, ABackupIsMadeWhereTheOperatorSaidAndNowhereElse) {
  Start(data_, "");
  EXPECT_EQ(Reason(), "BACKUP_DIRECTORY_MISSING");
  Start(data_, backups_);
  Receive("1");
  v1::CreateBackupResponse first;
  ASSERT_TRUE(Create(&first).ok());
  EXPECT_EQ(first.backup_id(), 1);
  EXPECT_EQ(first.sequence(), Receive("1"));
  EXPECT_EQ(first.new_bytes(), first.total_bytes());
  Receive("2");
  v1::CreateBackupResponse second;
  ASSERT_TRUE(Create(&second).ok());
  EXPECT_EQ(second.backup_id(), 2);
  EXPECT_LT(second.new_bytes(), second.total_bytes());
  Start(directory_.path() + "/another", backups_);
  Receive("1");
  EXPECT_EQ(Reason(), "BACKUP_DIRECTORY_FOREIGN");
}

TEST_F(BackupServerTest, ChecksAndChangesGoOnAndASecondOneIsRefused) {
  Start(data_, backups_);
  Receive("1");
  env_.Hold();
  std::thread caller([this] { EXPECT_EQ(Reason(), "OK"); });
  env_.AwaitHeld();
  EXPECT_EQ(Reason(), "OVERLOADED");
  const int64_t meanwhile = Receive("2");
  v1::CheckAvailabilityRequest check;
  check.add_lines()->set_item("A");
  v1::CheckAvailabilityResponse answer;
  grpc::ClientContext context;
  EXPECT_TRUE(
      server_->Stub<v1::AvailabilityService>()->CheckAvailability(&context, check, &answer).ok());
  EXPECT_EQ(answer.sequence(), meanwhile);
  EXPECT_FALSE(answer.stale());
  v1::CheckpointResponse checkpoint;
  grpc::ClientContext checkpoint_context;
  EXPECT_TRUE(
      server_->Stub<v1::AdminService>()->Checkpoint(&checkpoint_context, {}, &checkpoint).ok());
  env_.Release();
  caller.join();
  EXPECT_EQ(Reason(), "OK");
}

TEST_F(BackupServerTest, AServerThatStopsDoesNotWaitForIt) {
  Start(data_, backups_);
  Receive("1");
  env_.Hold();
  std::thread caller([this] { EXPECT_EQ(Reason(), "DRAINING"); });
  env_.AwaitHeld();
  std::thread drain([this] { (*server_)->Drain(); });
  while (Health(*server_, "") == "SERVING") continue;
  env_.Release();
  caller.join();
  drain.join();
  Start(data_, backups_);
  EXPECT_EQ(Reason(), "OK");
  EXPECT_EQ(BackupCatalog::Open(backups_).value()->all().size(), 1u);
}

TEST_F(BackupServerTest, ASubscriberIsToldThatWhatHeSawIsGone) {
  Start(data_, backups_);
  Receive("1");
  ASSERT_EQ(Reason(), "OK");
  const int64_t backed_up = Receive("1");
  const int64_t seen = Receive("2");
  grpc::Status status;
  const v1::WatchResponse before = FirstMessage(0, "", &status);
  EXPECT_GT(before.deltas_size(), 0);
  EXPECT_EQ(before.history().size(), 16u);
  v1::GetStatusResponse numbers;
  grpc::ClientContext context;
  ASSERT_TRUE(server_->Stub<v1::AdminService>()->GetStatus(&context, {}, &numbers).ok());
  EXPECT_EQ(numbers.history(), before.history());
  FirstMessage(0, "nonsense", &status);
  EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReadError(status).reason, "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(ReadError(status).field, "history");

  server_.reset();
  const std::string restored = directory_.path() + "/restored";
  const auto catalog = BackupCatalog::Open(backups_).value();
  const auto plan = catalog->Plan(std::nullopt, std::nullopt).value();
  ASSERT_TRUE(RestoreBackup(*catalog, plan, restored).ok());
  Start(restored, backups_);
  // Others have the numbers now.
  EXPECT_EQ(Receive("3"), seen);
  Receive("4");
  for (const std::string& history : {before.history(), std::string()}) {
    const v1::WatchResponse told = FirstMessage(seen, history, &status);
    EXPECT_EQ(told.reset().reason(), "HISTORY_CHANGED");
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_NE(told.history(), before.history());
    // Who had seen no more than was restored goes on.
    const v1::WatchResponse goes_on = FirstMessage(backed_up, history, &status);
    ASSERT_GT(goes_on.deltas_size(), 0);
    EXPECT_EQ(goes_on.deltas(0).sequence(), backed_up + 1);
    EXPECT_EQ(goes_on.deltas(0).request_id(), "3");
    // And who has seen what happens now.
    const v1::WatchResponse now = FirstMessage(seen, goes_on.history(), &status);
    ASSERT_GT(now.deltas_size(), 0);
    EXPECT_EQ(now.deltas(0).request_id(), "4");
  }
}

}  // namespace
}  // namespace atp
