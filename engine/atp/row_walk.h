#ifndef ATP_ENGINE_ATP_ROW_WALK_H_
#define ATP_ENGINE_ATP_ROW_WALK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/types/span.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/inputs.h"
#include "engine/base/check.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// A day after every horizon.
inline constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

// The past-due rows at the head of a view, as the one row that they count as.
struct PastDue {
  size_t rows = 0;  // how many of the view are past due; they count below, or not at all
  ExactSum quantity = 0;
  int64_t day = kNever;  // the day on which they count; kNever if none does
};

// `counts(row)` tells which rows count at all.
template <typename Row, typename CountsFn>
PastDue SumPastDue(absl::Span<const Row> view, Day today, std::optional<int32_t> fence_days,
                   int32_t offset_days, CountsFn counts) {
  PastDue past_due;
  for (; past_due.rows < view.size() && view[past_due.rows].day < today; ++past_due.rows) {
    const Row& row = view[past_due.rows];
    if (!counts(row) || !PastDueCounts(fence_days, int64_t{today} - row.day)) continue;
    past_due.quantity += row.quantity;
    past_due.day = int64_t{today} + offset_days;
  }
  return past_due;
}

inline PastDue PastDueSupply(const Inputs& inputs, const Rule& rule, Day today) {
  return SumPastDue(inputs.supply, today, rule.past_due_supply_fence_days,
                    rule.past_due_supply_offset_days,
                    [&rule](const DatedSupply& row) { return rule.Counts(row.state, row.kind); });
}

inline PastDue PastDueDemand(absl::Span<const DatedDemand> demand, const Rule& rule, Day today) {
  return SumPastDue(demand, today, rule.past_due_demand_fence_days,
                    rule.past_due_demand_offset_days, [](const DatedDemand&) { return true; });
}

// Calls on_row(int64_t day, ExactSum quantity) for all supply that counts, with the day on which it
// does: today or later, maybe after the horizon; kNever, with 0, for no past-due row. In no order.
template <typename OnRow>
void ForEachSupply(const Inputs& inputs, const Rule& rule, Day today, OnRow on_row) {
  ATP_DCHECK(AreSorted(inputs.supply) && AreCounts(inputs.supply));
  const PastDue late = PastDueSupply(inputs, rule, today);
  on_row(late.day, late.quantity);
  for (const DatedSupply& row : inputs.supply.subspan(late.rows)) {
    if (rule.Counts(row.state, row.kind)) on_row(row.day, row.quantity);
  }
}

// The same for one of the two views of demand.
template <typename OnRow>
void ForEachDemand(absl::Span<const DatedDemand> demand, const Rule& rule, Day today,
                   OnRow on_row) {
  ATP_DCHECK(AreSorted(demand) && AreCounts(demand));
  const PastDue late = PastDueDemand(demand, rule, today);
  on_row(late.day, late.quantity);
  for (const DatedDemand& row : demand.subspan(late.rows)) on_row(row.day, row.quantity);
}

// A RowWalk visits every row that counts, in the order of the days on which it counts, and tells
// the projected balance after it. It is for positions of few rows; day_walk.h for many.
//
// Within a day all supply comes before all demand. So the balance falls, if at all, only towards
// its value at the end of the day, and a caller that wants the least balance need not know where
// one day ends and the next begins.
//
// Past-due rows move from the front of a view to today + offset, after rows that stood behind
// them. They become one row, and it and the few rows of extra demand cut the walk into pieces in
// which supply and demand merge as they lie.
//
// Single use, on one thread. O(rows up to the end of the horizon); does not allocate.
class RowWalk {
 public:
  // `inputs` and `rule` must outlive the walk.
  RowWalk(const Inputs& inputs, const Rule& rule, Day today)
      : rule_(rule),
        end_(HorizonEnd(rule, today)),
        balance_(inputs.opening),
        late_supply_(PastDueSupply(inputs, rule, today)),
        late_demand_(PastDueDemand(inputs.demand, rule, today)),
        supply_(inputs.supply.subspan(late_supply_.rows)),
        demand_(inputs.demand.subspan(late_demand_.rows)),
        extra_(inputs.extra_demand) {
    ATP_DCHECK(AreSorted(inputs.supply) && AreCounts(inputs.supply));
    ATP_DCHECK(AreSorted(inputs.demand) && AreCounts(inputs.demand));
    ATP_DCHECK(AreSorted(inputs.extra_demand) && AreCounts(inputs.extra_demand));
    const PastDue late_extra = PastDueDemand(extra_, rule, today);
    extra_.remove_prefix(late_extra.rows);
    late_demand_.quantity += late_extra.quantity;
    if (late_extra.day != kNever) late_demand_.day = late_extra.day;
  }

  // Calls on_row(int64_t day, ExactSum balance) after each row.
  template <typename OnRow>
  void Run(OnRow on_row) {
    for (;;) {
      const int64_t extra_day = extra_.empty() ? kNever : extra_.front().day;
      const int64_t day = std::min({late_supply_.day, late_demand_.day, extra_day});
      if (day >= end_) break;
      if (day == late_supply_.day) {
        RunBefore(day, on_row);
        balance_ += late_supply_.quantity;
        late_supply_.day = kNever;
      } else {
        RunBefore(day + 1, on_row);
        balance_ -= TakeDemandOn(day);
      }
      on_row(day, balance_);
    }
    RunBefore(end_, on_row);
  }

 private:
  // The rows before day `end` that are not past due.
  template <typename OnRow>
  void RunBefore(int64_t end, OnRow& on_row) {
    const DatedSupply* supply = supply_.data();
    const DatedSupply* const supply_end = supply + supply_.size();
    const DatedDemand* demand = demand_.data();
    const DatedDemand* const demand_end = demand + demand_.size();
    for (;;) {
      const int64_t supply_day = supply == supply_end ? kNever : supply->day;
      const int64_t demand_day = demand == demand_end ? kNever : demand->day;
      const int64_t day = std::min(supply_day, demand_day);
      if (day >= end) break;
      if (supply_day <= demand_day) {
        if (rule_.Counts(supply->state, supply->kind)) balance_ += supply->quantity;
        ++supply;
      } else {
        balance_ -= demand->quantity;
        ++demand;
      }
      on_row(day, balance_);
    }
    supply_.remove_prefix(supply - supply_.data());
    demand_.remove_prefix(demand - demand_.data());
  }

  // The late demand if it counts on `day`, or else the first row of extra demand.
  ExactSum TakeDemandOn(int64_t day) {
    if (day == late_demand_.day) {
      late_demand_.day = kNever;
      return late_demand_.quantity;
    }
    const Quantity quantity = extra_.front().quantity;
    extra_.remove_prefix(1);
    return quantity;
  }

  const Rule& rule_;
  const int64_t end_;
  ExactSum balance_;
  PastDue late_supply_;
  PastDue late_demand_;
  absl::Span<const DatedSupply> supply_;
  absl::Span<const DatedDemand> demand_;
  absl::Span<const DatedDemand> extra_;
};

}  // namespace atp

#endif  // ATP_ENGINE_ATP_ROW_WALK_H_
