#include "engine/atp/pegs.h"

#include <algorithm>
#include <tuple>

#include "engine/atp/counted_day.h"
#include "engine/atp/cover.h"
#include "engine/atp/exact_sum.h"
#include "engine/base/check.h"

namespace atp {
namespace {

// All that covers demand, as the pegs that it could still be, in the order in which it is used.
class Sources {
 public:
  Sources(const Inputs& inputs, const Rule& rule, Day today) {
    if (inputs.opening > 0) left_.push_back({kOnHand, inputs.opening, today});
    for (size_t i = 0; i < inputs.supply.size(); ++i) {
      const std::optional<Day> day = CountedDay(inputs.supply[i], rule, today);
      if (day.has_value()) left_.push_back({i, inputs.supply[i].quantity, *day});
    }
    // Past-due rows move to the day on which they count. Stable: on hand stays before what comes
    // today.
    std::stable_sort(left_.begin(), left_.end(),
                     [](const Peg& a, const Peg& b) { return a.day < b.day; });
    if (inputs.opening < 0) MakeGood(-ExactSum{inputs.opening});
  }

  // Moves `quantity`, which must be there, to `pegs`.
  void Take(Quantity quantity, std::vector<Peg>* pegs) {
    while (quantity > 0) {
      ATP_CHECK(next_ < left_.size());
      const Peg peg = TakeFromNext(quantity);
      if (peg.quantity > 0) pegs->push_back(peg);
      quantity -= peg.quantity;
    }
  }

 private:
  void MakeGood(ExactSum lacking) {
    while (lacking > 0 && next_ < left_.size()) lacking -= TakeFromNext(Saturate(lacking)).quantity;
  }

  Peg TakeFromNext(Quantity at_most) {
    Peg& source = left_[next_];
    const Peg taken = {source.source, std::min(source.quantity, at_most), source.day};
    source.quantity -= taken.quantity;
    if (source.quantity == 0) ++next_;
    return taken;
  }

  std::vector<Peg> left_;
  size_t next_ = 0;
};

// What a line is given on a day.
struct Delivery {
  Day day = 0;
  size_t line = 0;
  Quantity quantity = 0;
};

// By day, then by rank.
std::vector<Delivery> DeliveriesOf(const Cover& cover) {
  std::vector<Delivery> deliveries;
  deliveries.reserve(cover.lines.size() + cover.late_parts.size());
  for (size_t i = 0; i < cover.lines.size(); ++i) {
    const LineCover& line = cover.lines[i];
    if (line.due.has_value()) deliveries.push_back({*line.due, i, line.by_due});
  }
  for (const LatePart& part : cover.late_parts) {
    deliveries.push_back({part.day, part.line, part.quantity});
  }
  std::sort(deliveries.begin(), deliveries.end(), [](const Delivery& a, const Delivery& b) {
    return std::tie(a.day, a.line) < std::tie(b.day, b.line);
  });
  return deliveries;
}

}  // namespace

std::vector<PeggedDemand> Pegs(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                               const Rule& rule, Day today) {
  const Cover cover = CoverByRank(inputs, open_demand, rule, today);
  std::vector<PeggedDemand> pegged;
  pegged.reserve(open_demand.size());
  for (size_t i = 0; i < open_demand.size(); ++i) {
    const LineCover& line = cover.lines[i];
    const Quantity uncovered = line.due.has_value() ? open_demand[i].quantity - line.by_due : 0;
    pegged.push_back({open_demand[i], line.due, {}, uncovered, line.until});
  }
  Sources sources(inputs, rule, today);
  for (const Delivery& delivery : DeliveriesOf(cover)) {
    std::vector<Peg>* const pegs = &pegged[delivery.line].pegs;
    sources.Take(delivery.quantity, pegs);
    // Whatever is used has come.
    ATP_DCHECK(pegs->empty() || pegs->back().day <= delivery.day);
  }
  return pegged;
}

}  // namespace atp
