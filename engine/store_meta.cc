#include "engine/store_meta.h"

#include <string>

#include "engine/base/bytes.h"
#include "engine/model/types.h"

namespace atp {
namespace {

constexpr char kShardCountName[] = "shard_count";
constexpr char kHistoryName[] = "history";

}  // namespace

absl::StatusOr<std::optional<uint32_t>> LoadShardCount(StateStore* store) {
  const auto stored = store->ReadMeta(kShardCountName);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::optional<uint32_t>();
  ByteReader reader(**stored);
  const uint64_t count = reader.Varint();
  if (reader.AtCleanEnd() && count >= 1 && count <= kShardsMax) {
    return std::optional<uint32_t>(static_cast<uint32_t>(count));
  }
  return absl::DataLossError("the stored shard count is malformed");
}

absl::Status SaveShardCount(StateStore* store, uint32_t count) {
  std::string bytes;
  PutVarint(&bytes, count);
  return store->WriteMeta(kShardCountName, bytes);
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

}  // namespace atp
