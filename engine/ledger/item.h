#ifndef ATP_ENGINE_LEDGER_ITEM_H_
#define ATP_ENGINE_LEDGER_ITEM_H_

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/hash/hash.h"
#include "engine/ledger/position.h"

namespace atp {

// An item and its positions, by location.
struct Item {
  std::string key;
  absl::InlinedVector<Position, 1> positions;  // most are at one location

  const Position* Find(LocationId location) const;
  Position& FindOrAdd(LocationId location);
};

// Finds a shard's items by key. It keeps their numbers only and reads the keys where the items are,
// so that an item costs it some eight bytes; who finds an item reads it next in any case.
//
// `items`, which must outlive it, may grow, but an item that was added keeps its key. Not
// thread-safe: guarded by its shard's lock.
class ItemIndex {
 public:
  explicit ItemIndex(const std::deque<Item>* items)
      : items_(*items), numbers_(0, HashOfKey{items}, SameKey{items}) {}

  // The number of the item with this key: its place in `items`.
  std::optional<uint32_t> Find(std::string_view key) const {
    const auto it = numbers_.find(key);
    return it == numbers_.end() ? std::nullopt : std::optional(*it);
  }

  // The last item, whose key must be new.
  void AddLast() { numbers_.insert(static_cast<uint32_t>(items_.size() - 1)); }

 private:
  struct KeyOf {
    const std::deque<Item>* items;
    std::string_view Key(std::string_view key) const { return key; }
    std::string_view Key(uint32_t number) const { return (*items)[number].key; }
  };
  struct HashOfKey : KeyOf {
    using is_transparent = void;
    template <typename T>
    size_t operator()(const T& value) const {
      return absl::Hash<std::string_view>()(this->Key(value));
    }
  };
  struct SameKey : KeyOf {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return this->Key(a) == this->Key(b);
    }
  };

  const std::deque<Item>& items_;
  absl::flat_hash_set<uint32_t, HashOfKey, SameKey> numbers_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_ITEM_H_
