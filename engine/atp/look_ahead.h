#ifndef ATP_ENGINE_ATP_LOOK_AHEAD_H_
#define ATP_ENGINE_ATP_LOOK_AHEAD_H_

#include <optional>

#include "engine/atp/curve.h"
#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// LOOK_AHEAD, the rule that never over-promises:
//
//     projected(t) = opening + supply that counts by t - demand that counts by t
//     ATP(t)       = min of projected(u) over the days u from t to the end of the horizon
//
// Invariant: ATP(t) never decreases in t and never exceeds projected(t). Who takes q <= ATP(t) on
// day t lowers projected(u) by q for u >= t only, where it was at least q: so no ATP that was not
// negative becomes so.
//
// The rule's mode and lead time are not heard here: what is asked as the whole rule says goes
// through promise.h.
//
// Pure functions: what they are given decides the answer. Each needs a valid rule (Validate) and
// inputs as Inputs says. Each is one pass, O(rows) or, with many rows, O(rows + horizon), and does
// not allocate, but for LookAheadCurve.
// Sums are exact; only what is returned is held at the ends of the range of Quantity.

// What can be promised for `day`, which must be in the horizon (InHorizon). Negative: short by
// that much from some day on. A request for q > 0 can be accepted if and only if q <= this.
Quantity LookAheadOn(const Inputs& inputs, const Rule& rule, Day today, Day day);

// The first day of the horizon whose ATP is at least `quantity`; nullopt if there is none.
std::optional<Day> LookAheadEarliest(const Inputs& inputs, const Rule& rule, Day today,
                                     Quantity quantity);

// By how much the worst day of the horizon is short; 0 if none is. It is what cannot be delivered
// on its day whatever is done, and it is -ATP(today) where that is negative.
Quantity Shortage(const Inputs& inputs, const Rule& rule, Day today);

// Every day at once. At most one step for each row and one for today.
Curve LookAheadCurve(const Inputs& inputs, const Rule& rule, Day today);

// Supply that was due before today and has not come, in all states, whether a rule counts it or
// not: it never vanishes.
Quantity OverdueSupply(const Inputs& inputs, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_LOOK_AHEAD_H_
