#include "engine/atp/confidence.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "engine/atp/exact_sum.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// The haircut of one row at one level.
Haircut HaircutOf(const DatedSupply& row, const Rule& rule, SupplierTrust trust,
                  ConfidenceLevel level) {
  const Haircut& by_state = rule.ConfidenceIn(row.state).At(level);
  if (row.supplier >= trust.size() || !trust[row.supplier].has_value()) return by_state;
  return MoreCareful(by_state, trust[row.supplier]->At(level));
}

Day Later(Day day, int32_t days) {
  constexpr int64_t kLast = std::numeric_limits<Day>::max();
  return static_cast<Day>(std::min(int64_t{day} + days, kLast));
}

}  // namespace

bool TrustsFully(const Rule& rule, SupplierTrust trust) {
  return trust.empty() &&
         std::all_of(rule.confidence.begin(), rule.confidence.end(),
                     [](const Confidence& confidence) { return confidence.IsFull(); });
}

std::vector<DatedSupply> Discount(absl::Span<const DatedSupply> supply, const Rule& rule,
                                  SupplierTrust trust, ConfidenceLevel level, Day today) {
  ATP_DCHECK(AreSorted(supply) && AreCounts(supply));
  std::vector<DatedSupply> discounted(supply.begin(), supply.end());
  for (DatedSupply& row : discounted) {
    const Haircut haircut = HaircutOf(row, rule, trust, level);
    const Haircut careful = HaircutOf(row, rule, trust, ConfidenceLevel::kGuaranteed);
    const Day latest = Later(row.day, careful.late_days);
    row.quantity = static_cast<Quantity>(ExactSum{row.quantity} * haircut.percent / 100);
    row.day = latest < today ? latest : std::max(today, Later(row.day, haircut.late_days));
  }
  // Most rows are late by the same number of days: there is often nothing to sort.
  if (!AreSorted(absl::Span<const DatedSupply>(discounted))) {
    std::stable_sort(discounted.begin(), discounted.end(),
                     [](const DatedSupply& a, const DatedSupply& b) { return a.day < b.day; });
  }
  return discounted;
}

}  // namespace atp
