#include "tools/audit/supply_trail.h"

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

// A shipped receipt is in transit, any other open one on order.
void AddOpen(const ScheduledReceipt& receipt, Quantity sign, ExpectedChanges* expected) {
  if (!IsOpen(receipt.state)) return;
  ExpectedChange& change = (*expected)[receipt.position];
  Quantity& bucket = receipt.state == SupplyState::kShipped ? change.in_transit : change.on_order;
  bucket = AddSaturating(bucket, sign * receipt.open);
}

}  // namespace

void SupplyTrail::Take(const Entry& entry, ExpectedChanges* expected) {
  bool is_known = true;
  for (const ScheduledReceipt& receipt : entry.receipts) {
    if (receipt.open < 0 || (!IsOpen(receipt.state) && receipt.open != 0)) {
      report_({"WRONG_RECEIPT", entry.sequence, receipt.position, kNoReservation,
               absl::StrCat("document ", receipt.key.document, " line ", receipt.key.line, " has ",
                            receipt.open, " open in its state")});
    }
    const auto [it, is_new] = receipts_.try_emplace(receipt.key);
    ScheduledReceipt& known = it->second;
    if (is_new && is_trimmed_) is_known = false;
    if (!is_new) AddOpen(known, -1, expected);
    AddOpen(receipt, 1, expected);
    ExpectedChange& change = (*expected)[receipt.position];
    change.received = AddSaturating(change.received, receipt.received - known.received);
    known = receipt;
  }
  if (is_known) return;
  // It may have been open at any position of the entry.
  for (const Posting& posting : entry.postings) {
    (*expected)[posting.position].is_supply_known = false;
  }
}

}  // namespace atp
