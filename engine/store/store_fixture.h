#ifndef ATP_ENGINE_STORE_STORE_FIXTURE_H_
#define ATP_ENGINE_STORE_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/store/fault_env.h"
#include "engine/store/memory_store.h"
#include "engine/store/rocks_store.h"
#include "engine/store/store.h"
#include "engine/store/temporary_directory.h"

namespace atp {

// A disk with stores on it, one life after the other.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual std::unique_ptr<Store> Open() = 0;
  virtual void DropUnsynced() = 0;
  virtual void SetFails(bool fails) = 0;
};

class MemoryDiskUnderTest final : public Disk {
 public:
  std::unique_ptr<Store> Open() override { return std::make_unique<MemoryStore>(&disk_); }
  void DropUnsynced() override { disk_.DropUnsynced(); }
  void SetFails(bool fails) override { fails ? disk_.FailWritesAfter(0) : disk_.StopFailing(); }

 private:
  MemoryDisk disk_;
};

class RocksDiskUnderTest final : public Disk {
 public:
  std::unique_ptr<Store> Open() override {
    RocksStoreOptions options;
    options.directory = directory_.path();
    options.env = &env_;
    options.write_buffer_bytes = 64 << 10;  // small, so that files are flushed, moved and dropped
    auto store = RocksStore::Open(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  void DropUnsynced() override { env_.DropUnsynced(); }
  void SetFails(bool fails) override { env_.SetFreeBytes(fails ? 0 : FaultEnv::kUnlimited); }

 private:
  TemporaryDirectory directory_;
  FaultEnv env_{rocksdb::Env::Default()};
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Disk>()> make;
};

// Names what is instantiated with it: "-*/Rocks" leaves out all tests of the store on disk.
inline std::string NameOf(const testing::TestParamInfo<Implementation>& info) {
  return info.param.name;
}

inline auto BothStores() {
  return testing::Values(
      Implementation{"Memory", [] { return std::make_unique<MemoryDiskUnderTest>(); }},
      Implementation{"Rocks", [] { return std::make_unique<RocksDiskUnderTest>(); }});
}

// A store on a disk of its own, empty at first.
class StoreTest : public testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    store_.reset();
    store_ = disk_->Open();
    ASSERT_NE(store_, nullptr);
  }

  void PowerFailure() {
    store_.reset();
    disk_->DropUnsynced();
    Reopen();
  }

  // Appends a group for each of `lasts`, each holding what follows the one before.
  void AppendGroups(const std::vector<uint64_t>& lasts, bool sync = true) {
    for (const uint64_t last : lasts) {
      const uint64_t after = store_->LastSequence();
      ASSERT_TRUE(store_->Append(after, last, GroupBytes(after + 1, last), sync).ok());
    }
  }

  static std::string GroupBytes(uint64_t first, uint64_t last) {
    return "group " + std::to_string(first) + "-" + std::to_string(last);
  }

  // The log from `sequence` on, as "1:bytes 4:bytes".
  std::string Read(uint64_t sequence) {
    auto reader = store_->ReadFrom(sequence);
    if (!reader.ok()) return reader.status().ToString();
    return Drain(reader->get());
  }

  static std::string Drain(GroupReader* reader) {
    std::string seen;
    std::string_view group;
    uint64_t first = 0;
    while (reader->Next(&group, &first)) {
      seen += (seen.empty() ? "" : ", ") + std::to_string(first) + ":" + std::string(group);
    }
    EXPECT_FALSE(reader->Next(&group, &first));
    return reader->status().ok() ? seen : reader->status().ToString();
  }

  // A shard as "applied | key=value key=value".
  std::string Shard(uint32_t shard) {
    std::string rows;
    const auto applied =
        store_->ReadShard(shard, [&](std::string_view key, std::string_view value) {
          rows += " " + std::string(key) + "=" + std::string(value);
          return absl::OkStatus();
        });
    if (!applied.ok()) return applied.status().ToString();
    return std::to_string(*applied) + " |" + rows;
  }

  std::unique_ptr<Disk> disk_ = GetParam().make();
  std::unique_ptr<Store> store_;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_STORE_FIXTURE_H_
