#ifndef ATP_ENGINE_LEDGER_DATED_ROWS_H_
#define ATP_ENGINE_LEDGER_DATED_ROWS_H_

#include <vector>

#include "engine/atp/inputs.h"
#include "engine/model/balances.h"
#include "engine/model/supply.h"

namespace atp {

// The sums by day that ATP is computed from: one row for each day (and class of supply), in day
// order, none of them zero. Adding a quantity with the opposite sign takes a row back.
void AddRow(std::vector<DatedSupply>* rows, const DatedSupply& row);
void AddRow(std::vector<DatedDemand>* rows, Day day, Quantity quantity);

// So much of a receipt as a row.
DatedSupply RowOf(const ScheduledReceipt& receipt, Quantity quantity);

// The commitment that an ASN ships; requires that it names one.
SupplyKey OrderOf(const ScheduledReceipt& asn);

// The bucket that an open supply is kept in: shipped is in transit, the rest on order.
Quantity Balances::*BucketOf(SupplyState state);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DATED_ROWS_H_
