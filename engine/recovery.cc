#include "engine/recovery.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/entry_prefetch.h"
#include "engine/journal/journal_reader.h"
#include "engine/parallel_post.h"
#include "engine/store_meta.h"

namespace atp {
namespace {

constexpr size_t kThreadsMax = 8;

size_t Threads() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kThreadsMax); }

absl::StatusOr<uint32_t> ShardCount(Store* store, uint32_t shards_if_new) {
  const auto stored = LoadShardCount(store);
  if (!stored.ok()) return stored.status();
  if (stored->has_value()) return **stored;
  if (store->LastSequence() > 0) {
    return absl::DataLossError(
        absl::StrCat("the store has a log up to sequence ", store->LastSequence(),
                     " but no shard count: its manifest or a table is not what was written"));
  }
  // First the mark: a ledger is never without one.
  absl::Status written = store->SaveHighWater(HighWater());
  if (written.ok()) written = SaveShardCount(store, shards_if_new);
  if (!written.ok()) return written;
  return shards_if_new;
}

// A ledger has one from its first opening on.
absl::StatusOr<History> HistoryOf(Store* store) {
  auto stored = LoadHistory(store);
  if (!stored.ok()) return stored.status();
  if (stored->has_value()) return **std::move(stored);
  const History history(NewHistoryId());
  const absl::Status written = SaveHistory(store, history);
  if (!written.ok()) return written;
  return history;
}

// Restores a shard, or the directory, from its rows; returns the sequence they reflect.
template <typename Rows>
absl::StatusOr<Sequence> Restore(Store* store, uint32_t id, Rows* rows) {
  const auto applied = store->ReadShard(id, [&](std::string_view key, std::string_view value) {
    const absl::Status restored = rows->RestoreRow(key, value);
    if (restored.ok()) return restored;
    return absl::DataLossError(absl::StrCat("shard ", id, ": ", restored.message()));
  });
  if (applied.ok()) rows->FinishRestore(*applied);
  return applied;
}

// Restores everything; returns the least applied sequence. No shard's rows say anything of another
// one, so each thread takes the next that nobody has taken.
absl::StatusOr<Sequence> RestoreCheckpoint(Store* store, Ledger* ledger) {
  const uint32_t shard_count = ledger->shard_count();
  std::vector<absl::StatusOr<Sequence>> applied(shard_count + 1);
  std::atomic<uint32_t> next{0};
  const auto restore = [&] {
    for (uint32_t id = next++; id < shard_count; id = next++) {
      applied[id] = Restore(store, id, &ledger->shard(static_cast<ShardId>(id)));
    }
  };
  std::vector<std::thread> threads(Threads());
  for (std::thread& thread : threads) thread = std::thread(restore);
  applied[shard_count] = Restore(store, shard_count, &ledger->directory());
  for (std::thread& thread : threads) thread.join();

  Sequence least = std::numeric_limits<Sequence>::max();
  for (const absl::StatusOr<Sequence>& one : applied) {
    if (!one.ok()) return one;
    least = std::min(least, *one);
  }
  return least;
}

absl::Status LogIsShort(Sequence last, Sequence mark) {
  return absl::DataLossError(
      absl::StrCat("the log ends at sequence ", last, " but has been at ", mark,
                   "; entries are lost. --accept-log-loss opens it without them"));
}

// The high-water mark. A log that does not reach it is refused unread, unless its loss is accepted.
absl::StatusOr<std::optional<HighWater>> MarkToReach(Store* store, bool accept_log_loss) {
  auto mark = store->LoadHighWater();
  if (!mark.ok() || accept_log_loss) return mark;
  const Sequence last = store->LastSequence();
  if (!mark->has_value()) {
    return absl::DataLossError(
        absl::StrCat("the high-water mark is missing, so nothing says whether sequence ", last,
                     " is the log's end. --accept-log-loss takes it for the end"));
  }
  if ((*mark)->sequence <= last) return mark;
  return LogIsShort(last, (*mark)->sequence);
}

// Whether the log that was read is the one that the mark is of. Where the loss is accepted what
// comes now is another history: subscribers may have seen what is gone.
absl::Status CheckMark(const std::optional<HighWater>& mark, const JournalEnd& end,
                       bool accept_log_loss, Store* store, History* history) {
  const bool is_short = !mark.has_value() || mark->sequence > end.last;
  const bool is_other =
      !is_short && mark->sequence == end.last && mark->chain_hash != end.chain_hash;
  if (!is_short && !is_other) return absl::OkStatus();
  if (accept_log_loss) {
    history->Branch(NewHistoryId(), is_short ? end.last : 0);
    const absl::Status saved = SaveHistory(store, *history);
    return saved.ok() ? store->SaveHighWater({end.last, end.chain_hash}) : saved;
  }
  if (is_short) return LogIsShort(end.last, mark->sequence);
  return absl::DataLossError(
      absl::StrCat("the log's last group at sequence ", end.last, " is not the one written"));
}

// Where the log was told before it was synced, subscribers may have seen what is gone, and nothing
// says whether they have: what comes now is another history.
absl::Status BranchIfUnsure(Store* store, Recovered* recovered) {
  const absl::StatusOr<bool> syncs_later = LoadSyncsLater(store);
  if (!syncs_later.ok()) return syncs_later.status();
  recovered->syncs_later = *syncs_later;
  if (!*syncs_later) return absl::OkStatus();
  recovered->history.Branch(NewHistoryId(), recovered->end.last);
  return SaveHistory(store, recovered->history);
}

}  // namespace

absl::StatusOr<Recovered> Recover(Store* store, uint32_t shards_if_new, bool accept_log_loss) {
  const auto shard_count = ShardCount(store, shards_if_new);
  if (!shard_count.ok()) return shard_count.status();
  const auto mark = MarkToReach(store, accept_log_loss);  // before all that takes long
  if (!mark.ok()) return mark.status();
  Recovered recovered;
  recovered.ledger = std::make_unique<Ledger>(*shard_count);
  const auto checkpointed = RestoreCheckpoint(store, recovered.ledger.get());
  if (!checkpointed.ok()) return checkpointed.status();
  recovered.checkpointed = *checkpointed;

  const Sequence last = store->LastSequence();
  const Sequence oldest = store->OldestSequence();
  if (*checkpointed > last || (last > 0 && *checkpointed + 1 < oldest)) {
    return absl::DataLossError(absl::StrCat("the checkpoint reaches sequence ", *checkpointed,
                                            " but the log holds ", oldest, " to ", last));
  }
  recovered.end.last = last;
  if (last > 0) {
    // At least the last group, which the next one is chained to.
    const auto reader = JournalReader::Open(store, std::min(*checkpointed + 1, last));
    if (!reader.ok()) return reader.status();
    EntryPrefetch prefetch(reader->get());
    ParallelPost post(recovered.ledger.get(), Threads());
    Sequence read = 0;
    while (const std::vector<Entry>* entries = prefetch.Next()) {
      post.Post(*entries);  // but what a shard has applied, it does not apply again
      read = entries->back().sequence;
    }
    recovered.replayed = last - *checkpointed;
    if (!(*reader)->status().ok()) return (*reader)->status();
    if (read != last) {
      return absl::DataLossError(
          absl::StrCat("the log ends at sequence ", last, " but was read up to ", read));
    }
    recovered.end.chain_hash = (*reader)->chain_hash();
    recovered.end.time = (*reader)->last_time();
  }
  auto history = HistoryOf(store);
  if (!history.ok()) return history.status();
  recovered.history = *std::move(history);
  const absl::Status whole =
      CheckMark(*mark, recovered.end, accept_log_loss, store, &recovered.history);
  if (!whole.ok()) return whole;
  const absl::Status branched = BranchIfUnsure(store, &recovered);
  if (!branched.ok()) return branched;
  recovered.ledger->RebuildDerived();
  return recovered;
}

}  // namespace atp
