#ifndef ATP_ENGINE_STORE_STATE_STORE_H_
#define ATP_ENGINE_STORE_STATE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// A row to be written, or to be deleted when there is no value. The views must stay valid for as
// long as the call that they are given to.
struct RowChange {
  std::string_view key;
  std::optional<std::string_view> value;
};

// A checkpoint while it is written: nothing of it is there before Commit(), and all of it after.
// One that is destroyed without that leaves nothing behind. For one thread. Must not outlive the
// store. Holds little memory however many rows it is given.
class CheckpointWriter {
 public:
  virtual ~CheckpointWriter() = default;

  // Changed rows of `shard` and its new applied sequence. Shards in ascending order, each once;
  // rows in ascending order of their keys, each once.
  virtual absl::Status Write(uint32_t shard, uint64_t applied,
                             const std::vector<RowChange>& changes) = 0;

  // Makes durable what was written here, after what the store's log was given before. Once.
  virtual absl::Status Commit() = 0;
};

// A point that the log was once known to have reached, durably: a log that ends before it, or whose
// chain differs there, has lost entries.
struct HighWater {
  uint64_t sequence = 0;
  uint64_t chain_hash = 0;
};

// Keeps what checkpoints write: per shard a set of rows and the sequence that they reflect; a few
// named values; the high-water mark.
//
// Invariant: a shard's rows and its applied sequence are always of one and the same checkpoint.
//
// Thread-safe, with one checkpoint at a time: a CheckpointWriter and WriteMeta() by one thread at a
// time, SaveHighWater() by one thread at a time, reads by anybody. Every write is durable when it
// returns OK, and so is whatever the same store's log was given before it: state never outlives the
// log entries it reflects.
//
// Failures: UNAVAILABLE, RESOURCE_EXHAUSTED (no space): the change may or may not be there after
// the next opening, as a whole; DATA_LOSS: what is on disk is damaged.
class StateStore {
 public:
  using RowVisitor = std::function<absl::Status(std::string_view key, std::string_view value)>;

  virtual ~StateStore() = default;

  // Begins a checkpoint; the one before must be gone.
  virtual std::unique_ptr<CheckpointWriter> NewCheckpoint() = 0;

  // A checkpoint of one shard.
  absl::Status WriteShard(uint32_t shard, uint64_t applied, const std::vector<RowChange>& changes);

  // Visits all rows of `shard` in key order and returns its applied sequence, 0 if the shard was
  // never written. Sees one moment. Stops at the first status of `visit` that is not OK, and
  // returns it. The views are valid during the visit only. Without `visit`: reads no rows.
  virtual absl::StatusOr<uint64_t> ReadShard(uint32_t shard, const RowVisitor& visit) = 0;

  // Small named values, such as the shard count. Reading one that was never written: no value.
  virtual absl::StatusOr<std::optional<std::string>> ReadMeta(std::string_view name) = 0;
  virtual absl::Status WriteMeta(std::string_view name, std::string_view value) = 0;

  // The high-water mark replaces the one before it in one step. It is kept apart from the log, so
  // that what damages the one spares the other. Loading: no value if none was ever saved; DATA_LOSS
  // naming the file if it is damaged. The caller compares it with the log, and decides.
  virtual absl::Status SaveHighWater(const HighWater& mark) = 0;
  virtual absl::StatusOr<std::optional<HighWater>> LoadHighWater() = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_STATE_STORE_H_
