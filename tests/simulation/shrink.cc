#include "tests/simulation/shrink.h"

#include <algorithm>
#include <utility>

namespace atp::simulation {
namespace {

void EndAt(uint32_t step, std::vector<uint32_t>* steps) {
  steps->erase(std::upper_bound(steps->begin(), steps->end(), step), steps->end());
}

}  // namespace

History Shrink(History history, const Verdict& verdict, int tries,
               const std::function<Verdict(const History&)>& play) {
  EndAt(verdict.counts.step, &history.steps);
  for (size_t chunk = history.steps.size() / 2;; chunk /= 2) {
    chunk = std::max<size_t>(1, chunk);
    bool has_shrunk = false;
    for (size_t end = history.steps.size(); end > 0 && tries > 0; --tries) {
      const size_t begin = end > chunk ? end - chunk : 0;
      History without = history;
      const auto first = without.steps.begin();
      without.steps.erase(first + static_cast<std::ptrdiff_t>(begin),
                          first + static_cast<std::ptrdiff_t>(end));
      const Verdict now = play(without);
      end = begin;
      if (now.violation.empty()) continue;
      EndAt(now.counts.step, &without.steps);
      end = std::min(end, without.steps.size());
      history = std::move(without);
      has_shrunk = true;
    }
    if (tries <= 0 || (chunk == 1 && !has_shrunk)) return history;
  }
}

}  // namespace atp::simulation
