#ifndef ATP_ENGINE_STORE_MEMORY_STORE_H_
#define ATP_ENGINE_STORE_MEMORY_STORE_H_

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/store/store.h"

namespace atp {

// The disk under MemoryStores: outlives them as a disk outlives processes, and can misbehave.
// Thread-safe.
//
//   MemoryDisk disk;
//   { MemoryStore store(&disk); ... }        // a process life
//   disk.DropUnsynced();                     // the power fails
//   { MemoryStore store(&disk); ... }        // the next life
class MemoryDisk {
 public:
  // Forgets the groups that were not synced. No reader may be alive, and stores that are must not
  // be used again.
  void DropUnsynced();

  // The next `writes` changes (Append, Sync, TrimTo, checkpoints, WriteMeta, SaveHighWater)
  // succeed; those after fail with UNAVAILABLE and leave nothing behind.
  void FailWritesAfter(uint64_t writes);
  void StopFailing() { FailWritesAfter(kNever); }

  // Until Release(), an Append() or Sync() that begins waits, as on a disk that is slow.
  void Hold();
  void Release();

  // Changes that have succeeded so far: to aim FailWritesAfter() at each in turn.
  uint64_t writes() const;

 private:
  friend class MemoryStore;
  friend class MemoryGroupReader;
  friend class MemoryCheckpoint;
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  struct Group {
    uint64_t last = 0;
    std::string bytes;
  };
  struct Shard {
    uint64_t applied = 0;
    std::map<std::string, std::string> rows;
  };

  void AwaitRelease() ATP_REQUIRES(mu_);
  absl::Status CountWrite() ATP_REQUIRES(mu_);
  void EraseTrimmed() ATP_REQUIRES(mu_);

  mutable Mutex mu_;
  uint64_t writes_ ATP_GUARDED_BY(mu_) = 0;
  uint64_t writes_left_ ATP_GUARDED_BY(mu_) = kNever;
  bool is_held_ ATP_GUARDED_BY(mu_) = false;
  CondVar released_;

  // By first sequence. Those before oldest_ are trimmed, and stay only while a reader is alive.
  std::map<uint64_t, Group> groups_ ATP_GUARDED_BY(mu_);
  uint64_t oldest_ ATP_GUARDED_BY(mu_) = 1;
  uint64_t synced_ ATP_GUARDED_BY(mu_) = 0;  // last sequence that survives DropUnsynced()
  uint64_t last_ ATP_GUARDED_BY(mu_) = 0;
  int readers_ ATP_GUARDED_BY(mu_) = 0;

  std::map<uint32_t, Shard> shards_ ATP_GUARDED_BY(mu_);
  std::map<std::string, std::string, std::less<>> meta_ ATP_GUARDED_BY(mu_);
  std::optional<HighWater> high_water_ ATP_GUARDED_BY(mu_);
};

// The obvious twin of RocksStore: the same contract over maps under one lock. `disk` must outlive
// it.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryDisk* disk) : disk_(*disk) {}

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override;
  absl::Status Sync() override;
  uint64_t LastSequence() const override;
  uint64_t OldestSequence() const override;
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override;
  absl::Status TrimTo(uint64_t sequence) override;

  std::unique_ptr<CheckpointWriter> NewCheckpoint() override;
  absl::StatusOr<uint64_t> ReadShard(uint32_t shard, const RowVisitor& visit) override;
  absl::StatusOr<std::optional<std::string>> ReadMeta(std::string_view name) override;
  absl::Status WriteMeta(std::string_view name, std::string_view value) override;
  absl::Status SaveHighWater(const HighWater& mark) override;
  absl::StatusOr<std::optional<HighWater>> LoadHighWater() override;

 private:
  friend class MemoryCheckpoint;

  // Refuses after a failure; else lets the disk decide, and remembers its failure.
  absl::Status BeginChange() ATP_REQUIRES(disk_.mu_);

  MemoryDisk& disk_;
  absl::Status failure_ ATP_GUARDED_BY(disk_.mu_);
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_MEMORY_STORE_H_
