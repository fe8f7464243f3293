#include "tests/simulation/faulty_disk.h"

#include <utility>
#include <vector>

namespace atp::simulation {
namespace {

// A checkpoint that can be written to a store more than once.
class Rows {
 public:
  void Add(uint32_t shard, uint64_t applied, const std::vector<RowChange>& changes) {
    shards_.push_back({shard, applied, {}});
    for (const RowChange& change : changes) {
      shards_.back().rows.emplace_back(change.key, change.value);
    }
  }

  absl::Status WriteTo(MemoryStore* store) const {
    const std::unique_ptr<CheckpointWriter> writer = store->NewCheckpoint();
    for (const Shard& shard : shards_) {
      std::vector<RowChange> changes;
      for (const auto& [key, value] : shard.rows) changes.push_back({key, value});
      const absl::Status written = writer->Write(shard.id, shard.applied, changes);
      if (!written.ok()) return written;
    }
    return writer->Commit();
  }

 private:
  struct Shard {
    uint32_t id;
    uint64_t applied;
    std::vector<std::pair<std::string, std::optional<std::string>>> rows;
  };
  std::vector<Shard> shards_;
};

}  // namespace

// What the engine sees of the disk in one life.
class FaultyStore final : public Store {
 public:
  explicit FaultyStore(FaultyDisk* disk, MemoryDisk* memory) : disk_(*disk), store_(memory) {}

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override {
    disk_.tried_ = last;
    const auto append = [after, last, group = std::string(group), sync](MemoryStore* store) {
      return store->Append(after, last, group, sync);
    };
    const absl::Status status = disk_.Do("append", FaultyDisk::Part::kLog, &store_, append);
    if (status.ok()) disk_.written_ = last;
    // Now and then the system writes back of its own accord.
    if (status.ok() && !sync && last % 5 == 0) sync = store_.Sync().ok();
    if (status.ok() && sync) disk_.synced_ = last;
    return status;
  }
  absl::Status Sync() override {
    const auto sync = [](MemoryStore* store) { return store->Sync(); };
    return Synced(disk_.Do("sync", FaultyDisk::Part::kLog, &store_, sync));
  }
  uint64_t LastSequence() const override { return store_.LastSequence(); }
  uint64_t OldestSequence() const override { return store_.OldestSequence(); }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override {
    return store_.ReadFrom(sequence);
  }
  absl::Status TrimTo(uint64_t sequence) override {
    const auto trim = [sequence](MemoryStore* store) { return store->TrimTo(sequence); };
    return Synced(disk_.Do("trim", FaultyDisk::Part::kState, &store_, trim));
  }
  std::unique_ptr<CheckpointWriter> NewCheckpoint() override {
    return std::make_unique<Checkpoint>(this);
  }
  absl::StatusOr<uint64_t> ReadShard(uint32_t shard, const RowVisitor& visit) override {
    return store_.ReadShard(shard, visit);
  }
  absl::StatusOr<std::optional<std::string>> ReadMeta(std::string_view name) override {
    return store_.ReadMeta(name);
  }
  absl::Status WriteMeta(std::string_view name, std::string_view value) override {
    const auto write = [name = std::string(name), value = std::string(value)](MemoryStore* store) {
      return store->WriteMeta(name, value);
    };
    return Synced(disk_.Do("write meta", FaultyDisk::Part::kState, &store_, write));
  }
  absl::Status SaveHighWater(const HighWater& mark) override {
    const auto save = [mark](MemoryStore* store) { return store->SaveHighWater(mark); };
    return disk_.Do("save the high-water mark", FaultyDisk::Part::kMark, &store_, save);
  }
  absl::StatusOr<std::optional<HighWater>> LoadHighWater() override {
    return store_.LoadHighWater();
  }

 private:
  // Any shard's rows, and their coming into force, may meet a fault.
  class Checkpoint final : public CheckpointWriter {
   public:
    explicit Checkpoint(FaultyStore* store) : store_(*store) {}

    absl::Status Write(uint32_t shard, uint64_t applied,
                       const std::vector<RowChange>& changes) override {
      rows_.Add(shard, applied, changes);
      const auto nothing_yet = [](MemoryStore*) { return absl::OkStatus(); };
      return Do("write a shard", nothing_yet);
    }
    absl::Status Commit() override {
      const auto write = [rows = rows_](MemoryStore* store) { return rows.WriteTo(store); };
      return store_.Synced(Do("commit a checkpoint", write));
    }

   private:
    absl::Status Do(const char* name, const FaultyDisk::Change& change) {
      return store_.disk_.Do(name, FaultyDisk::Part::kState, &store_.store_, change);
    }

    FaultyStore& store_;
    Rows rows_;
  };

  // Every synced change is preceded on disk by all that the log was given.
  absl::Status Synced(absl::Status status) {
    if (status.ok()) disk_.synced_ = disk_.written_;
    return status;
  }

  FaultyDisk& disk_;
  MemoryStore store_;
};

std::unique_ptr<Store> FaultyDisk::Mount() {
  MemoryStore store(&disk_);
  if (undecided_ != nullptr) {
    // What comes later is there only with all that came before.
    (void)store.Sync();
    (void)undecided_(&store);
    (void)store.Sync();
  }
  if (power_fails_) disk_.DropUnsynced();
  // Opening writes what it has read of the log to files of its own, as RocksDB does.
  (void)store.Sync();
  lost_power_ = power_fails_;
  undecided_ = nullptr;
  fault_ = Fault();
  failure_ = absl::OkStatus();
  is_frozen_ = has_log_failed_ = power_fails_ = false;
  synced_ = written_ = store.LastSequence();
  return std::make_unique<FaultyStore>(this, &disk_);
}

void FaultyDisk::Freeze(bool power_fails) {
  if (is_frozen_) return;
  ++faults_;
  hooks_.note(power_fails ? "the power fails" : "the process dies");
  is_frozen_ = true;
  power_fails_ = power_fails;
}

absl::Status FaultyDisk::Die(bool power_fails) {
  Freeze(power_fails);
  return absl::UnavailableError("the process is dead");
}

absl::Status FaultyDisk::Fail(const char* name, Part part, absl::Status status) {
  ++faults_;
  hooks_.note(std::string("cannot ") + name);
  // A mark that cannot be saved is no failure of the log.
  if (part != Part::kMark) failure_ = status;
  has_log_failed_ |= part == Part::kLog;
  return status;
}

absl::Status FaultyDisk::Do(const char* name, Part part, MemoryStore* store, const Change& change) {
  if (is_frozen_) return Die(power_fails_);
  if (part == Part::kLog && has_log_failed_) {
    hooks_.violated("the log is written again after a write of it has failed");
  }
  if (!failure_.ok()) {
    has_log_failed_ |= part == Part::kLog;
    return failure_;
  }
  Fault fault;
  if (fault_.kind != Fault::Kind::kNone && fault_.after_changes-- == 0) {
    fault = std::exchange(fault_, Fault());
  }
  if (fault.kind == Fault::Kind::kSlow) {
    ++faults_;
    hooks_.note(std::string("slow to ") + name);
    hooks_.while_slow();
  }
  const bool goes_on = fault.kind == Fault::Kind::kNone || fault.kind == Fault::Kind::kSlow;
  if (goes_on && !is_frozen_) return change(store);
  // What has become of it is not seen in this life.
  if (fault.is_kept && part != Part::kMark) undecided_ = change;
  switch (fault.kind) {
    case Fault::Kind::kFull:
      return Fail(name, part, absl::ResourceExhaustedError("the disk is full"));
    case Fault::Kind::kError:
      return Fail(name, part, absl::UnavailableError("the disk fails"));
    default:
      return Die(fault.kind == Fault::Kind::kPowerFails);
  }
}

}  // namespace atp::simulation
