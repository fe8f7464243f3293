#ifndef ATP_TESTS_DAMAGE_DEPTH_H_
#define ATP_TESTS_DAMAGE_DEPTH_H_

#include <cstddef>
#include <cstdlib>

#include "engine/base/test_volume.h"

namespace atp::damage {

// A deep run (ATP_DAMAGE_DEEP set, as tools/nightly does) tries every case. Else, so that all tests
// stay within minutes, some kinds of damage are tried at one place in a few.
inline bool IsDeep() { return std::getenv("ATP_DAMAGE_DEEP") != nullptr; }

// The step from case to case where one in `few` is enough; a number without a common divisor with 8
// falls on every bit of a byte.
inline size_t OneCaseIn(size_t few) { return (IsDeep() ? 1 : few) * kOneCaseIn; }

// By how much more there is of what is random.
inline size_t Depth() { return IsDeep() ? 10 : 1; }

}  // namespace atp::damage

#endif  // ATP_TESTS_DAMAGE_DEPTH_H_
