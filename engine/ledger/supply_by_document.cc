#include "engine/ledger/supply_by_document.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "absl/types/span.h"
#include "engine/atp/confidence.h"
#include "engine/atp/lead_time.h"
#include "engine/ledger/dated_rows.h"

namespace atp {
namespace {

// What a Position keeps as one sum.
auto ClassOf(const ScheduledReceipt& receipt) {
  return std::make_tuple(receipt.day, receipt.state, receipt.key.kind, receipt.supplier);
}

DatedSupply Trusted(const DatedSupply& row, const Rule& rule, const Catalog& catalog, Day today) {
  return Discount(absl::MakeConstSpan(&row, 1), rule, catalog.supplier_trust(), rule.reserve_level,
                  today)[0];
}

}  // namespace

SupplyByDocument SupplyByDocument::Of(const Shard& shard, PositionId position, const Rule& rule,
                                      const Catalog& catalog, Day today) {
  std::vector<const ScheduledReceipt*> documents = shard.OpenReceiptsOf(position);
  std::stable_sort(documents.begin(), documents.end(),
                   [](const auto* a, const auto* b) { return ClassOf(*a) < ClassOf(*b); });
  std::vector<DatedSupply> rows;
  Quantity open = 0;     // of the class so far
  Quantity counted = 0;  // of that, what is trusted
  for (size_t i = 0; i < documents.size(); ++i) {
    if (i == 0 || ClassOf(*documents[i]) != ClassOf(*documents[i - 1])) open = counted = 0;
    open += documents[i]->open;
    DatedSupply row = Trusted(RowOf(*documents[i], open), rule, catalog, today);
    std::swap(row.quantity, counted);
    row.quantity = counted - row.quantity;
    rows.push_back(row);
  }
  // Trust moves days.
  std::vector<size_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return rows[a].day < rows[b].day; });
  SupplyByDocument supply;
  for (const size_t i : order) {
    supply.rows.push_back(rows[i]);
    supply.documents.push_back(documents[i]);
  }
  return supply;
}

std::vector<OpenDemand> OpenDemandOf(const Position& position) {
  std::vector<OpenDemand> open;
  open.reserve(position.promises().size());
  for (const auto& [key, quantity] : position.promises()) {
    open.push_back({key.day, key.reservation, key.line, quantity});
  }
  return open;
}

std::vector<PeggedDemand> PegsOf(const Position& position, const SupplyByDocument& supply,
                                 const Rule& rule, Day today) {
  Inputs inputs;
  inputs.opening = position.balances().on_hand - position.balances().held;
  inputs.supply = supply.rows;
  return Pegs(inputs, OpenDemandOf(position), BeforeLeadTime(rule), today);
}

}  // namespace atp
