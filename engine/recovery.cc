#include "engine/recovery.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/entry_prefetch.h"
#include "engine/journal/journal_reader.h"

namespace atp {
namespace {

constexpr char kShardCountName[] = "shard_count";
constexpr size_t kRestoreThreadsMax = 8;

absl::StatusOr<uint32_t> ShardCount(Store* store, uint32_t shards_if_new) {
  const auto stored = store->ReadMeta(kShardCountName);
  if (!stored.ok()) return stored.status();
  if (stored->has_value()) {
    ByteReader reader(**stored);
    const uint64_t count = reader.Varint();
    if (reader.AtCleanEnd() && count >= 1 && count <= kShardsMax) {
      return static_cast<uint32_t>(count);
    }
    return absl::DataLossError("the stored shard count is malformed");
  }
  if (store->LastSequence() > 0) {
    return absl::DataLossError("the store has a log but no shard count");
  }
  std::string bytes;
  PutVarint(&bytes, shards_if_new);
  const absl::Status written = store->WriteMeta(kShardCountName, bytes);
  if (!written.ok()) return written;
  return shards_if_new;
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
  std::vector<std::thread> threads(
      std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kRestoreThreadsMax));
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

// The high-water mark, which the log must reach unless its loss is accepted: then there is none.
absl::StatusOr<std::optional<HighWater>> MarkToReach(Store* store, bool accept_log_loss) {
  auto mark = store->LoadHighWater();
  if (!mark.ok() || !mark->has_value()) return mark;
  if (accept_log_loss) return std::optional<HighWater>();
  const Sequence last = store->LastSequence();
  if ((*mark)->sequence <= last) return mark;
  return absl::DataLossError(
      absl::StrCat("the log ends at sequence ", last, " but has been at ", (*mark)->sequence,
                   "; entries are lost. --accept-log-loss opens it without them"));
}

absl::Status CheckHash(const std::optional<HighWater>& mark, const JournalEnd& end) {
  const bool differs =
      mark.has_value() && mark->sequence == end.last && mark->chain_hash != end.chain_hash;
  if (!differs) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the log's last group at sequence ", end.last, " is not the one written"));
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
    Sequence read = 0;
    while (const std::vector<Entry>* entries = prefetch.Next()) {
      for (const Entry& entry : *entries) {
        read = entry.sequence;
        if (entry.sequence <= *checkpointed) continue;
        recovered.ledger->Post(entry);
        ++recovered.replayed;
      }
    }
    if (!(*reader)->status().ok()) return (*reader)->status();
    if (read != last) {
      return absl::DataLossError(
          absl::StrCat("the log ends at sequence ", last, " but was read up to ", read));
    }
    recovered.end.chain_hash = (*reader)->chain_hash();
    recovered.end.time = (*reader)->last_time();
  }
  const absl::Status whole = CheckHash(*mark, recovered.end);
  if (!whole.ok()) return whole;
  recovered.ledger->RebuildDerived();
  return recovered;
}

}  // namespace atp
