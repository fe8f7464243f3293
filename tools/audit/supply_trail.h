#ifndef ATP_TOOLS_AUDIT_SUPPLY_TRAIL_H_
#define ATP_TOOLS_AUDIT_SUPPLY_TRAIL_H_

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/model/entry.h"
#include "tools/audit/expected_change.h"
#include "tools/audit/violation.h"

namespace atp {

// Follows every scheduled receipt through the journal, and says what each entry's receipts must
// change in the in-transit and on-order buckets, and in on-hand when they arrive.
class SupplyTrail {
 public:
  explicit SupplyTrail(ReportViolation report) : report_(std::move(report)) {}

  // Older history is gone: a receipt seen for the first time may have been open before.
  void StartTrimmed() { is_trimmed_ = true; }

  void Take(const Entry& entry, ExpectedChanges* expected);

 private:
  const ReportViolation report_;
  bool is_trimmed_ = false;
  absl::flat_hash_map<SupplyKey, ScheduledReceipt> receipts_;
};

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_SUPPLY_TRAIL_H_
