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

void AddRow(std::vector<DatedSupply>* rows, Day day, SupplyStage stage, Quantity quantity) {
  AddInOrder(rows, DatedSupply{day, quantity, stage},
             [](const DatedSupply& a, const DatedSupply& b) {
               return std::tie(a.day, a.stage) < std::tie(b.day, b.stage);
             });
}

void AddRow(std::vector<DatedDemand>* rows, Day day, Quantity quantity) {
  AddInOrder(rows, DatedDemand{day, quantity},
             [](const DatedDemand& a, const DatedDemand& b) { return a.day < b.day; });
}

SupplyStage StageOf(SupplyState state) {
  switch (state) {
    case SupplyState::kOrdered:
      return SupplyStage::kOrdered;
    case SupplyState::kAcknowledged:
      return SupplyStage::kAcknowledged;
    default:
      return SupplyStage::kShipped;
  }
}

Quantity Balances::*BucketOf(SupplyState state) {
  return state == SupplyState::kShipped ? &Balances::in_transit : &Balances::on_order;
}

}  // namespace atp
