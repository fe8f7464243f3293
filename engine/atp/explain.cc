#include "engine/atp/explain.h"

#include <algorithm>

#include "engine/atp/counted_day.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/look_ahead_steps.h"
#include "engine/base/check.h"

namespace atp {
namespace {

using Steps = std::vector<LookAheadStep>;

// `day` is not before the first step.
Steps::const_iterator StepOf(const Steps& steps, Day day) {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), day,
                       [](Day day, const LookAheadStep& step) { return day < step.day; });
  return after - 1;
}

template <typename Row>
ExactSum TotalOf(absl::Span<const Row> rows) {
  ExactSum total = 0;
  for (const Row& row : rows) total += row.quantity;
  return total;
}

// The lines that count after day `after` and not after day `last`, by rank.
std::vector<OpenDemand> LinesBetween(absl::Span<const OpenDemand> open_demand, const Rule& rule,
                                     Day today, Day after, Day last) {
  std::vector<OpenDemand> lines;
  if (after == last) return lines;
  for (const OpenDemand& line : open_demand) {
    const std::optional<Day> counts_on = CountedDay(line.day, rule, today);
    if (line.quantity > 0 && counts_on > after && counts_on <= last) lines.push_back(line);
  }
  return lines;
}

// The `count` largest, the largest first.
void KeepLargest(size_t count, std::vector<OpenDemand>* lines) {
  const auto end = lines->begin() + std::min(count, lines->size());
  std::partial_sort(lines->begin(), end, lines->end(),
                    [](const OpenDemand& a, const OpenDemand& b) {
                      return a.quantity != b.quantity ? a.quantity > b.quantity : a < b;
                    });
  lines->erase(end, lines->end());
}

size_t LargestSupplyOn(const Inputs& inputs, const Rule& rule, Day today, Day day) {
  std::optional<size_t> largest;
  for (size_t i = 0; i < inputs.supply.size(); ++i) {
    if (CountedDay(inputs.supply[i], rule, today) != day) continue;
    const bool is_larger =
        !largest.has_value() || inputs.supply[i].quantity > inputs.supply[*largest].quantity;
    if (is_larger) largest = i;
  }
  ATP_CHECK(largest.has_value());
  return *largest;
}

}  // namespace

Explanation Explain(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                    const Rule& rule, Day today, Day day) {
  ATP_CHECK(InHorizon(rule, today, day));
  ATP_DCHECK(std::is_sorted(open_demand.begin(), open_demand.end()));
  ATP_DCHECK(TotalOf(open_demand) == TotalOf(inputs.demand));
  const Steps steps = LookAheadSteps(inputs, rule, today);
  const auto asked = StepOf(steps, day);
  const ExactSum atp = asked->atp;
  const auto binding = std::find_if(
      asked, steps.end(), [atp](const LookAheadStep& step) { return step.projected == atp; });
  const auto next =
      std::find_if(asked, steps.end(), [atp](const LookAheadStep& step) { return step.atp > atp; });

  Explanation explanation;
  explanation.atp = Saturate(atp);
  explanation.projected = Saturate(asked->projected);
  explanation.binding_day = std::max(day, binding->day);
  explanation.blocking = LinesBetween(open_demand, rule, today, day, explanation.binding_day);
  explanation.blocking_count = explanation.blocking.size();
  KeepLargest(kBlockingMax, &explanation.blocking);
  if (next != steps.end()) {
    // Balances rise by supply only.
    explanation.next = NextRise{next->day, Saturate(next->atp - atp),
                                LargestSupplyOn(inputs, rule, today, next->day)};
  }
  return explanation;
}

NextQuantity NextQuantityOf(const Inputs& inputs, const Rule& rule, Day today, Day day,
                            Quantity quantity) {
  ATP_CHECK(InHorizon(rule, today, day));
  ATP_CHECK(quantity >= 0);
  const Steps steps = LookAheadSteps(inputs, rule, today);
  const auto asked = StepOf(steps, day);
  NextQuantity next;
  next.now = Saturate(std::clamp<ExactSum>(asked->atp, 0, quantity));
  const auto enough = std::find_if(
      asked, steps.end(), [quantity](const LookAheadStep& step) { return step.atp >= quantity; });
  if (enough != steps.end()) next.all_on = std::max(day, enough->day);
  return next;
}

}  // namespace atp
