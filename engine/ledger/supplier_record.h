#ifndef ATP_ENGINE_LEDGER_SUPPLIER_RECORD_H_
#define ATP_ENGINE_LEDGER_SUPPLIER_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/btree_map.h"
#include "engine/model/confidence.h"
#include "engine/model/types.h"

namespace atp {

// What a supplier's deliveries were worth: how many were so many whole days late, and how many
// brought such a share of what was promised, in percent rounded down.
//
// A delivery is a commitment that was promised for a day and is closed, whether its goods came by
// themselves, in ASNs, or not at all. It counts once, on the day it is closed. Early is on time,
// and too much is all.
//
// A value. Memory is a node for each distinct lateness and share.
class SupplierRecord {
 public:
  static constexpr int32_t kLateDaysMax = 120;  // later counts as so late

  using Histogram = absl::btree_map<int32_t, uint64_t>;  // value to deliveries, > 0

  // Requires promised > 0 and delivered >= 0.
  void Add(int64_t days_late, Quantity promised, Quantity delivered);
  void Add(const SupplierRecord& other);

  uint64_t deliveries() const;

  // The least lateness that so many percent (1 to 100) of the deliveries did not exceed, and the
  // greatest share that so many percent of them reached. Requires a delivery.
  Haircut At(int32_t percentile) const;

  // Guaranteed and expected at their percentiles, optimistic as promised. Requires
  // 1 <= expected <= guaranteed <= 100, so a more careful level never counts more, nor sooner.
  Confidence ToConfidence(int32_t guaranteed, int32_t expected) const;

  // As a row; false if malformed.
  friend std::string EncodeRow(const SupplierRecord& row);
  friend bool DecodeRow(std::string_view bytes, SupplierRecord* row);

 private:
  Histogram late_days_;  // 0 to kLateDaysMax
  Histogram percents_;   // 0 to 100
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_SUPPLIER_RECORD_H_
