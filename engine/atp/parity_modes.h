#ifndef ATP_ENGINE_ATP_PARITY_MODES_H_
#define ATP_ENGINE_ATP_PARITY_MODES_H_

#include <cstdint>
#include <optional>

#include "engine/atp/exact_sum.h"
#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// ATP as other systems compute it, for those who must agree with one. Every mode here can promise
// what cannot be kept: README.md shows where.
//
// Rows count on the same days as in LOOK_AHEAD: kinds and states, fences and offsets, and the end
// of the horizon apply alike. Let a day's supply and demand be what counts on it.
//
// DISCRETE             On today and on each day with supply: that day's supply (today: and what
//                      is there) less all demand until before the next day with supply. 0 on
//                      every other day.
// CUMULATIVE           The running sum of DISCRETE.
// BACKWARD             A day's supply less its demand (today: and what is there). Day by day, a
//                      shortage is covered from what earlier days have left, the nearest first;
//                      what stays uncovered stays negative.
// BACKWARD_ACCUMULATE  BACKWARD, each day adding the result of the day before if it is positive.
// FIRST_SURPLUS        The projected balance of the day before the next day that has more supply
//                      than demand; of the last day if no such day follows.
//
// A value, of 6 KiB, meant for the stack. Building it needs a valid rule of one of these modes and
// inputs as Inputs says, and costs O(rows + horizon). Its lead time is not heard: promise.h does
// that. Sums are exact.
class ParityAtp {
 public:
  ParityAtp(const Inputs& inputs, const Rule& rule, Day today);

  // `day` must be in the horizon.
  Quantity On(Day day) const;

  // The first day whose ATP is at least `quantity`; nullopt if there is none. O(horizon).
  std::optional<Day> Earliest(Quantity quantity) const;

 private:
  const Day today_;
  const int32_t days_;
  ExactSum atp_[kHorizonDaysMax];  // the first days_ are set
};

}  // namespace atp

#endif  // ATP_ENGINE_ATP_PARITY_MODES_H_
