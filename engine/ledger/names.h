#ifndef ATP_ENGINE_LEDGER_NAMES_H_
#define ATP_ENGINE_LEDGER_NAMES_H_

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "engine/base/check.h"

namespace atp {

// Keys and their numbers, which are given in order from 0 and never taken back.
//
// Not thread-safe: guarded by whoever owns it. Views and references stay valid for its life.
class Names {
 public:
  std::optional<uint32_t> Find(std::string_view key) const {
    const auto it = ids_.find(key);
    if (it == ids_.end()) return std::nullopt;
    return it->second;
  }

  const std::string& Key(uint32_t id) const {
    ATP_CHECK(id < keys_.size());
    return keys_[id];
  }

  uint32_t size() const { return static_cast<uint32_t>(keys_.size()); }

  void Define(uint32_t id, std::string_view key) {
    ATP_CHECK(id == keys_.size());
    keys_.emplace_back(key);
    ids_.emplace(keys_.back(), id);
  }

 private:
  std::deque<std::string> keys_;  // by id; addresses are stable, ids_ points at them
  absl::flat_hash_map<std::string_view, uint32_t> ids_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_NAMES_H_
