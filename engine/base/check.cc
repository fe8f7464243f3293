#include "engine/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace atp::internal {

void CheckFailed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace atp::internal
