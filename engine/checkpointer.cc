#include "engine/checkpointer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/journal/journal_reader.h"
#include "engine/ledger/rows.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// A store that has failed to write takes nothing more, and that is where the log goes too.
absl::Status NameWriteFailure(const absl::Status& status) {
  if (status.ok() || absl::IsDataLoss(status)) return status;
  return MakeError(absl::StatusCode::kUnavailable, "JOURNAL_FAILED", "",
                   {status.message().data(), status.message().size()});
}

}  // namespace

absl::Status Checkpointer::WaitDurable(Sequence sequence) {
  while (journal_.durable() < sequence) {
    // Without background threads nobody else writes the journal.
    if (!options_.background_threads) journal_.Pump();
    const absl::Status flushed = journal_.Flush();
    if (!flushed.ok()) return flushed;
  }
  return absl::OkStatus();
}

template <typename Rows>
absl::StatusOr<Sequence> Checkpointer::Write(uint32_t id, const ShardSet& guard, Rows* rows) {
  std::vector<LedgerRow> changed;
  Sequence applied;
  {
    const ShardLock lock(&ledger_, guard, ShardLock::Mode::kExclusive);
    changed = rows->TakeChangedRows();
    // Whatever was appended for these rows was also posted, under this lock.
    applied = journal_.appended();
  }
  absl::Status status = WaitDurable(applied);
  if (status.ok()) {
    std::vector<RowChange> written;
    written.reserve(changed.size());
    for (const LedgerRow& row : changed) {
      written.push_back({row.key, row.is_gone ? std::nullopt : std::optional(row.value)});
    }
    status = NameWriteFailure(store_.WriteShard(id, applied, written));
  }
  if (status.ok()) return applied;
  const ShardLock lock(&ledger_, guard, ShardLock::Mode::kExclusive);
  rows->PutBack(changed);
  return status;
}

absl::StatusOr<Sequence> Checkpointer::Checkpoint() {
  const MutexLock lock(&mu_);
  const uint32_t shard_count = ledger_.shard_count();
  // The directory's rows are kept behind those of the shards. It is changed under all locks, so
  // one is enough to keep it as it is.
  auto reached = Write(shard_count, ShardSet::Of(0), &ledger_.directory());
  if (!reached.ok()) return reached;
  Sequence least = *reached;
  for (uint32_t id = 0; id < shard_count; ++id) {
    const auto shard = static_cast<ShardId>(id);
    reached = Write(id, ShardSet::Of(shard), &ledger_.shard(shard));
    if (!reached.ok()) return reached;
    least = std::min(least, *reached);
  }
  checkpointed_.store(least, std::memory_order_relaxed);
  absl::Status status = SaveHighWater();
  if (status.ok()) status = Trim();
  if (!status.ok()) return status;
  return least;
}

absl::Status Checkpointer::SaveHighWater() {
  const JournalEnd end = journal_.end();
  if (end.last == 0) return absl::OkStatus();
  return NameWriteFailure(store_.SaveHighWater({end.last, end.chain_hash}));
}

absl::Status Checkpointer::Trim() {
  const Sequence durable = journal_.durable();
  if (durable == 0) return absl::OkStatus();
  const Micros now = clock_.Now();
  // Answers to repeated requests are read from the journal, so it outlives their window.
  const auto window_end = LastSequenceAt(&store_, now - options_.request_window);
  if (!window_end.ok()) return window_end.status();
  const auto age_end =
      LastSequenceAt(&store_, now - std::max(options_.journal_keep, options_.request_window));
  if (!age_end.ok()) return age_end.status();
  const Sequence count_end =
      durable > options_.journal_keep_entries ? durable - options_.journal_keep_entries : 0;
  const Sequence unneeded = std::max(*age_end, std::min(count_end, *window_end));
  // The last group stays: the next one is chained to it.
  const Sequence to = std::min({unneeded, checkpointed(), durable - 1});
  return to < store_.OldestSequence() ? absl::OkStatus() : NameWriteFailure(store_.TrimTo(to));
}

}  // namespace atp
