#ifndef ATP_TOOLS_AUDIT_OFFLINE_DATA_H_
#define ATP_TOOLS_AUDIT_OFFLINE_DATA_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "engine/model/entry.h"
#include "engine/store/store.h"
#include "tools/audit/audit.h"

namespace atp {

// The keys behind the numbers, from checkpointed rows and from entries as they are read.
class KeyNames {
 public:
  void DefineItem(ItemId id, std::string_view key) { items_[id] = std::string(key); }
  void DefineLocation(LocationId id, std::string_view key) { locations_[id] = std::string(key); }
  void Take(const Entry& entry);

  // "#" and the number where the key is not known.
  std::string Item(ItemId id) const;
  std::string Location(LocationId id) const;
  // "lamp@shop"
  std::string Position(PositionId id) const;

 private:
  absl::flat_hash_map<ItemId, std::string> items_;
  absl::flat_hash_map<LocationId, std::string> locations_;
};

// A data directory as it lies on disk, opened for reading only: nothing in it changes. The server
// should be stopped; beside a running one it shows some recent moment, or fails to open.
class OfflineData {
 public:
  static absl::StatusOr<std::unique_ptr<OfflineData>> Open(const std::string& path);
  explicit OfflineData(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  Store& store() { return *store_; }

  // All shards' checkpointed balances, and the keys they know. DATA_LOSS names the shard.
  absl::StatusOr<std::vector<CheckpointedShard>> ReadCheckpoint(KeyNames* names);

 private:
  absl::StatusOr<uint32_t> ShardCount();

  const std::unique_ptr<Store> store_;
};

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_OFFLINE_DATA_H_
