#ifndef ATP_ENGINE_BASE_CHECKED_MATH_H_
#define ATP_ENGINE_BASE_CHECKED_MATH_H_

#include <cstdint>
#include <limits>

namespace atp {

// *sum = a + b and true, or false and *sum untouched where that would overflow.
inline bool AddOk(int64_t a, int64_t b, int64_t* sum) {
  int64_t result;
  if (__builtin_add_overflow(a, b, &result)) return false;
  *sum = result;
  return true;
}

// *product = a * b and true, or false and *product untouched where that would overflow.
inline bool MultiplyOk(int64_t a, int64_t b, int64_t* product) {
  int64_t result;
  if (__builtin_mul_overflow(a, b, &result)) return false;
  *product = result;
  return true;
}

// a + b, held at the ends of the range. For sums that are only compared or shown.
inline int64_t AddSaturating(int64_t a, int64_t b) {
  int64_t result;
  if (!__builtin_add_overflow(a, b, &result)) return result;
  return b > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

}  // namespace atp

#endif  // ATP_ENGINE_BASE_CHECKED_MATH_H_
