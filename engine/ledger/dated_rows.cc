#include "engine/ledger/dated_rows.h"

#include <algorithm>
#include <tuple>

namespace atp {
namespace {

// Adds `quantity` to the row equal in order to `row`, or puts `row` in its place.
template <typename Row, typename Less>
void AddInOrder(std::vector<Row>* rows, const Row& row, Less less) {
  if (row.quantity == 0) return;
  const auto at = std::lower_bound(rows->begin(), rows->end(), row, less);
  if (at == rows->end() || less(row, *at)) {
    rows->insert(at, row);
    return;
  }
  at->quantity += row.quantity;
  if (at->quantity == 0) rows->erase(at);
}

}  // namespace

void AddRow(std::vector<DatedSupply>* rows, const DatedSupply& row) {
  AddInOrder(rows, row, [](const DatedSupply& a, const DatedSupply& b) {
    return std::tie(a.day, a.state, a.kind, a.supplier) <
           std::tie(b.day, b.state, b.kind, b.supplier);
  });
}

void AddRow(std::vector<DatedDemand>* rows, Day day, Quantity quantity) {
  AddInOrder(rows, DatedDemand{day, quantity},
             [](const DatedDemand& a, const DatedDemand& b) { return a.day < b.day; });
}

DatedSupply RowOf(const ScheduledReceipt& receipt, Quantity quantity) {
  return {receipt.day, quantity, receipt.state, receipt.key.kind, receipt.supplier};
}

SupplyKey OrderOf(const ScheduledReceipt& asn) {
  return {SupplyKind::kCommitment, asn.order_document, asn.order_line};
}

Quantity Balances::*BucketOf(SupplyState state) {
  return state == SupplyState::kShipped ? &Balances::in_transit : &Balances::on_order;
}

}  // namespace atp
