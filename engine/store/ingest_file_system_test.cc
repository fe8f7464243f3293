// A checkpoint during which one call to the disk fails, for every call: it is there, or it is not,
// and the store opens again in either case.

#include "engine/store/ingest_file_system.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/store/directory_image.h"
#include "engine/store/io_error_env.h"
#include "engine/store/rocks_store.h"

namespace atp {
namespace {

absl::StatusOr<std::unique_ptr<Store>> OpenIn(rocksdb::Env* env) {
  RocksStoreOptions options;
  options.directory = "/data";
  options.env = env;
  options.write_buffer_bytes = 64 << 10;
  options.open_threads = 1;
  return RocksStore::Open(options);
}

// Rows that a checkpoint overwrites and that it leaves, around each other.
absl::Status WriteRows(Store* store, const std::string& value) {
  const auto checkpoint = store->NewCheckpoint();
  for (uint32_t shard = 0; shard < 2; ++shard) {
    std::vector<RowChange> rows = {{"a", value}, {"c", value}};
    if (value == "old") rows.push_back({"d", value});
    const absl::Status status = checkpoint->Write(shard, 1, rows);
    if (!status.ok()) return status;
  }
  return checkpoint->Commit();
}

std::string ReadRows(Store* store) {
  std::string text;
  for (uint32_t shard = 0; shard < 2; ++shard) {
    const auto read = store->ReadShard(shard, [&](std::string_view key, std::string_view value) {
      text += std::string(key) + "=" + std::string(value) + " ";
      return absl::OkStatus();
    });
    if (!read.ok()) return std::string(read.status().ToString());
  }
  return text;
}

constexpr char kOld[] = "a=old c=old d=old a=old c=old d=old ";
constexpr char kNew[] = "a=new c=new d=old a=new c=new d=old ";

TEST(IngestFileSystemTest, ACheckpointWithAFailingCallIsThereOrNot) {
  bool was_refused = false;
  for (uint64_t k = 1; k < 500; ++k) {
    SCOPED_TRACE("call " + std::to_string(k));
    const auto memory = NewEnvWith({}, "/data");
    IoErrorEnv env(memory.get());
    absl::Status written;
    bool has_failed = false;
    {
      const auto store = OpenIn(&env);
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_TRUE(WriteRows(store->get(), "old").ok());
      env.Arm(IoFault{IoFault::Kind::kError, env.calls() + k, false});
      written = WriteRows(store->get(), "new");
      has_failed = env.failed() > 0;
      env.Disarm();
    }
    was_refused |= !written.ok();
    const auto store = OpenIn(&env);
    ASSERT_TRUE(store.ok()) << store.status();
    const std::string rows = ReadRows(store->get());
    if (written.ok()) {
      ASSERT_EQ(rows, kNew);
    } else {
      ASSERT_TRUE(rows == kOld || rows == kNew) << rows;
    }
    if (!has_failed) {
      EXPECT_GT(k, 20u);
      EXPECT_TRUE(was_refused);
      return;
    }
  }
  FAIL() << "it never ended";
}

}  // namespace
}  // namespace atp
