#ifndef ATP_ENGINE_ATP_INPUTS_H_
#define ATP_ENGINE_ATP_INPUTS_H_

#include <algorithm>

#include "absl/types/span.h"
#include "engine/model/supply.h"
#include "engine/model/types.h"

namespace atp {

struct DatedSupply {
  Day day = 0;
  Quantity quantity = 0;  // >= 0: what is still to come
  SupplyState state = SupplyState::kAcknowledged;
  SupplyKind kind = SupplyKind::kCommitment;
  SupplierId supplier = kNoSupplier;
};

struct DatedDemand {
  Day day = 0;
  Quantity quantity = 0;  // >= 0: what is still owed
};

// What is known of one stock position at one moment: all that ATP is computed from, besides the
// rule and today.
//
// Each view is sorted by day and its quantities are not negative (AreSorted() and AreCounts()
// say so; checked where scans are: in debug builds). Several rows may have one day. Views only:
// the caller keeps the rows alive and unchanged, usually by the lock of the position's shard.
struct Inputs {
  // On-hand sellable less safety stock. Negative when safety stock, or a count that fell below
  // what is owed, eats into it.
  Quantity opening = 0;
  absl::Span<const DatedSupply> supply;
  absl::Span<const DatedDemand> demand;
  // Demand that earlier lines of the command at hand have taken from this position and that is
  // not in `demand` yet. So two lines of one request see each other.
  absl::Span<const DatedDemand> extra_demand;
};

template <typename Row>
bool AreSorted(absl::Span<const Row> rows) {
  return std::is_sorted(rows.begin(), rows.end(),
                        [](const Row& a, const Row& b) { return a.day < b.day; });
}

template <typename Row>
bool AreCounts(absl::Span<const Row> rows) {
  return std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.quantity >= 0; });
}

}  // namespace atp

#endif  // ATP_ENGINE_ATP_INPUTS_H_
