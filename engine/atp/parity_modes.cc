#include "engine/atp/parity_modes.h"

#include <algorithm>

#include "engine/atp/row_walk.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// What counts on each day of a horizon, today first.
struct DayTotals {
  DayTotals(const Inputs& inputs, const Rule& rule, Day today)
      : days(rule.horizon_days), opening(inputs.opening) {
    std::fill_n(supply, days, ExactSum{0});
    std::fill_n(demand, days, ExactSum{0});
    const auto add_to = [this, today](ExactSum* totals) {
      return [this, today, totals](int64_t day, ExactSum quantity) {
        if (day < int64_t{today} + days) totals[day - today] += quantity;
      };
    };
    ForEachSupply(inputs, rule, today, add_to(supply));
    ForEachDemand(inputs.demand, rule, today, add_to(demand));
    ForEachDemand(inputs.extra_demand, rule, today, add_to(demand));
  }

  // What the day adds to the balance.
  ExactSum Net(int32_t day) const {
    return (day == 0 ? opening : ExactSum{0}) + supply[day] - demand[day];
  }

  const int32_t days;
  const ExactSum opening;
  ExactSum supply[kHorizonDaysMax];
  ExactSum demand[kHorizonDaysMax];
};

void Discrete(const DayTotals& totals, ExactSum* atp) {
  ExactSum demand = 0;  // from the day to before the next supply
  for (int32_t day = totals.days - 1; day >= 0; --day) {
    demand += totals.demand[day];
    atp[day] = 0;
    if (totals.supply[day] == 0 && day > 0) continue;
    atp[day] = totals.supply[day] - demand;
    demand = 0;
  }
  atp[0] += totals.opening;
}

void Cumulative(const DayTotals& totals, ExactSum* atp) {
  Discrete(totals, atp);
  for (int32_t day = 1; day < totals.days; ++day) atp[day] += atp[day - 1];
}

void Backward(const DayTotals& totals, ExactSum* atp) {
  // Forward: what is left of all surplus so far. A shortage beyond it stays uncovered.
  ExactSum left = 0;
  for (int32_t day = 0; day < totals.days; ++day) {
    left += totals.Net(day);
    atp[day] = std::min<ExactSum>(0, left);
    left = std::max<ExactSum>(0, left);
  }
  // Backward: what the days that follow still want to be covered. The nearest surplus gives it.
  ExactSum wanted = 0;
  for (int32_t day = totals.days - 1; day >= 0; --day) {
    wanted -= totals.Net(day) - atp[day];
    atp[day] += std::max<ExactSum>(0, -wanted);
    wanted = std::max<ExactSum>(0, wanted);
  }
}

void BackwardAccumulate(const DayTotals& totals, ExactSum* atp) {
  Backward(totals, atp);
  for (int32_t day = 1; day < totals.days; ++day) atp[day] += std::max<ExactSum>(0, atp[day - 1]);
}

void FirstSurplus(const DayTotals& totals, ExactSum* atp) {
  atp[0] = totals.Net(0);
  for (int32_t day = 1; day < totals.days; ++day) atp[day] = atp[day - 1] + totals.Net(day);
  for (int32_t day = totals.days - 2; day >= 0; --day) {
    const bool surplus_follows = totals.supply[day + 1] > totals.demand[day + 1];
    if (!surplus_follows) atp[day] = atp[day + 1];
  }
}

using Arithmetic = void (*)(const DayTotals& totals, ExactSum* atp);

Arithmetic ArithmeticOf(AtpMode mode) {
  switch (mode) {
    case AtpMode::kLookAhead:
      break;
    case AtpMode::kDiscrete:
      return Discrete;
    case AtpMode::kCumulative:
      return Cumulative;
    case AtpMode::kBackward:
      return Backward;
    case AtpMode::kBackwardAccumulate:
      return BackwardAccumulate;
    case AtpMode::kFirstSurplus:
      return FirstSurplus;
  }
  return nullptr;
}

}  // namespace

ParityAtp::ParityAtp(const Inputs& inputs, const Rule& rule, Day today)
    : today_(today), days_(rule.horizon_days) {
  const Arithmetic arithmetic = ArithmeticOf(rule.mode);
  ATP_CHECK(arithmetic != nullptr);
  arithmetic(DayTotals(inputs, rule, today), atp_);
}

Quantity ParityAtp::On(Day day) const {
  ATP_CHECK(day >= today_);
  ATP_CHECK(int64_t{day} - today_ < days_);
  return Saturate(atp_[int64_t{day} - today_]);
}

std::optional<Day> ParityAtp::Earliest(Quantity quantity) const {
  const ExactSum* const end = atp_ + days_;
  const ExactSum* const found =
      std::find_if(atp_, end, [quantity](ExactSum atp) { return atp >= quantity; });
  if (found == end) return std::nullopt;
  return static_cast<Day>(today_ + (found - atp_));
}

}  // namespace atp
