#ifndef ATP_ENGINE_CHECKPOINTER_H_
#define ATP_ENGINE_CHECKPOINTER_H_

#include <atomic>

#include "absl/status/statusor.h"
#include "engine/base/mutex.h"
#include "engine/journal/journal.h"
#include "engine/ledger/ledger.h"
#include "engine/options.h"
#include "engine/store/store.h"

namespace atp {

// Writes the ledger's changed rows, a shard at a time, each with the sequence it reflects, and
// drops journal history that is no longer needed.
//
// Invariant: checkpointed() <= durable: a shard's rows are written only after every entry they
// reflect is durable. A shard is locked while its changed rows are copied, not while they are
// written. Thread-safe; one checkpoint at a time.
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

  Sequence checkpointed() const { return checkpointed_.load(std::memory_order_relaxed); }

 private:
  // The changed rows of a shard, or of the directory, as shard `id` of the store. `guard` is locked
  // while they are copied. Returns the sequence they reflect.
  template <typename Rows>
  absl::StatusOr<Sequence> Write(uint32_t id, const ShardSet& guard, Rows* rows) ATP_REQUIRES(mu_);
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
