#include "engine/sourcing/hold_most.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "engine/sourcing/shares.h"

namespace atp::sourcing {
namespace {

Draft HoldInOrder(const std::vector<size_t>& order, Draft draft) {
  for (const size_t i : order) {
    const Line& line = draft.line(i);
    const Terms terms = TermsOf(line, line.quantity);
    for (const Share& share : FewestShares(draft.Offers(i, line.latest), terms)) {
      draft.Put(i, share.candidate, line.latest, share.quantity);
    }
  }
  return draft;
}

// Those with the least choice first: of one part, the larger before the smaller; then the earlier
// latest day; then the fewer candidates.
std::vector<size_t> TightestFirst(const Request& request, std::vector<size_t> order) {
  const auto tightness = [&request](size_t i) {
    const Line& line = request.lines[i];
    return std::make_tuple(line.together ? 0 : 1, line.together ? -line.quantity : 0, line.latest,
                           line.candidates.size());
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return tightness(a) < tightness(b); });
  return order;
}

__int128 Given(const Draft& draft) {
  __int128 given = 0;
  for (size_t i = 0; i < draft.request().lines.size(); ++i) given += draft.Given(i);
  return given;
}

bool IsComplete(const Draft& draft) {
  for (size_t i = 0; i < draft.request().lines.size(); ++i) {
    if (draft.Given(i) < draft.line(i).quantity) return false;
  }
  return true;
}

}  // namespace

bool LinesSharePools(const Request& request) {
  std::vector<bool> is_named(request.pools.size(), false);
  for (const Line& line : request.lines) {
    for (const Candidate& candidate : line.candidates) {
      if (is_named[candidate.pool]) return true;
      is_named[candidate.pool] = true;
    }
  }
  return false;
}

Draft HoldMost(Draft draft) {
  std::vector<size_t> order(draft.request().lines.size());
  std::iota(order.begin(), order.end(), 0);
  Draft held = HoldInOrder(order, std::move(draft));
  if (IsComplete(held) || !LinesSharePools(held.request())) return held;
  Draft tightest_first =
      HoldInOrder(TightestFirst(held.request(), std::move(order)), WithoutParts(held));
  return Given(tightest_first) > Given(held) ? tightest_first : held;
}

}  // namespace atp::sourcing
