// What only the store on disk does: who may open a directory, what else may be in it, what a full
// disk leaves, what becomes of trimmed files.

#include "engine/store/rocks_store.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "engine/store/directory_image.h"
#include "engine/store/fault_env.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

namespace fs = std::filesystem;

class RocksStoreTest : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open() { return RocksStore::Open(options_); }

  std::unique_ptr<Store> MustOpen() {
    auto store = Open();
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  // A closed store with one group, 1 to 3.
  void MakeStore() {
    const auto store = MustOpen();
    ASSERT_TRUE(store->Append(0, 3, "group", true).ok());
    ASSERT_TRUE(store->SaveHighWater({3, 1}).ok());
  }

  void ExpectRefused(absl::StatusCode code, const std::string& words) {
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), words)) << status;
  }

  void WriteFile(const std::string& name, const std::string& bytes = "x") {
    std::ofstream(path_ + "/" + name) << bytes;
  }

  uint64_t TableBytes() const {
    uint64_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path_ + "/rocksdb")) {
      std::error_code gone;  // a file may go while we look
      if (entry.path().extension() != ".sst") continue;
      const uint64_t size = entry.file_size(gone);
      if (!gone) bytes += size;
    }
    return bytes;
  }

  TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/parent/data";
  FaultEnv env_{rocksdb::Env::Default()};
  RocksStoreOptions options_ = [this] {
    RocksStoreOptions options;
    options.directory = path_;
    options.write_buffer_bytes = 64 << 10;
    options.env = &env_;
    return options;
  }();
};

// ---- Who may open

TEST_F(RocksStoreTest, ADirectoryInUseByThisProcessIsRefused) {
  const auto store = MustOpen();
  ExpectRefused(absl::StatusCode::kFailedPrecondition, path_ + " is in use");
}

TEST_F(RocksStoreTest, ADirectoryInUseByAnotherProcessIsRefusedUntilItEnds) {
  MakeStore();
  int ready[2], done[2];
  ASSERT_EQ(pipe(ready), 0);
  ASSERT_EQ(pipe(done), 0);
  const pid_t child = fork();
  if (child == 0) {
    // Only the lock: RocksDB's threads of the parent do not exist here.
    rocksdb::FileLock* lock = nullptr;
    const bool is_locked = rocksdb::Env::Default()->LockFile(path_ + "/LOCK", &lock).ok();
    char byte = is_locked ? 'y' : 'n';
    if (write(ready[1], &byte, 1) != 1 || read(done[0], &byte, 1) != 1) _exit(1);
    _exit(0);  // without unlocking, as when killed
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  ExpectRefused(absl::StatusCode::kFailedPrecondition, path_ + " is in use");
  ASSERT_EQ(write(done[1], &byte, 1), 1);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  EXPECT_EQ(MustOpen()->LastSequence(), 3u);
}

TEST_F(RocksStoreTest, NothingThereIsMadeOnlyWhenAsked) {
  options_.create_if_missing = false;
  ExpectRefused(absl::StatusCode::kNotFound, path_);
  EXPECT_FALSE(fs::exists(path_));
  fs::create_directories(path_ + "/lost+found");
  ExpectRefused(absl::StatusCode::kNotFound, path_);
  options_.create_if_missing = true;
  EXPECT_EQ(MustOpen()->LastSequence(), 0u);
}

TEST_F(RocksStoreTest, ADirectoryWithSomethingElseIsRefusedAndLeftAlone) {
  fs::create_directories(path_);
  WriteFile("thesis.txt");
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "thesis.txt");
  EXPECT_EQ(TakeImage(path_), (DirectoryImage{{"thesis.txt", "x"}}));
}

TEST_F(RocksStoreTest, APathThatIsAFileIsRefused) {
  fs::create_directories(directory_.path() + "/parent");
  std::ofstream(path_) << "x";
  EXPECT_FALSE(Open().ok());
}

TEST_F(RocksStoreTest, AHalfMadeStoreIsMadeAnew) {
  fs::create_directories(path_ + "/rocksdb.new");
  WriteFile("LOCK", "");
  WriteFile("rocksdb.new/MANIFEST-000001", "half");
  WriteFile("rocksdb.new/000004.log", "half");
  EXPECT_EQ(MustOpen()->LastSequence(), 0u);
  EXPECT_FALSE(fs::exists(path_ + "/rocksdb.new"));
}

TEST_F(RocksStoreTest, AMissingDatabaseIsNeverReplacedByANewOne) {
  MakeStore();
  const struct {
    const char* removed;
    const char* words;
  } kCases[] = {
      {"rocksdb/CURRENT", "rocksdb/CURRENT is missing"},
      {"rocksdb", "HIGH_WATER shows that there was a database"},
  };
  for (const auto& c : kCases) {
    fs::remove_all(path_ + "/" + c.removed);
    ExpectRefused(absl::StatusCode::kDataLoss, c.words);
    ExpectRefused(absl::StatusCode::kDataLoss, c.words);  // and stays refused
  }
}

TEST_F(RocksStoreTest, ADamagedHighWaterMarkIsRefusedByName) {
  MakeStore();
  WriteFile("HIGH_WATER", "something");
  const auto store = MustOpen();
  const absl::Status status = store->LoadHighWater().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StrContains(status.message(), path_ + "/HIGH_WATER")) << status;
}

// ---- Reading only

TEST_F(RocksStoreTest, ReadingOnlyWritesNothing) {
  MakeStore();
  const DirectoryImage before = TakeImage(path_);
  options_.read_only = true;
  {
    const auto store = MustOpen();
    EXPECT_EQ(store->LastSequence(), 3u);
    auto reader = store->ReadFrom(1);
    std::string_view group;
    uint64_t first = 0;
    ASSERT_TRUE((*reader)->Next(&group, &first));
    EXPECT_EQ(group, "group");
    EXPECT_EQ((*store->LoadHighWater())->sequence, 3u);
    const absl::Status changes[] = {
        store->Append(3, 4, "x", true),
        store->Sync(),
        store->TrimTo(3),
        store->WriteShard(1, 3, {}),
        store->WriteMeta("a", "b"),
        store->SaveHighWater({3, 1}),
    };
    for (const absl::Status& status : changes) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    }
  }
  EXPECT_EQ(TakeImage(path_), before);
}

TEST_F(RocksStoreTest, ReadingOnlyWorksBesideTheWriterAndCreatesNothing) {
  options_.read_only = true;
  ExpectRefused(absl::StatusCode::kNotFound, path_);
  options_.read_only = false;
  const auto writer = MustOpen();
  ASSERT_TRUE(writer->Append(0, 3, "group", true).ok());
  options_.read_only = true;
  EXPECT_EQ(MustOpen()->LastSequence(), 3u);
}

// ---- A disk that fails

// At every amount of room: a change that was acknowledged is there afterwards, one that was refused
// is there as a whole or not at all.
TEST_F(RocksStoreTest, AFullDiskLosesNothingThatWasAcknowledged) {
  MustOpen();
  uint64_t acknowledged = 0;
  for (uint64_t room = 0; room < 120'000; room += 1 + room / 4) {
    absl::Status failure;
    {
      const auto store = MustOpen();
      ASSERT_GE(store->LastSequence(), acknowledged);
      ASSERT_LE(store->LastSequence(), acknowledged + 1);
      acknowledged = store->LastSequence();
      env_.SetFreeBytes(room);
      while (failure.ok()) {
        failure = store->Append(acknowledged, acknowledged + 1, std::string(1000, 'g'), true);
        if (failure.ok()) ++acknowledged;
      }
      EXPECT_EQ(failure.code(), absl::StatusCode::kResourceExhausted) << failure;
      EXPECT_EQ(store->Append(acknowledged, acknowledged + 1, "x", true), failure);
    }
    env_.SetFreeBytes(FaultEnv::kUnlimited);
    env_.DropUnsynced();
  }
  const auto store = MustOpen();
  auto reader = store->ReadFrom(1);
  std::string_view group;
  uint64_t first = 0, expected = 1;
  while ((*reader)->Next(&group, &first)) EXPECT_EQ(first, expected++);
  EXPECT_TRUE((*reader)->status().ok());
  EXPECT_GT(acknowledged, 100u);
}

// A shard as "applied | key=value key=value".
std::string ShardOf(Store* store, uint32_t shard) {
  std::string rows;
  const auto applied = store->ReadShard(shard, [&](std::string_view key, std::string_view value) {
    rows += " " + std::string(key) + "=" + std::string(value);
    return absl::OkStatus();
  });
  return applied.ok() ? std::to_string(*applied) + " |" + rows : applied.status().ToString();
}

// A checkpoint that sets all rows of two shards to the sequence.
absl::Status WriteTwoShards(Store* store, uint64_t sequence) {
  const std::string value = std::to_string(sequence);
  const auto checkpoint = store->NewCheckpoint();
  for (const uint32_t shard : {1, 2}) {
    const absl::Status written =
        checkpoint->Write(shard, sequence, {{"a", value}, {"b", value}, {"c", value}});
    if (!written.ok()) return written;
  }
  return checkpoint->Commit();
}

// At every amount of room, which ends in the middle of the files, of their links and of the
// manifest.
TEST_F(RocksStoreTest, ADiskThatRunsFullDuringACheckpointLeavesTheOneBeforeOrTheNew) {
  ASSERT_TRUE(WriteTwoShards(MustOpen().get(), 1).ok());
  uint64_t written = 1, failed = 0;
  for (uint64_t room = 0; room < 10'000; room += 1 + room / 16) {
    bool is_written = false;
    {
      const auto store = MustOpen();
      env_.SetFreeBytes(room);
      const absl::Status status = WriteTwoShards(store.get(), written + 1);
      is_written = status.ok();
      if (!is_written) {
        ++failed;
        EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
        EXPECT_EQ(store->Append(0, 1, "x", true), status);
      }
    }
    env_.SetFreeBytes(FaultEnv::kUnlimited);
    env_.DropUnsynced();
    const auto store = MustOpen();
    const auto expected = [](uint64_t sequence) {
      const std::string value = std::to_string(sequence);
      return value + " | a=" + value + " b=" + value + " c=" + value;
    };
    if (is_written || ShardOf(store.get(), 1) == expected(written + 1)) ++written;
    ASSERT_EQ(ShardOf(store.get(), 1), expected(written)) << room;
    ASSERT_EQ(ShardOf(store.get(), 2), expected(written)) << room;
  }
  EXPECT_GT(written, 2u);
  EXPECT_GT(failed, 20u);
}

// The machine stops between the files' sync and their being taken by the database, after which
// they are both its own and where they were made.
TEST_F(RocksStoreTest, WhatACrashLeavesOfACheckpointIsRemoved) {
  ASSERT_TRUE(WriteTwoShards(MustOpen().get(), 1).ok());
  std::string sealed;
  for (const auto& [name, bytes] : TakeImage(path_)) {
    if (absl::EndsWith(name, ".sst")) sealed = name;
  }
  fs::create_hard_link(path_ + "/" + sealed, path_ + "/ROWS.new");
  fs::copy_file(path_ + "/" + sealed, path_ + "/APPLIED.new");
  fs::copy_file(path_ + "/" + sealed, path_ + "/rocksdb/000999.sst");
  const auto store = MustOpen();
  EXPECT_FALSE(fs::exists(path_ + "/ROWS.new"));
  EXPECT_FALSE(fs::exists(path_ + "/APPLIED.new"));
  EXPECT_EQ(ShardOf(store.get(), 1), "1 | a=1 b=1 c=1");
  ASSERT_TRUE(WriteTwoShards(store.get(), 2).ok());
  EXPECT_EQ(ShardOf(store.get(), 2), "2 | a=2 b=2 c=2");
}

TEST_F(RocksStoreTest, ARowIsWrittenOnceByACheckpoint) {
  auto store = MustOpen();
  std::minstd_rand random;
  const uint64_t before = env_.bytes_written();
  const auto checkpoint = store->NewCheckpoint();
  std::string row(1000, '\0');
  for (uint32_t shard = 0; shard < 4096; ++shard) {  // 4 MiB that does not compress
    for (char& byte : row) byte = static_cast<char>(random() >> 8);
    ASSERT_TRUE(checkpoint->Write(shard, 1, {{"row", row}}).ok());
  }
  ASSERT_TRUE(checkpoint->Commit().ok());
  EXPECT_LT(env_.bytes_written() - before, 1.1 * (4 << 20));
}

TEST_F(RocksStoreTest, AFullDiskAtOpeningIsSaidAndHarmless) {
  MakeStore();
  env_.SetFreeBytes(10);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kResourceExhausted);
  env_.SetFreeBytes(FaultEnv::kUnlimited);
  EXPECT_EQ(MustOpen()->LastSequence(), 3u);
}

TEST_F(RocksStoreTest, AFailingSyncIsUnavailable) {
  MakeStore();
  auto store = MustOpen();
  env_.SetSyncFails(true);
  EXPECT_EQ(store->Append(3, 4, "x", true).code(), absl::StatusCode::kUnavailable);
  env_.SetSyncFails(false);
  EXPECT_EQ(store->Append(3, 4, "x", true).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->LastSequence(), 3u);
  store.reset();
  env_.DropUnsynced();
  EXPECT_EQ(MustOpen()->LastSequence(), 3u);
}

// ---- Trimming

// Bytes that do not compress, so that sizes on disk are what was appended.
std::string RandomBytes(size_t size, std::minstd_rand* random) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>((*random)() >> 8);
  return bytes;
}

TEST_F(RocksStoreTest, TrimmedFilesGo) {
  const auto store = MustOpen();
  std::minstd_rand random;
  uint64_t most = 0;
  for (uint64_t i = 0; i < 1024; ++i) {  // 16 MiB, of which 1 MiB is kept at any time
    ASSERT_TRUE(store->Append(i, i + 1, RandomBytes(16 << 10, &random), false).ok());
    if (i % 64 != 63 || i == 63) continue;
    ASSERT_TRUE(store->TrimTo(i - 64).ok());
    most = std::max(most, TableBytes());
  }
  EXPECT_LT(most, 6u << 20);
}

TEST_F(RocksStoreTest, AGroupIsWrittenTwiceAndNeverAgain) {
  auto store = MustOpen();
  std::minstd_rand random;
  const uint64_t before = env_.bytes_written();
  for (uint64_t i = 0; i < 512; ++i) {  // 8 MiB: more than a hundred write buffers
    ASSERT_TRUE(store->Append(i, i + 1, RandomBytes(16 << 10, &random), false).ok());
  }
  store.reset();
  EXPECT_LT(env_.bytes_written() - before, 2.2 * (8 << 20));  // the log and one table, no more
  MustOpen();
}

}  // namespace
}  // namespace atp
