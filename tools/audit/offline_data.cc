#include "tools/audit/offline_data.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/lines_at_home.h"
#include "engine/ledger/rows.h"
#include "engine/store/rocks_store.h"
#include "engine/store_meta.h"

namespace atp {
namespace {

template <typename Map, typename Id>
std::string NameOf(const Map& names, Id id) {
  const auto it = names.find(id);
  return it == names.end() ? absl::StrCat("#", id) : it->second;
}

// Takes what an audit compares from one row of a shard.
absl::Status TakeRow(std::string_view key_bytes, std::string_view value, uint32_t shard_id,
                     CheckpointedShard* shard, KeyNames* names) {
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat("shard ", shard_id, ": a state row is malformed"));
  RowKey key;
  if (!ParseRowKey(key_bytes, &key)) return damaged;
  if (key.type == RowType::kItem) {
    names->DefineItem(MakeItemId(key.index, static_cast<ShardId>(shard_id)), value);
  } else if (key.type == RowType::kPosition) {
    PositionRow row;
    if (!DecodeRow(value, &row)) return damaged;
    shard->positions.push_back({key.position, row.balances});
  } else if (key.type == RowType::kPromise) {
    uint64_t quantity;
    if (!DecodeRow(value, &quantity)) return damaged;
    Quantity& sum = shard->promised[key.position];
    sum = AddSaturating(sum, static_cast<Quantity>(quantity));
  } else if (key.type == RowType::kReservation) {
    Reservation row;
    row.id = key.reservation;
    if (!DecodeRow(value, &row) || HomeOf(row.id) != shard_id) return damaged;
    VisitLinesAtHome(row, [&](uint32_t, const ReservationLine& line) {
      Quantity& sum = shard->promised[line.position];
      sum = AddSaturating(sum, line.open);
      return true;
    });
  }
  return absl::OkStatus();
}

}  // namespace

void KeyNames::Take(const Entry& entry) {
  for (const Definition& definition : entry.definitions) {
    if (definition.kind == NameKind::kLocation) DefineLocation(definition.id, definition.key);
    if (definition.kind == NameKind::kItem) DefineItem(definition.id, definition.key);
  }
}

std::string KeyNames::Item(ItemId id) const { return NameOf(items_, id); }
std::string KeyNames::Location(LocationId id) const { return NameOf(locations_, id); }
std::string KeyNames::Position(PositionId id) const {
  return absl::StrCat(Item(id.item), "@", Location(id.location));
}

absl::StatusOr<std::unique_ptr<OfflineData>> OfflineData::Open(const std::string& path) {
  RocksStoreOptions options;
  options.directory = path;
  options.create_if_missing = false;
  options.read_only = true;
  absl::StatusOr<std::unique_ptr<Store>> store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  return std::make_unique<OfflineData>(*std::move(store));
}

absl::StatusOr<uint32_t> OfflineData::ShardCount() {
  const auto stored = LoadShardCount(store_.get());
  if (!stored.ok()) return stored.status();
  return stored->value_or(0);
}

absl::StatusOr<std::vector<CheckpointedShard>> OfflineData::ReadCheckpoint(KeyNames* names) {
  const auto count = ShardCount();
  if (!count.ok()) return count.status();
  std::vector<CheckpointedShard> shards;
  for (uint32_t id = 0; id < *count; ++id) {
    CheckpointedShard shard;
    shard.shard = id;
    const auto applied = store_->ReadShard(id, [&](std::string_view key, std::string_view value) {
      return TakeRow(key, value, id, &shard, names);
    });
    if (!applied.ok()) return applied.status();
    shard.applied = *applied;
    shards.push_back(std::move(shard));
  }
  // The directory lies beyond the last shard.
  const auto applied =
      store_->ReadShard(*count, [&](std::string_view key_bytes, std::string_view value) {
        RowKey key;
        if (!ParseRowKey(key_bytes, &key)) {
          return absl::DataLossError("a row of the directory is malformed");
        }
        if (key.type == RowType::kName && key.name_kind == NameKind::kLocation) {
          names->DefineLocation(key.index, value);
        }
        return absl::OkStatus();
      });
  if (!applied.ok()) return applied.status();
  return shards;
}

}  // namespace atp
