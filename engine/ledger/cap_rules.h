#ifndef ATP_ENGINE_LEDGER_CAP_RULES_H_
#define ATP_ENGINE_LEDGER_CAP_RULES_H_

#include "absl/container/flat_hash_map.h"
#include "engine/ledger/name_resolver.h"
#include "engine/model/setting.h"

namespace atp {

// Finds the cap of an item: its own, or that of every item without one.
//
// It points at the values of the catalog that owns it.
class CapRules {
 public:
  // Nothing is capped.
  bool empty() const { return default_ == nullptr && by_item_.empty(); }

  // Null: none.
  const CapSetting* Find(ItemId item) const {
    const auto it = by_item_.find(item);
    return it == by_item_.end() ? default_ : it->second;
  }

  // `cap` null: there is none any more.
  void Index(const CapSetting& key, const CapSetting* cap, const NameResolver& names) {
    if (key.item.empty()) {
      default_ = cap;
    } else if (cap != nullptr) {
      by_item_[names.Item(key.item)] = cap;
    } else {
      by_item_.erase(names.Item(key.item));
    }
  }

 private:
  const CapSetting* default_ = nullptr;
  absl::flat_hash_map<ItemId, const CapSetting*> by_item_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CAP_RULES_H_
