#ifndef ATP_ENGINE_ATP_CURVE_H_
#define ATP_ENGINE_ATP_CURVE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/model/types.h"

namespace atp {

// From `day` until the next step: the projected balance, and what of it can be promised.
struct Step {
  Day day = 0;
  Quantity projected = 0;
  Quantity atp = 0;

  friend bool operator==(const Step& a, const Step& b) {
    return a.day == b.day && a.projected == b.projected && a.atp == b.atp;
  }
};

// A Curve is the projected balance and the ATP of each day of a horizon, kept as the days on which
// either changes. It knows nothing of how it was computed: LOOK_AHEAD curves rise (look_ahead.h),
// curves of another mode need not.
//
//     {day 0: 17/12} {day 2: 27/12} {day 4: 13/13}     last_day 6
//
//     day   0   1   2   3   4   5   6
//     atp  12  12  12  12  13  13  13
//
// Invariant: there is a first step, days ascend, and no step is after last_day().
// A value; safe to read from many threads.
class Curve {
 public:
  // The invariant is checked. `steps` begins with the first day of the horizon.
  Curve(std::vector<Step> steps, Day last_day);

  Day first_day() const { return steps_.front().day; }
  Day last_day() const { return last_day_; }
  const std::vector<Step>& steps() const { return steps_; }

  // `day` must be from first_day() to last_day(). O(log steps).
  Quantity At(Day day) const { return StepOf(day).atp; }
  Quantity ProjectedAt(Day day) const { return StepOf(day).projected; }

  // The first day whose ATP is at least `quantity`; nullopt if there is none. O(steps).
  std::optional<Day> Earliest(Quantity quantity) const;

 private:
  const Step& StepOf(Day day) const;

  std::vector<Step> steps_;
  Day last_day_;
};

// An item over several locations: of each day, the sum of the projected balances, and the sum of
// what each location can promise, which is never below 0. A location that is short lowers the
// first and not the second: its shortage is not served from elsewhere. So `atp` may exceed
// `projected` here.
//
// The horizons may differ; a curve adds nothing on days that it does not have. Sums stop at the
// ends of the range of Quantity. `curves` must not be empty. O(steps log steps).
Curve SumPromisable(absl::Span<const Curve> curves);

// How often `divisor` > 0 goes into `quantity`, rounded down: three kits short by one unit are one
// kit short. kUnlimited stays so.
Quantity WholesIn(Quantity quantity, Quantity divisor);

// What can be made of several curves at once, of each curve as many units as its divisor, which is
// above 0: of each day the least WholesIn(), of the projected balances and of the ATP. The days are
// those that all curves have; the curves, at least one, begin on the same day.
// O(steps x curves x log steps).
Curve MinOver(absl::Span<const Curve> curves, absl::Span<const Quantity> divisors);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_CURVE_H_
