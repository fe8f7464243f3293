#include "engine/atp/cover.h"

#include <algorithm>
#include <cstdint>

#include "engine/atp/counted_day.h"
#include "engine/atp/exact_sum.h"
#include "engine/atp/look_ahead_steps.h"
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

// Round 1. Tells whether every line is covered in full.
bool CoverByDue(const Inputs& inputs, absl::Span<const OpenDemand> open_demand, const Rule& rule,
                Day today, std::vector<LineCover>* lines) {
  const int64_t late_day = int64_t{today} + rule.past_due_demand_offset_days;
  const ExactSum come_by_late_day = ComeBy(inputs, rule, today)(late_day);
  ComeBy come_by(inputs, rule, today);
  bool is_full = true;
  ExactSum given = 0;
  ExactSum given_late = 0;
  for (const OpenDemand& line : open_demand) {
    lines->push_back({CountedDay(line.day, rule, today), 0, std::nullopt});
    if (!lines->back().due.has_value()) continue;
    // Past-due lines rank first and all count on one day. The others count on days that ascend.
    // What has come grows with the day, so what is left for a line is least on its own day, or,
    // before the late day, when the late lines are served then.
    ExactSum reachable = come_by_late_day;
    if (line.day >= late_day) {
      reachable = come_by(line.day);
    } else if (line.day >= today) {
      reachable = std::min(come_by(line.day) + given_late, come_by_late_day);
    }
    const ExactSum left = std::max<ExactSum>(0, reachable - given);
    const Quantity by_due = Saturate(std::min<ExactSum>(line.quantity, left));
    lines->back().by_due = by_due;
    given += by_due;
    if (line.day < today) given_late = given;
    if (by_due < line.quantity) is_full = false;
  }
  return is_full;
}

// Round 2. What is free for late lines is the ATP of a position that has only promised what it
// can keep.
void CoverLate(const Inputs& inputs, absl::Span<const OpenDemand> open_demand, const Rule& rule,
               Day today, Cover* cover) {
  std::vector<DatedDemand> kept;
  kept.reserve(open_demand.size());
  for (size_t i = 0; i < open_demand.size(); ++i) {
    kept.push_back({open_demand[i].day, cover->lines[i].by_due});
  }
  const auto steps = LookAheadSteps({inputs.opening, inputs.supply, kept, {}}, rule, today);
  auto step = steps.begin();
  ExactSum given = 0;
  for (size_t i = 0; i < open_demand.size(); ++i) {
    LineCover& line = cover->lines[i];
    if (!line.due.has_value() || line.by_due == open_demand[i].quantity) continue;
    Quantity lacking = open_demand[i].quantity - line.by_due;
    for (;; ++step) {
      if (step == steps.end()) return;
      const Quantity part = Saturate(std::min<ExactSum>(lacking, step->atp - given));
      if (part <= 0) continue;
      ATP_DCHECK(step->day > *line.due);
      cover->late_parts.push_back({i, step->day, part});
      given += part;
      lacking -= part;
      if (lacking == 0) break;
    }
    line.until = step->day;
  }
}

}  // namespace

Cover CoverByRank(const Inputs& inputs, absl::Span<const OpenDemand> open_demand, const Rule& rule,
                  Day today) {
  ATP_DCHECK(AreSorted(inputs.supply) && AreCounts(inputs.supply) && AreCounts(open_demand));
  ATP_DCHECK(std::is_sorted(open_demand.begin(), open_demand.end()));
  Cover cover;
  cover.lines.reserve(open_demand.size());
  const bool is_full = CoverByDue(inputs, open_demand, rule, today, &cover.lines);
  if (!is_full) CoverLate(inputs, open_demand, rule, today, &cover);
  return cover;
}

}  // namespace atp
