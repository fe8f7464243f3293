#ifndef ATP_ENGINE_LEDGER_CAPS_H_
#define ATP_ENGINE_LEDGER_CAPS_H_

#include "absl/status/status.h"
#include "engine/ledger/decide.h"

namespace atp {

// Whether what a request asks of each item stays within its cap, and together with what the
// customer was promised before within his: QUANTITY_ABOVE_CAP or CUSTOMER_CAP_REACHED, with
// over_by. Costs nothing where nothing is capped.
absl::Status CheckCaps(const DecideContext& context, const Reserve& action);

// States what of the entry's lines, promised or waiting, counts against the customer's caps.
void AddCapUses(const DecideContext& context, Entry* entry);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CAPS_H_
