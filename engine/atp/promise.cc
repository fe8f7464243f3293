#include "engine/atp/promise.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/lead_time.h"
#include "engine/atp/look_ahead.h"
#include "engine/atp/parity_modes.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// The usual case, which must cost nothing more than its arithmetic.
bool IsPlainLookAhead(const Rule& rule) {
  return rule.mode == AtpMode::kLookAhead && !rule.lead_time_days.has_value();
}

// `projected` with the ATP of each limited day by `atp_on(day)`, and kUnlimited after them.
template <typename AtpOnFn>
Curve WithAtp(const Curve& projected, const Rule& rule, Day today, AtpOnFn atp_on) {
  const int32_t limited_days = LimitedDays(rule);
  const std::vector<Step>& balances = projected.steps();
  std::vector<Step> steps;
  size_t balance = 0;
  for (int32_t i = 0; i < rule.horizon_days; ++i) {
    const Day day = today + i;
    if (balance + 1 < balances.size() && balances[balance + 1].day == day) ++balance;
    const Step step = {day, balances[balance].projected,
                       i < limited_days ? atp_on(day) : kUnlimited};
    if (!steps.empty() && steps.back().projected == step.projected &&
        steps.back().atp == step.atp) {
      continue;
    }
    steps.push_back(step);
  }
  return Curve(std::move(steps), projected.last_day());
}

// What the usual case does not need. Not inlined into it: it would pay for the stack.
ABSL_ATTRIBUTE_NOINLINE Quantity AtpOnByWholeRule(const Inputs& inputs, const Rule& rule, Day today,
                                                  Day day) {
  ATP_CHECK(InHorizon(rule, today, day));
  if (int64_t{day} - today >= LimitedDays(rule)) return kUnlimited;
  const Rule limited = BeforeLeadTime(rule);
  if (rule.mode == AtpMode::kLookAhead) return LookAheadOn(inputs, limited, today, day);
  return ParityAtp(inputs, limited, today).On(day);
}

ABSL_ATTRIBUTE_NOINLINE std::optional<Day> EarliestByWholeRule(const Inputs& inputs,
                                                               const Rule& rule, Day today,
                                                               Quantity quantity) {
  const Rule limited = BeforeLeadTime(rule);
  const std::optional<Day> earliest = rule.mode == AtpMode::kLookAhead
                                          ? LookAheadEarliest(inputs, limited, today, quantity)
                                          : ParityAtp(inputs, limited, today).Earliest(quantity);
  if (earliest.has_value() || limited.horizon_days == rule.horizon_days) return earliest;
  return today + limited.horizon_days;
}

}  // namespace

Quantity AtpOn(const Inputs& inputs, const Rule& rule, Day today, Day day) {
  if (IsPlainLookAhead(rule)) return LookAheadOn(inputs, rule, today, day);
  return AtpOnByWholeRule(inputs, rule, today, day);
}

std::optional<Day> Earliest(const Inputs& inputs, const Rule& rule, Day today, Quantity quantity) {
  if (IsPlainLookAhead(rule)) return LookAheadEarliest(inputs, rule, today, quantity);
  return EarliestByWholeRule(inputs, rule, today, quantity);
}

Curve BuildCurve(const Inputs& inputs, const Rule& rule, Day today) {
  Curve curve = LookAheadCurve(inputs, rule, today);
  if (IsPlainLookAhead(rule)) return curve;
  const Rule limited = BeforeLeadTime(rule);
  if (rule.mode == AtpMode::kLookAhead) {
    const Curve atp = LookAheadCurve(inputs, limited, today);
    return WithAtp(curve, rule, today, [&atp](Day day) { return atp.At(day); });
  }
  const ParityAtp atp(inputs, limited, today);
  return WithAtp(curve, rule, today, [&atp](Day day) { return atp.On(day); });
}

Quantity ExceedsLookAhead(const Inputs& inputs, const Rule& rule, Day today, Day day,
                          Quantity promised) {
  Rule look_ahead = rule;
  look_ahead.mode = AtpMode::kLookAhead;
  const ExactSum safe = std::max<Quantity>(0, AtpOn(inputs, look_ahead, today, day));
  return Saturate(std::max<ExactSum>(0, promised - safe));
}

}  // namespace atp
