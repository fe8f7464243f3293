#ifndef ATP_ENGINE_ATP_CONFIDENCE_H_
#define ATP_ENGINE_ATP_CONFIDENCE_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/model/confidence.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// How far each supplier is trusted, by SupplierId. nullopt, or an id beyond the end (kNoSupplier is
// one): nothing is known of that supplier. A view; its owner leaves it empty while nothing is
// known of any, so that TrustsFully() can say so.
using SupplierTrust = absl::Span<const std::optional<Confidence>>;

// Whether Discount() changes nothing at any level, so that it need not be called. O(1).
bool TrustsFully(const Rule& rule, SupplierTrust trust);

// `supply` as far as it is trusted at `level`, in the order of its new days: the supply of Inputs
// for the ATP of that level.
//
// A row's haircut is the more careful of two: the rule's, by the row's state, and its supplier's.
// So many percent of it count, rounded down to a unit, so many days after its day (the last Day
// there is, if it came after that).
//
// A row is past due when its day at the *guaranteed* level is before today, at every level; then it
// stays on that day, for the rule's fence and offset to judge. A supplier who is trusted to be at
// most 5 days late is not overdue for being 3 days late: what was promised on that trust goes on
// to be covered. Before that, a level whose day has gone by expects the row today.
//
//     late days 5, 2, 0     due on day:      2      -1      -3      -6
//                           guaranteed:      7       4       2      -1
//                           expected:        4       1       0      -1
//                           optimistic:      2       0       0      -1   past due
//
// Invariant: a more careful level never counts more, nor sooner. So in LOOK_AHEAD its ATP is never
// greater. (Were each level judged by its own day, what an optimist calls past due, and does not
// count, would still count as guaranteed.)
//
// What is overdue is asked of the supply as it was (OverdueSupply): here late rows move.
//
// Each row has exactly one in the answer, though of 0 units. O(rows log rows); allocates.
std::vector<DatedSupply> Discount(absl::Span<const DatedSupply> supply, const Rule& rule,
                                  SupplierTrust trust, ConfidenceLevel level, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_CONFIDENCE_H_
