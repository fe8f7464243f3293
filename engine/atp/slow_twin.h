#ifndef ATP_ENGINE_ATP_SLOW_TWIN_H_
#define ATP_ENGINE_ATP_SLOW_TWIN_H_

#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/confidence.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// The arithmetic as its definitions read, a day at a time, for tests to compare with. It shares no
// code with the fast one but the rows, the rule and the width of sums. The rows may be in any
// order. O(horizon * (rows + horizon)).

// The projected balance of each day of the horizon, today first, exact.
std::vector<ExactSum> SlowProjected(const Inputs& inputs, const Rule& rule, Day today);

// The least of `projected` from each day on.
std::vector<ExactSum> SlowLookAhead(const std::vector<ExactSum>& projected);

// The ATP of each day of the horizon as the whole rule says: its mode and its lead time.
std::vector<ExactSum> SlowAtp(const Inputs& inputs, const Rule& rule, Day today);

// The first day whose ATP is at least `quantity`.
std::optional<Day> SlowEarliest(const std::vector<ExactSum>& atp, Day today, Quantity quantity);

// Each row of `supply` as far as it is trusted, in the order in which it stands there.
std::vector<DatedSupply> SlowDiscount(absl::Span<const DatedSupply> supply, const Rule& rule,
                                      SupplierTrust trust, ConfidenceLevel level, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_SLOW_TWIN_H_
