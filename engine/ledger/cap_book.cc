#include "engine/ledger/cap_book.h"

#include "engine/base/check.h"
#include "engine/base/checked_math.h"

namespace atp {

Quantity CapBook::UsedBy(ItemId item, const Hash128& customer, Micros now) const {
  Quantity used = 0;
  for (auto it = uses_.lower_bound({item, customer, kNoReservation}); it != uses_.end(); ++it) {
    if (it->first.item != item || !(it->first.customer == customer)) break;
    if (it->second.until > now) used = AddSaturating(used, it->second.quantity);
  }
  return used;
}

void CapBook::Add(const Key& key, const Use& use) {
  ATP_CHECK(use.quantity > 0);
  ATP_CHECK(uses_.emplace(key, use).second);
  by_until_.emplace(use.until, key);
}

bool CapBook::GiveBack(const Key& key, Quantity quantity) {
  const auto it = uses_.find(key);
  if (it == uses_.end()) return false;
  if (it->second.quantity > quantity) {
    it->second.quantity -= quantity;
  } else {
    by_until_.erase({it->second.until, key});
    uses_.erase(it);
  }
  return true;
}

void CapBook::Forget(Micros now, std::vector<Key>* dropped) {
  while (!by_until_.empty() && by_until_.begin()->first <= now) {
    const Key key = by_until_.begin()->second;
    by_until_.erase(by_until_.begin());
    uses_.erase(key);
    dropped->push_back(key);
  }
}

}  // namespace atp
