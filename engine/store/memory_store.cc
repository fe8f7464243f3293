#include "engine/store/memory_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/store/log_position.h"

namespace atp {

void MemoryDisk::DropUnsynced() {
  MutexLock lock(&mu_);
  ATP_CHECK(readers_ == 0);
  groups_.erase(groups_.upper_bound(synced_), groups_.end());
  last_ = synced_;
}

void MemoryDisk::FailWritesAfter(uint64_t writes) {
  MutexLock lock(&mu_);
  writes_left_ = writes;
}

void MemoryDisk::Hold() {
  MutexLock lock(&mu_);
  is_held_ = true;
}

void MemoryDisk::Release() {
  MutexLock lock(&mu_);
  is_held_ = false;
  released_.SignalAll();
}

void MemoryDisk::AwaitRelease() {
  while (is_held_) released_.Wait(&mu_);
}

uint64_t MemoryDisk::writes() const {
  MutexLock lock(&mu_);
  return writes_;
}

absl::Status MemoryDisk::CountWrite() {
  if (writes_left_ == 0) return absl::UnavailableError("memory disk: told to fail writes");
  if (writes_left_ != kNever) --writes_left_;
  ++writes_;
  return absl::OkStatus();
}

void MemoryDisk::EraseTrimmed() {
  if (readers_ == 0) groups_.erase(groups_.begin(), groups_.lower_bound(oldest_));
}

// Remembers where it is by sequence and where the log ended when it was made.
class MemoryGroupReader final : public GroupReader {
 public:
  MemoryGroupReader(MemoryDisk* disk, uint64_t next, uint64_t end)
      : disk_(*disk), next_(next), end_(end) {}

  ~MemoryGroupReader() override {
    MutexLock lock(&disk_.mu_);
    --disk_.readers_;
    disk_.EraseTrimmed();
  }

  bool Next(std::string_view* group, uint64_t* first) override {
    if (next_ > end_) return false;
    MutexLock lock(&disk_.mu_);
    const auto it = disk_.groups_.find(next_);
    ATP_CHECK(it != disk_.groups_.end());
    *first = next_;
    *group = it->second.bytes;  // stays in place: nothing is erased while a reader is alive
    next_ = it->second.last + 1;
    return true;
  }

  absl::Status status() const override { return absl::OkStatus(); }

 private:
  MemoryDisk& disk_;
  uint64_t next_;
  const uint64_t end_;
};

absl::Status MemoryStore::BeginChange() {
  if (failure_.ok()) failure_ = disk_.CountWrite();
  return failure_;
}

absl::Status MemoryStore::Append(uint64_t after, uint64_t last, std::string_view group, bool sync) {
  MutexLock lock(&disk_.mu_);
  disk_.AwaitRelease();
  if (absl::Status status = CheckFollows(disk_.last_, after, last); !status.ok()) return status;
  if (absl::Status status = BeginChange(); !status.ok()) return status;
  disk_.groups_[after + 1] = {last, std::string(group)};
  disk_.last_ = last;
  if (sync) disk_.synced_ = last;
  return absl::OkStatus();
}

absl::Status MemoryStore::Sync() {
  MutexLock lock(&disk_.mu_);
  disk_.AwaitRelease();
  if (absl::Status status = BeginChange(); !status.ok()) return status;
  disk_.synced_ = disk_.last_;
  return absl::OkStatus();
}

uint64_t MemoryStore::LastSequence() const {
  MutexLock lock(&disk_.mu_);
  return disk_.last_;
}

uint64_t MemoryStore::OldestSequence() const {
  MutexLock lock(&disk_.mu_);
  return disk_.oldest_;
}

absl::StatusOr<std::unique_ptr<GroupReader>> MemoryStore::ReadFrom(uint64_t sequence) {
  MutexLock lock(&disk_.mu_);
  sequence = std::max(sequence, disk_.oldest_);
  uint64_t first = disk_.last_ + 1;
  if (sequence <= disk_.last_) first = std::prev(disk_.groups_.upper_bound(sequence))->first;
  ++disk_.readers_;
  return std::make_unique<MemoryGroupReader>(&disk_, first, disk_.last_);
}

absl::Status MemoryStore::TrimTo(uint64_t sequence) {
  MutexLock lock(&disk_.mu_);
  if (absl::Status status = BeginChange(); !status.ok()) return status;
  disk_.synced_ = disk_.last_;
  for (auto it = disk_.groups_.find(disk_.oldest_);
       it != disk_.groups_.end() && it->second.last <= sequence; ++it) {
    disk_.oldest_ = it->second.last + 1;
  }
  disk_.EraseTrimmed();
  return absl::OkStatus();
}

// A list of changes, until they are made.
class MemoryCheckpoint final : public CheckpointWriter {
 public:
  explicit MemoryCheckpoint(MemoryStore* store) : store_(*store) {}

  absl::Status Write(uint32_t shard, uint64_t applied,
                     const std::vector<RowChange>& changes) override {
    ATP_CHECK(shards_.empty() || shards_.back().id < shard);
    shards_.push_back({shard, applied, {}});
    auto& rows = shards_.back().rows;
    for (const RowChange& change : changes) {
      ATP_CHECK(rows.empty() || rows.back().first < change.key);
      rows.emplace_back(change.key, change.value);
    }
    return absl::OkStatus();
  }

  absl::Status Commit() override {
    // By one name throughout: the analysis of locks knows no other for the same disk.
    MutexLock lock(&store_.disk_.mu_);
    if (absl::Status status = store_.BeginChange(); !status.ok()) return status;
    store_.disk_.synced_ = store_.disk_.last_;
    for (const ShardChange& shard : shards_) {
      MemoryDisk::Shard& kept = store_.disk_.shards_[shard.id];
      kept.applied = shard.applied;
      for (const auto& [key, value] : shard.rows) {
        if (value.has_value()) {
          kept.rows[key] = *value;
        } else {
          kept.rows.erase(key);
        }
      }
    }
    return absl::OkStatus();
  }

 private:
  struct ShardChange {
    uint32_t id;
    uint64_t applied;
    std::vector<std::pair<std::string, std::optional<std::string>>> rows;
  };

  MemoryStore& store_;
  std::vector<ShardChange> shards_;
};

std::unique_ptr<CheckpointWriter> MemoryStore::NewCheckpoint() {
  return std::make_unique<MemoryCheckpoint>(this);
}

absl::StatusOr<uint64_t> MemoryStore::ReadShard(uint32_t shard, const RowVisitor& visit) {
  MemoryDisk::Shard seen;  // a copy, so that the visitor runs without the lock
  {
    MutexLock lock(&disk_.mu_);
    if (const auto it = disk_.shards_.find(shard); it != disk_.shards_.end()) seen = it->second;
  }
  if (visit == nullptr) return seen.applied;
  for (const auto& [key, value] : seen.rows) {
    if (absl::Status status = visit(key, value); !status.ok()) return status;
  }
  return seen.applied;
}

absl::StatusOr<std::optional<std::string>> MemoryStore::ReadMeta(std::string_view name) {
  MutexLock lock(&disk_.mu_);
  const auto it = disk_.meta_.find(name);
  if (it == disk_.meta_.end()) return std::optional<std::string>();
  return std::optional<std::string>(it->second);
}

absl::Status MemoryStore::WriteMeta(std::string_view name, std::string_view value) {
  MutexLock lock(&disk_.mu_);
  if (absl::Status status = BeginChange(); !status.ok()) return status;
  disk_.synced_ = disk_.last_;
  disk_.meta_[std::string(name)] = std::string(value);
  return absl::OkStatus();
}

// A mark that cannot be saved is no failure of the log: the one before it stays, and holds.
absl::Status MemoryStore::SaveHighWater(const HighWater& mark) {
  MutexLock lock(&disk_.mu_);
  if (absl::Status status = disk_.CountWrite(); !status.ok()) return status;
  disk_.high_water_ = mark;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<HighWater>> MemoryStore::LoadHighWater() {
  MutexLock lock(&disk_.mu_);
  return disk_.high_water_;
}

}  // namespace atp
