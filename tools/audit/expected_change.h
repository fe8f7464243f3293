#ifndef ATP_TOOLS_AUDIT_EXPECTED_CHANGE_H_
#define ATP_TOOLS_AUDIT_EXPECTED_CHANGE_H_

#include <string>

#include "absl/container/btree_map.h"
#include "engine/model/entry.h"

namespace atp {

// What an entry's reservation lines and supply rows say must change at one position.
struct ExpectedChange {
  Quantity reserved = 0;
  Quantity issued = 0;    // kFulfil: taken from stock
  Quantity received = 0;  // kReceiveSupply: arrived
  Quantity in_transit = 0;
  Quantity on_order = 0;
  // False if a supply row was first seen in this entry and older history is gone: then what it
  // was before is not known, and neither are the three sums above.
  bool is_supply_known = true;

  bool IsNothing() const {
    return reserved == 0 && issued == 0 &&
           (!is_supply_known || (received == 0 && in_transit == 0 && on_order == 0));
  }
};
using ExpectedChanges = absl::btree_map<PositionId, ExpectedChange>;

// Why `change` is not what an entry of this cause does to a position; empty if it is.
std::string Unexplained(Cause cause, const Balances& change, const ExpectedChange& expected);

// Counts say what is there; every other cause says what moved.
inline bool IsCount(Cause cause) { return cause == Cause::kCount || cause == Cause::kSnapshot; }

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_EXPECTED_CHANGE_H_
