#ifndef ATP_ENGINE_LEDGER_SUPPLY_BY_DOCUMENT_H_
#define ATP_ENGINE_LEDGER_SUPPLY_BY_DOCUMENT_H_

#include <vector>

#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/atp/pegs.h"
#include "engine/ledger/catalog.h"
#include "engine/ledger/position.h"
#include "engine/ledger/shard.h"
#include "engine/model/rule.h"

namespace atp {

// The supply that a position still expects, document line by document line, as far as its rule
// trusts it: what a Position keeps as sums, with names.
//
// Invariant: day by day the rows sum to what Availability computes from. Where trust takes part of
// several lines that count alike, one of them bears the rounding.
//
// Good under the lock of the position's shard, and until the next entry is posted there.
struct SupplyByDocument {
  std::vector<DatedSupply> rows;                   // by day, as Inputs wants them
  std::vector<const ScheduledReceipt*> documents;  // the line that each row is of

  // O(n log n) of the position's open document lines; allocates.
  static SupplyByDocument Of(const Shard& shard, PositionId position, const Rule& rule,
                             const Catalog& catalog, Day today);
};

// The open promises of a position, by rank.
std::vector<OpenDemand> OpenDemandOf(const Position& position);

// What covers each open promise of the position, in the order of OpenDemandOf(); sources are
// indices of `supply`. Safety stock covers too: it is there to be eaten before a promise is broken.
// Agrees with Availability::PromisesAtRisk(). O(n log n) of promises and supply.
std::vector<PeggedDemand> PegsOf(const Position& position, const SupplyByDocument& supply,
                                 const Rule& rule, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_SUPPLY_BY_DOCUMENT_H_
