#ifndef ATP_ENGINE_ATP_EXACT_SUM_H_
#define ATP_ENGINE_ATP_EXACT_SUM_H_

#include <cstdint>
#include <limits>

#include "engine/model/types.h"

namespace atp {

// A sum of quantities that cannot overflow: 128 bits hold 2^64 of the largest.
//
// Sums are exact inside this room and held at the ends of the range of Quantity only where they
// leave it (Saturate). Saturating at each step was rejected: the sum would then depend on the
// order of the rows, and a row that takes away could hide behind one that was cut off.
using ExactSum = __int128;

inline Quantity Saturate(ExactSum sum) {
  constexpr Quantity kLeast = std::numeric_limits<Quantity>::min();
  constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
  if (sum < kLeast) return kLeast;
  if (sum > kMost) return kMost;
  return static_cast<Quantity>(sum);
}

}  // namespace atp

#endif  // ATP_ENGINE_ATP_EXACT_SUM_H_
