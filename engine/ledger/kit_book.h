#ifndef ATP_ENGINE_LEDGER_KIT_BOOK_H_
#define ATP_ENGINE_LEDGER_KIT_BOOK_H_

#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/ledger/name_resolver.h"
#include "engine/model/setting.h"

namespace atp {

// Of an item that is no kit, how many one kit takes.
struct KitPart {
  ItemId item = kNoItem;
  Quantity quantity = 0;
};

// What each kit is made of, down to the items that are no kits. Where there are no kits a look-up
// is one test for emptiness.
//
// What one entry sets may only fit together once all of it is set, so kits are taken apart anew by
// Settle(): those that changed, and those that they are in. O(what these are made of).
class KitBook {
 public:
  // The parts of a kit, each item once; null: the item is no kit.
  const std::vector<KitPart>* Find(ItemId item) const {
    if (parts_.empty()) return nullptr;
    const auto it = parts_.find(item);
    return it == parts_.end() ? nullptr : &it->second;
  }
  bool empty() const { return parts_.empty(); }

  // The kits that these are in, at whatever level, and these themselves.
  std::set<std::string> WithThoseAbove(const std::set<std::string>& kits) const;

  // `kit` null: it is none any more.
  void Index(const KitSetting& key, const KitSetting* kit);
  void Settle(const NameResolver& names);

 private:
  absl::flat_hash_map<ItemId, std::vector<KitPart>> parts_;
  absl::flat_hash_map<std::string, KitSetting> kits_;
  // By component, the kits that name it.
  absl::flat_hash_map<std::string, absl::flat_hash_set<std::string>> used_in_;
  std::set<std::string> changed_;  // since the last Settle()
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_KIT_BOOK_H_
