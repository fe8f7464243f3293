#ifndef ATP_ENGINE_CHECKPOINTER_H_
#define ATP_ENGINE_CHECKPOINTER_H_

#include <atomic>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/mutex.h"
#include "engine/journal/journal.h"
#include "engine/ledger/changed_rows.h"
#include "engine/ledger/ledger.h"
#include "engine/options.h"
#include "engine/row_copy.h"
#include "engine/store/store.h"

namespace atp {

// Writes the ledger's changed rows, all shards at once, each with the sequence it reflects, and
// drops journal history that is no longer needed.
//
// Invariant: checkpointed() <= durable: the rows count only once every entry they reflect is
// durable. A shard is never locked for longer than it takes to copy a few hundred rows
// (row_copy.h). Thread-safe; one checkpoint at a time. Memory: the rows of one shard, and the keys
// of all that changed.
class Checkpointer {
 public:
  Checkpointer(const EngineOptions& options, const Clock* clock, Ledger* ledger, Journal* journal,
               Store* store, Sequence checkpointed)
      : options_(options),
        clock_(*clock),
        ledger_(*ledger),
        journal_(*journal),
        store_(*store),
        checkpointed_(checkpointed) {}

  // Returns the sequence that every shard has reached.
  absl::StatusOr<Sequence> Checkpoint() ATP_EXCLUDES(mu_);

  // Remembers how far the log is durable. Cheap; call it about once a second and at a clean stop.
  absl::Status SaveHighWater();

  // All that was told is synced, and nothing more will be told: the next opening goes on with this
  // history.
  absl::Status EndSyncingLater() ATP_EXCLUDES(mu_);

  // A checkpoint should begin because of what it has to write, or of what recovery had to replay.
  bool HasMuchToWrite() const;

  Sequence checkpointed() const { return checkpointed_.load(std::memory_order_relaxed); }

 private:
  // Writes all that changed; the keys of the rows, by shard, as they are taken.
  absl::Status Write(CheckpointWriter* writer, std::vector<ChangedRows>* keys, Sequence* least)
      ATP_REQUIRES(mu_);
  // They could not be written: they count as changed again.
  void PutBack(const std::vector<ChangedRows>& keys);
  RowCopy CopyOf(uint32_t id);
  absl::Status WaitDurable(Sequence sequence);
  absl::Status Trim();

  const EngineOptions& options_;
  const Clock& clock_;
  Ledger& ledger_;
  Journal& journal_;
  Store& store_;
  Mutex mu_;
  std::atomic<Sequence> checkpointed_;
};

}  // namespace atp

#endif  // ATP_ENGINE_CHECKPOINTER_H_
