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

absl::StatusOr<Sequence> Checkpointer::WriteShard(ShardId id) {
  std::vector<Shard::RowChange> changed;
  Sequence applied;
  {
    const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kExclusive);
    changed = ledger_.shard(id).TakeChangedRows();
    // Whatever was appended for this shard was also posted, under this lock.
    applied = journal_.appended();
  }
  absl::Status status = WaitDurable(applied);
  if (status.ok()) {
    std::vector<RowChange> rows;
    rows.reserve(changed.size());
    for (const Shard::RowChange& row : changed) {
      rows.push_back({row.key, row.is_gone ? std::nullopt : std::optional(row.value)});
    }
    status = NameWriteFailure(store_.WriteShard(id, applied, rows));
  }
  if (status.ok()) return applied;
  const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kExclusive);
  ledger_.shard(id).PutBack(changed);
  return status;
}

absl::StatusOr<Sequence> Checkpointer::WriteDirectory() {
  std::vector<RowChange> rows;
  Sequence applied;
  LocationId size;
  {
    const ShardLock lock(&ledger_, ShardSet::Of(0), ShardLock::Mode::kShared);
    const Directory& directory = ledger_.directory();
    size = directory.size();
    for (LocationId id = locations_written_; id < size; ++id) {
      rows.push_back({LocationRowKey(id), directory.Key(id)});
    }
    applied = journal_.appended();
  }
  const absl::Status durable = WaitDurable(applied);
  if (!durable.ok()) return durable;
  const absl::Status written =
      NameWriteFailure(store_.WriteShard(ledger_.shard_count(), applied, rows));
  if (!written.ok()) return written;
  locations_written_ = size;
  return applied;
}

absl::StatusOr<Sequence> Checkpointer::Checkpoint() {
  const MutexLock lock(&mu_);
  auto reached = WriteDirectory();
  if (!reached.ok()) return reached;
  Sequence least = *reached;
  for (uint32_t id = 0; id < ledger_.shard_count(); ++id) {
    reached = WriteShard(static_cast<ShardId>(id));
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
