#ifndef ATP_ENGINE_LEDGER_DATED_ROWS_H_
#define ATP_ENGINE_LEDGER_DATED_ROWS_H_

#include <vector>

#include "engine/atp/inputs.h"
#include "engine/model/balances.h"
#include "engine/model/supply.h"

namespace atp {

// The sums by day that ATP is computed from: one row for each day (and supply stage), in day order,
// none of them zero. Adding a quantity with the opposite sign takes a row back.
void AddRow(std::vector<DatedSupply>* rows, Day day, SupplyStage stage, Quantity quantity);
void AddRow(std::vector<DatedDemand>* rows, Day day, Quantity quantity);

// The stage that an open supply counts as.
SupplyStage StageOf(SupplyState state);

// The bucket that an open supply is kept in: shipped is in transit, the rest on order.
Quantity Balances::*BucketOf(SupplyState state);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DATED_ROWS_H_
