#include "tools/replay/percentile.h"

#include <algorithm>
#include <cmath>

namespace atp {

int64_t Percentile(std::vector<int64_t>* samples, double percent) {
  if (samples->empty()) return 0;
  const auto count = static_cast<double>(samples->size());
  const auto rank = static_cast<int64_t>(std::ceil(percent * count / 100));
  const auto last = static_cast<int64_t>(samples->size()) - 1;
  const auto nth = samples->begin() + std::clamp<int64_t>(rank - 1, 0, last);
  std::nth_element(samples->begin(), nth, samples->end());
  return *nth;
}

}  // namespace atp
