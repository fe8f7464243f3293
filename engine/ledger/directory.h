#ifndef ATP_ENGINE_LEDGER_DIRECTORY_H_
#define ATP_ENGINE_LEDGER_DIRECTORY_H_

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "engine/base/check.h"
#include "engine/model/types.h"

namespace atp {

// What all shards know: the locations and their numbers.
//
// Guarded by all shard locks together: reading needs any one of them, changing needs every one
// exclusively. So reading it costs nothing under a lock that is held anyway, and it changes seldom.
class Directory {
 public:
  std::optional<LocationId> Find(std::string_view location) const {
    const auto it = ids_.find(location);
    if (it == ids_.end()) return std::nullopt;
    return it->second;
  }

  const std::string& Key(LocationId id) const {
    ATP_CHECK(id < keys_.size());
    return keys_[id];
  }

  LocationId size() const { return static_cast<LocationId>(keys_.size()); }

  // Ids are given in order, from 0.
  void Define(LocationId id, std::string_view key) {
    ATP_CHECK(id == keys_.size());
    keys_.emplace_back(key);
    ids_.emplace(keys_.back(), id);
  }

  Sequence applied() const { return applied_; }
  void set_applied(Sequence sequence) { applied_ = sequence; }

 private:
  std::deque<std::string> keys_;  // by id; addresses are stable, ids_ points at them
  absl::flat_hash_map<std::string_view, LocationId> ids_;
  Sequence applied_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DIRECTORY_H_
