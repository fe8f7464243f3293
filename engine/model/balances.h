#ifndef ATP_ENGINE_MODEL_BALANCES_H_
#define ATP_ENGINE_MODEL_BALANCES_H_

#include <array>

#include "engine/model/types.h"

namespace atp {

// What a stock position holds, in base units. The same struct carries a change to it, in which
// each bucket may be negative.
//
// Invariant of a position: every bucket except `moved` is >= 0, and held <= on_hand.
struct Balances {
  Quantity on_hand = 0;       // physically there
  Quantity held = 0;          // part of on_hand that is not sellable: quality, damage, count
  Quantity reserved = 0;      // open quantity of all reservation lines, of any day
  Quantity in_transit = 0;    // open scheduled receipts that have been shipped
  Quantity on_order = 0;      // open supplier commitments not yet shipped
  Quantity safety_stock = 0;  // kept out of ATP
  // Running sum of receipts, issues, adjustments and transfers since the position exists; counts
  // and snapshots do not change it. The difference of two readings is the movement between them.
  Quantity moved = 0;

  // The buckets by number, for code that treats all alike. The order is the order on disk.
  static constexpr std::array<Quantity Balances::*, 7> kBuckets();

  // True if every bucket obeys the invariant above.
  bool IsValid() const {
    return on_hand >= 0 && held >= 0 && held <= on_hand && reserved >= 0 && in_transit >= 0 &&
           on_order >= 0 && safety_stock >= 0;
  }

  friend bool operator==(const Balances& a, const Balances& b);
  friend bool operator!=(const Balances& a, const Balances& b) { return !(a == b); }
};

constexpr std::array<Quantity Balances::*, 7> Balances::kBuckets() {
  return {&Balances::on_hand,  &Balances::held,         &Balances::reserved, &Balances::in_transit,
          &Balances::on_order, &Balances::safety_stock, &Balances::moved};
}

inline bool operator==(const Balances& a, const Balances& b) {
  for (const auto bucket : Balances::kBuckets()) {
    if (a.*bucket != b.*bucket) return false;
  }
  return true;
}

// Adds bucket by bucket. Returns false, with *balances untouched, if one would overflow.
bool AddTo(Balances* balances, const Balances& change);

// after - before, bucket by bucket. Both must be valid, so this cannot overflow but for `moved`,
// which AddTo() keeps within range.
Balances Difference(const Balances& after, const Balances& before);

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_BALANCES_H_
