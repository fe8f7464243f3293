#ifndef ATP_ENGINE_SOURCING_BIDS_H_
#define ATP_ENGINE_SOURCING_BIDS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/draft.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {

// What the candidates of each line offer for its latest day, the cheapest first: by cost per unit,
// the unit's share of the shipment included if all that is offered came in one; ties by earlier,
// then by rank. A lane from which something ships in the draft already does so for nothing.
//
// Drafts of one request are asked about again and again. Where no two lines share a pool, what a
// candidate offers is the same in all of them, and is found and sorted once for each line; what a
// draft changes is which lanes ship and which are closed, which are few. Where lines do, it is
// found anew.
//
// The request must outlive it. Not thread-safe.
class Bids {
 public:
  explicit Bids(const Request& request);

  // Of `line`, which wants `wanted` > 0, always the same, and has no parts in `draft`; nothing that
  // is 0. A lane that was closed when the line was first asked about must not be opened after.
  // O(candidates * log steps) at first, then O(candidates).
  std::vector<Share> CheapestFirst(size_t line, Quantity wanted, const Draft& draft);

 private:
  struct Bid {
    Share offer;
    uint32_t lane;
    Day arrival;  // the first on which the candidate can give what is wanted of it
    int64_t cost_per_unit;

    bool operator<(const Bid& other) const;
  };

  static std::vector<Bid> MakeBids(size_t line, Quantity wanted, const Draft& draft);

  const bool lines_share_pools_;
  std::vector<std::vector<Bid>> bids_;  // by line, as if nothing shipped yet; empty: not yet asked
};

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_BIDS_H_
