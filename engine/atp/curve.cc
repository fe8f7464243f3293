#include "engine/atp/curve.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/atp/exact_sum.h"
#include "engine/base/check.h"
#include "engine/model/rule.h"

namespace atp {
namespace {

// By how much a curve changes the sums from `day` on.
struct Change {
  int64_t day;
  ExactSum projected;
  ExactSum atp;
};

void AppendChanges(const Curve& curve, std::vector<Change>* changes) {
  ExactSum projected = 0;
  ExactSum atp = 0;
  for (const Step& step : curve.steps()) {
    const Quantity promisable = std::max<Quantity>(0, step.atp);
    changes->push_back({step.day, step.projected - projected, promisable - atp});
    projected = step.projected;
    atp = promisable;
  }
  changes->push_back({int64_t{curve.last_day()} + 1, -projected, -atp});
}

}  // namespace

Curve::Curve(std::vector<Step> steps, Day last_day)
    : steps_(std::move(steps)), last_day_(last_day) {
  ATP_CHECK(!steps_.empty());
  ATP_CHECK(steps_.back().day <= last_day_);
  for (size_t i = 1; i < steps_.size(); ++i) ATP_CHECK(steps_[i - 1].day < steps_[i].day);
}

std::optional<Day> Curve::Earliest(Quantity quantity) const {
  const auto step = std::find_if(steps_.begin(), steps_.end(),
                                 [quantity](const Step& step) { return step.atp >= quantity; });
  if (step == steps_.end()) return std::nullopt;
  return step->day;
}

const Step& Curve::StepOf(Day day) const {
  ATP_CHECK(day >= first_day());
  ATP_CHECK(day <= last_day_);
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), day,
                                      [](Day day, const Step& step) { return day < step.day; });
  return *(after - 1);
}

Curve SumPromisable(absl::Span<const Curve> curves) {
  ATP_CHECK(!curves.empty());
  std::vector<Change> changes;
  Day last_day = curves.front().last_day();
  for (const Curve& curve : curves) {
    AppendChanges(curve, &changes);
    last_day = std::max(last_day, curve.last_day());
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.day < b.day; });

  std::vector<Step> steps;
  ExactSum projected = 0;
  ExactSum atp = 0;
  for (size_t i = 0; i < changes.size() && changes[i].day <= last_day;) {
    const int64_t day = changes[i].day;
    for (; i < changes.size() && changes[i].day == day; ++i) {
      projected += changes[i].projected;
      atp += changes[i].atp;
    }
    const Step step = {static_cast<Day>(day), Saturate(projected), Saturate(atp)};
    if (!steps.empty() && steps.back().projected == step.projected &&
        steps.back().atp == step.atp) {
      continue;
    }
    steps.push_back(step);
  }
  return Curve(std::move(steps), last_day);
}

Quantity WholesIn(Quantity quantity, Quantity divisor) {
  if (quantity == kUnlimited) return kUnlimited;
  if (divisor == 1) return quantity;  // the usual case: an item that is no kit
  return quantity / divisor - (quantity % divisor < 0 ? 1 : 0);
}

Curve MinOver(absl::Span<const Curve> curves, absl::Span<const Quantity> divisors) {
  ATP_CHECK(!curves.empty() && curves.size() == divisors.size());
  Day last_day = curves.front().last_day();
  for (const Curve& curve : curves) {
    ATP_CHECK(curve.first_day() == curves.front().first_day());
    last_day = std::min(last_day, curve.last_day());
  }
  std::vector<Day> days;
  for (const Curve& curve : curves) {
    for (const Step& step : curve.steps()) {
      if (step.day <= last_day) days.push_back(step.day);
    }
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());

  std::vector<Step> steps;
  for (const Day day : days) {
    Step least = {day, kUnlimited, kUnlimited};
    for (size_t i = 0; i < curves.size(); ++i) {
      least.projected =
          std::min(least.projected, WholesIn(curves[i].ProjectedAt(day), divisors[i]));
      least.atp = std::min(least.atp, WholesIn(curves[i].At(day), divisors[i]));
    }
    const bool is_same = !steps.empty() && steps.back().projected == least.projected &&
                         steps.back().atp == least.atp;
    if (!is_same) steps.push_back(least);
  }
  return Curve(std::move(steps), last_day);
}

}  // namespace atp
