#include "engine/store_meta.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/model/types.h"

namespace atp {
namespace {

constexpr char kShardCountName[] = "shard_count";
constexpr char kHistoryName[] = "history";
constexpr char kSyncsLaterName[] = "syncs_later";

// A number of its own; no value where there is none.
absl::StatusOr<std::optional<uint64_t>> LoadNumber(StateStore* store, const char* name,
                                                   uint64_t least, uint64_t most) {
  const auto stored = store->ReadMeta(name);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<uint64_t>();
  ByteReader reader(**stored);
  const uint64_t number = reader.Varint();
  const bool is_whole = reader.AtCleanEnd() && number >= least && number <= most;
  if (is_whole) return std::optional<uint64_t>(number);
  return absl::DataLossError(absl::StrCat("the stored ", name, " is malformed"));
}

absl::Status SaveNumber(StateStore* store, const char* name, uint64_t number) {
  std::string bytes;
  PutVarint(&bytes, number);
  return store->WriteMeta(name, bytes);
}

}  // namespace

absl::StatusOr<std::optional<uint32_t>> LoadShardCount(StateStore* store) {
  const auto count = LoadNumber(store, kShardCountName, 1, kShardsMax);
  if (!count.ok()) return count.status();
  if (!count->has_value()) return std::optional<uint32_t>();
  return std::optional<uint32_t>(static_cast<uint32_t>(**count));
}

absl::Status SaveShardCount(StateStore* store, uint32_t count) {
  return SaveNumber(store, kShardCountName, count);
}

absl::StatusOr<std::optional<History>> LoadHistory(StateStore* store) {
  const auto stored = store->ReadMeta(kHistoryName);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<History>();
  absl::StatusOr<History> history = History::Decode(**stored);
  if (!history.ok()) return history.status();
  return std::optional<History>(*std::move(history));
}

absl::Status SaveHistory(StateStore* store, const History& history) {
  return store->WriteMeta(kHistoryName, history.Encode());
}

absl::StatusOr<bool> LoadSyncsLater(StateStore* store) {
  const auto stored = LoadNumber(store, kSyncsLaterName, 0, 1);
  if (!stored.ok()) return stored.status();
  return stored->value_or(0) == 1;
}

absl::Status SaveSyncsLater(StateStore* store, bool syncs_later) {
  return SaveNumber(store, kSyncsLaterName, syncs_later ? 1 : 0);
}

}  // namespace atp
