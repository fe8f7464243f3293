#include "engine/atp/look_ahead.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/atp/day_walk.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/row_walk.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// The projected balances of the days on which they change, today first.
std::vector<Step> ProjectedSteps(const Inputs& inputs, const Rule& rule, Day today) {
  const size_t rows = inputs.supply.size() + inputs.demand.size() + inputs.extra_demand.size();
  std::vector<Step> steps;
  steps.reserve(std::min(rows + 1, static_cast<size_t>(rule.horizon_days)));
  steps.push_back({today, inputs.opening, 0});
  WalkBalances(inputs, rule, today, [&steps](int64_t day, ExactSum balance) {
    if (day > steps.back().day) steps.push_back({static_cast<Day>(day), 0, 0});
    steps.back().projected = Saturate(balance);
  });
  const auto same = [](const Step& a, const Step& b) { return a.projected == b.projected; };
  steps.erase(std::unique(steps.begin(), steps.end(), same), steps.end());
  return steps;
}

// Invariant 2 of a LOOK_AHEAD curve.
bool RisesWithinProjected(const std::vector<Step>& steps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].atp > steps[i].projected) return false;
    if (i > 0 && steps[i].atp < steps[i - 1].atp) return false;
  }
  return true;
}

}  // namespace

Quantity LookAheadOn(const Inputs& inputs, const Rule& rule, Day today, Day day) {
  ATP_CHECK(InHorizon(rule, today, day));
  ExactSum least = inputs.opening;
  WalkBalances(inputs, rule, today, [&least, day](int64_t row_day, ExactSum balance) {
    // Up to `day` only the balance at its end matters.
    least = row_day <= day ? balance : std::min(least, balance);
  });
  return Saturate(least);
}

std::optional<Day> LookAheadEarliest(const Inputs& inputs, const Rule& rule, Day today,
                                     Quantity quantity) {
  // The day since which every balance has been enough; kNever while the last one was not.
  int64_t enough_since = inputs.opening >= quantity ? today : kNever;
  WalkBalances(inputs, rule, today, [&enough_since, quantity](int64_t day, ExactSum balance) {
    enough_since = balance < quantity ? kNever : std::min(enough_since, day);
  });
  if (enough_since == kNever) return std::nullopt;
  return static_cast<Day>(enough_since);
}

Quantity Shortage(const Inputs& inputs, const Rule& rule, Day today) {
  ExactSum least = inputs.opening;
  WalkBalances(inputs, rule, today, [&least, today](int64_t day, ExactSum balance) {
    least = day <= today ? balance : std::min(least, balance);
  });
  return Saturate(std::max<ExactSum>(0, -least));
}

Curve LookAheadCurve(const Inputs& inputs, const Rule& rule, Day today) {
  std::vector<Step> steps = ProjectedSteps(inputs, rule, today);
  Quantity least = steps.back().projected;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    least = std::min(least, step->projected);
    step->atp = least;
  }
  ATP_DCHECK(RisesWithinProjected(steps));
  return Curve(std::move(steps), static_cast<Day>(HorizonEnd(rule, today) - 1));
}

Quantity OverdueSupply(const Inputs& inputs, Day today) {
  ExactSum overdue = 0;
  for (const DatedSupply& row : inputs.supply) {
    if (row.day >= today) break;
    overdue += row.quantity;
  }
  return Saturate(overdue);
}

}  // namespace atp
