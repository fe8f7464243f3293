#ifndef ATP_ENGINE_ATP_PROMISE_H_
#define ATP_ENGINE_ATP_PROMISE_H_

#include <optional>

#include "engine/atp/curve.h"
#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// The door of the room: how many can be promised, as the whole rule says.
//
// rule.mode chooses the arithmetic: LOOK_AHEAD (look_ahead.h), which never promises what cannot be
// kept, or one of the modes that are here for parity and can (parity_modes.h). From today +
// rule.lead_time_days on ATP is kUnlimited in every mode (lead_time.h).
//
// `inputs.supply` counts as it stands: who trusts it less discounts it first (confidence.h). And
// `inputs.opening` is without what the rule keeps of safety stock.
//
// Pure functions: what they are given decides the answer. Each needs a valid rule (Validate) and
// inputs as Inputs says. Sums are exact; only what is returned is held at the ends of the range of
// Quantity. LOOK_AHEAD costs what look_ahead.h says; a parity mode O(rows + horizon) and 18 KiB of
// stack. Only BuildCurve allocates.

// What can be promised for `day`, which must be in the horizon (InHorizon). Negative: short. A
// request for q > 0 can be accepted if and only if q <= this.
Quantity AtpOn(const Inputs& inputs, const Rule& rule, Day today, Day day);

// The first day of the horizon whose ATP is at least `quantity`; nullopt if there is none. In a
// mode whose ATP can fall, a later day may have less.
std::optional<Day> Earliest(const Inputs& inputs, const Rule& rule, Day today, Quantity quantity);

// Every day at once. The projected balance is what it is in every mode and beyond every lead time.
Curve BuildCurve(const Inputs& inputs, const Rule& rule, Day today);

// By how much a promise of `promised` units for `day` exceeds what LOOK_AHEAD would promise, which
// is never less than nothing; 0 if it does not. So many units, or promises made before, may
// turn out short. 0 for all that AtpOn() allows in LOOK_AHEAD.
Quantity ExceedsLookAhead(const Inputs& inputs, const Rule& rule, Day today, Day day,
                          Quantity promised);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_PROMISE_H_
