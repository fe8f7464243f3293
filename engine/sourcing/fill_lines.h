#ifndef ATP_ENGINE_SOURCING_FILL_LINES_H_
#define ATP_ENGINE_SOURCING_FILL_LINES_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "engine/model/types.h"
#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// Where from: a strategy that looks at one line at a time. Puts down parts of `line`, which has
// none, that come to `wanted` > 0, and returns true; or, where the pools do not hold as much
// (HoldMost says how much they do), puts down nothing and returns false.
using FillLine = absl::FunctionRef<bool(size_t line, Quantity wanted, Draft* draft)>;

// Fills each line of `draft`, which has no parts, in turn, with as much as it has in `held`, as if
// it were alone. False at the first that cannot be.
bool TryFillLines(const Draft& held, FillLine fill, Draft* draft);

// The same with all lanes that are open in `held`, a HoldMost, which always succeeds: where lines
// share a pool, and one took what another needs, then once more, while the lines that are not yet
// filled keep hold of what they have.
Draft FillLines(const Draft& held, FillLine fill);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_FILL_LINES_H_
