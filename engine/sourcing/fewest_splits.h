#ifndef ATP_ENGINE_SOURCING_FEWEST_SPLITS_H_
#define ATP_ENGINE_SOURCING_FEWEST_SPLITS_H_

#include <cstddef>

#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// How many times FewestSplits may ask whether a set of locations is enough for a line. Some 20 ns
// each: a millisecond.
inline constexpr size_t kLineChecksMax = 50'000;

// All lines as much as they have in `held`, a HoldMost of all lanes, from as few locations as can
// be; not split by date, and each part as early as can be. Where one location is enough it is the
// first by rank that is; between larger sets of as many locations nothing is promised, but that
// the same request gets the same one.
//
// Sets of locations are tried in order of size, from the size that one line by itself needs. The
// answer is the fewest there can be if no two lines share a pool and the search ends within
// kLineChecksMax. It always does for a request of one line, and for L lines over N locations if
// L * 2^N <= kLineChecksMax: 12 lines over 12 locations, say. Mostly it does for far more, since
// small sets come first.
//
// Beyond the bound it is greedy: always the location that adds most, and at the end out with those
// that turned out not to be needed. Never from more than FillByRank: it takes that if it is fewer.
// O(candidates * locations) beside the search.
Draft FewestSplits(const Draft& held);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_FEWEST_SPLITS_H_
