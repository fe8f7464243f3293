#ifndef ATP_ENGINE_LEDGER_CAP_BOOK_H_
#define ATP_ENGINE_LEDGER_CAP_BOOK_H_

#include <tuple>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "engine/model/types.h"

namespace atp {

// What customers were promised of capped items, until each use no longer counts.
//
// A customer is known by the hash of his reference. Not thread-safe: guarded by its shard's lock.
class CapBook {
 public:
  struct Key {
    ItemId item = kNoItem;
    Hash128 customer;
    ReservationId reservation = kNoReservation;

    friend bool operator<(const Key& a, const Key& b) { return a.Tied() < b.Tied(); }
    std::tuple<ItemId, uint64_t, uint64_t, ReservationId> Tied() const {
      return {item, customer.high, customer.low, reservation};
    }
  };
  struct Use {
    Quantity quantity = 0;  // > 0
    Micros until = 0;       // from then on it does not count
  };

  const absl::btree_map<Key, Use>& uses() const { return uses_; }

  // What counts at `now`. O(log uses + those of the customer and the item).
  Quantity UsedBy(ItemId item, const Hash128& customer, Micros now) const;

  // A use that is not there yet.
  void Add(const Key& key, const Use& use);
  // At most what is there of it; false if nothing was.
  bool GiveBack(const Key& key, Quantity quantity);
  // Drops what no longer counts at `now`, and names it.
  void Forget(Micros now, std::vector<Key>* dropped);

 private:
  absl::btree_map<Key, Use> uses_;
  absl::btree_set<std::pair<Micros, Key>> by_until_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CAP_BOOK_H_
