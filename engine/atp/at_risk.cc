#include "engine/atp/at_risk.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/atp/exact_sum.h"
#include "engine/atp/row_walk.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// What has come by a day: opening and supply that counts. Days must be asked in order.
class ComeBy {
 public:
  ComeBy(const Inputs& inputs, const Rule& rule, Day today)
      : inputs_(inputs),
        rule_(rule),
        late_(PastDueSupply(inputs, rule, today)),
        next_(late_.rows),
        sum_(inputs.opening) {}

  ExactSum operator()(int64_t day) {
    for (; next_ < inputs_.supply.size() && inputs_.supply[next_].day <= day; ++next_) {
      const DatedSupply& row = inputs_.supply[next_];
      if (rule_.Counts(row.state, row.kind)) sum_ += row.quantity;
    }
    return late_.day <= day ? sum_ + late_.quantity : sum_;
  }

 private:
  const Inputs& inputs_;
  const Rule& rule_;
  const PastDue late_;
  size_t next_;
  ExactSum sum_;
};

// Covers lines one by one and keeps the list of those that it could not cover.
class Cover {
 public:
  // `reachable` is all that this line could be given if no other line had been.
  void Take(const OpenDemand& line, ExactSum reachable) {
    const ExactSum left = std::max<ExactSum>(0, reachable - taken_);
    const Quantity covered = Saturate(std::min<ExactSum>(line.quantity, left));
    taken_ += covered;
    if (covered < line.quantity) at_risk_.push_back({line, line.quantity - covered});
  }

  ExactSum taken() const { return taken_; }
  std::vector<DemandAtRisk> Result() && { return std::move(at_risk_); }

 private:
  ExactSum taken_ = 0;
  std::vector<DemandAtRisk> at_risk_;
};

}  // namespace

std::vector<DemandAtRisk> AtRisk(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                                 const Rule& rule, Day today) {
  ATP_DCHECK(AreSorted(inputs.supply) && AreCounts(inputs.supply) && AreCounts(open_demand));
  ATP_DCHECK(std::is_sorted(open_demand.begin(), open_demand.end()));
  const int64_t end = HorizonEnd(rule, today);
  const int64_t late_day = int64_t{today} + rule.past_due_demand_offset_days;
  const ExactSum come_by_late_day = ComeBy(inputs, rule, today)(late_day);
  Cover cover;

  // Past-due lines rank first and all count on one day.
  auto line = open_demand.begin();
  for (; line != open_demand.end() && line->day < today; ++line) {
    const bool counts = PastDueCounts(rule.past_due_demand_fence_days, int64_t{today} - line->day);
    if (counts && late_day < end) cover.Take(*line, come_by_late_day);
  }

  // The others count on days that ascend. What has come grows with the day, so what is left for
  // a line is least on its own day, or, before the late day, when the late lines are served then.
  const ExactSum late = cover.taken();
  ComeBy come_by(inputs, rule, today);
  for (; line != open_demand.end() && line->day < end; ++line) {
    const ExactSum come = come_by(line->day);
    cover.Take(*line, line->day < late_day ? std::min(come + late, come_by_late_day) : come);
  }
  return std::move(cover).Result();
}

}  // namespace atp
