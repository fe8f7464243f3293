#include "engine/checkpointer.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "engine/store_meta.h"

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

RowCopy Checkpointer::CopyOf(uint32_t id) {
  // Whatever was appended for these rows was also posted, under their lock.
  const auto appended = [this] { return journal_.appended(); };
  if (id < ledger_.shard_count()) {
    const auto shard = static_cast<ShardId>(id);
    return RowCopy(&ledger_, ShardSet::Of(shard), &ledger_.shard(shard), appended);
  }
  // The directory's rows are kept behind those of the shards. It is changed under all locks, so
  // one is enough to keep it as it is.
  return RowCopy(&ledger_, ShardSet::Of(0), &ledger_.directory(), appended);
}

absl::Status Checkpointer::Write(CheckpointWriter* writer, std::vector<ChangedRows>* keys,
                                 Sequence* least) {
  Sequence most = 0;
  for (uint32_t id = 0; id <= ledger_.shard_count(); ++id) {
    RowCopy copy = CopyOf(id);
    const absl::Status written =
        NameWriteFailure(writer->Write(id, copy.applied(), copy.Changes()));
    keys->push_back(copy.TakeKeys());
    if (!written.ok()) return written;
    *least = id == 0 ? copy.applied() : std::min(*least, copy.applied());
    most = std::max(most, copy.applied());
  }
  const absl::Status durable = WaitDurable(most);
  return durable.ok() ? NameWriteFailure(writer->Commit()) : durable;
}

void Checkpointer::PutBack(const std::vector<ChangedRows>& keys) {
  for (uint32_t id = 0; id < keys.size(); ++id) {
    const bool is_shard = id < ledger_.shard_count();
    const auto shard = static_cast<ShardId>(is_shard ? id : 0);
    const ShardLock lock(&ledger_, ShardSet::Of(shard), ShardLock::Mode::kExclusive);
    (is_shard ? ledger_.shard(shard).changed() : ledger_.directory().changed()).Add(keys[id]);
  }
}

absl::StatusOr<Sequence> Checkpointer::Checkpoint() {
  const MutexLock lock(&mu_);
  std::vector<ChangedRows> keys;
  Sequence least = 0;
  const absl::Status written = Write(store_.NewCheckpoint().get(), &keys, &least);
  if (!written.ok()) {
    PutBack(keys);
    return written;
  }
  checkpointed_.store(least, std::memory_order_relaxed);
  absl::Status status = SaveHighWater();
  if (status.ok()) status = Trim();
  if (!status.ok()) return status;
  return least;
}

bool Checkpointer::HasMuchToWrite() const {
  if (journal_.durable() - checkpointed() >= options_.checkpoint_entries) return true;
  size_t bytes = 0;
  for (uint32_t id = 0; id < ledger_.shard_count(); ++id) {
    const auto shard = static_cast<ShardId>(id);
    const ShardLock lock(&ledger_, ShardSet::Of(shard), ShardLock::Mode::kShared);
    bytes += ledger_.shard(shard).changed().bytes();
  }
  return bytes >= options_.checkpoint_changed_bytes;
}

absl::Status Checkpointer::SaveHighWater() {
  const JournalEnd end = journal_.end();
  if (end.last == 0) return absl::OkStatus();
  return NameWriteFailure(store_.SaveHighWater({end.last, end.chain_hash}));
}

absl::Status Checkpointer::EndSyncingLater() {
  const MutexLock lock(&mu_);
  return NameWriteFailure(SaveSyncsLater(&store_, false));
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
