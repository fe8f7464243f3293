#include "engine/atp/slow_pegs.h"

#include <algorithm>
#include <cstddef>

#include "engine/atp/exact_sum.h"
#include "engine/atp/slow_twin.h"

namespace atp {
namespace {

// The first day of the horizon, from 0, on which a balance is not 0; the horizon's length if none.
size_t FirstChange(const std::vector<ExactSum>& projected) {
  size_t day = 0;
  while (day < projected.size() && projected[day] == 0) ++day;
  return day;
}

// What the rows before have left of each day, and of each source.
class SlowPosition {
 public:
  SlowPosition(const Inputs& inputs, const Rule& rule, Day today) : rule_(rule), today_(today) {
    room_ = SlowProjected({inputs.opening, inputs.supply, {}, {}}, rule, today);
    for (ExactSum& room : room_) room = std::max<ExactSum>(0, room);
    sources_.push_back({kOnHand, inputs.opening, 0});
    for (size_t i = 0; i < inputs.supply.size(); ++i) {
      DatedSupply one = inputs.supply[i];
      one.quantity = 1;
      const size_t day = FirstChange(SlowProjected({0, {&one, 1}, {}, {}}, rule, today));
      if (day < days()) sources_.push_back({i, inputs.supply[i].quantity, day});
    }
  }

  size_t days() const { return room_.size(); }

  // The day on which demand of `day` counts; days() if it does not.
  size_t DueOf(Day day) const {
    const DatedDemand one = {day, 1};
    return FirstChange(SlowProjected({0, {}, {&one, 1}, {}}, rule_, today_));
  }

  // Gives at most `quantity` on `day`: as much as no day from it on misses.
  Quantity Give(size_t day, Quantity quantity) {
    const ExactSum least = *std::min_element(room_.begin() + static_cast<long>(day), room_.end());
    const Quantity given = Saturate(std::min<ExactSum>(quantity, least));
    for (size_t u = day; u < days(); ++u) room_[u] -= given;
    return given;
  }

  // Fetches from the source that comes first, again and again.
  void Fetch(Quantity quantity, std::vector<Peg>* pegs) {
    for (Source* source = First(); quantity > 0 && source != nullptr; source = First()) {
      const Quantity part = Saturate(std::min<ExactSum>(quantity, source->left));
      pegs->push_back(
          {source->index, part, static_cast<Day>(today_ + static_cast<Day>(source->day))});
      source->left -= part;
      quantity -= part;
    }
  }

  // What on hand lacks is made good by the supply that comes first.
  void MakeGood() {
    while (sources_[0].left < 0 && First() != nullptr) {
      Source* const source = First();
      const ExactSum part = std::min<ExactSum>(-sources_[0].left, source->left);
      sources_[0].left += part;
      source->left -= part;
    }
  }

 private:
  struct Source {
    size_t index;
    ExactSum left;
    size_t day;
  };

  // On hand, else the earliest, of equals the first; nullptr if nothing is left.
  Source* First() {
    Source* first = nullptr;
    for (Source& source : sources_) {
      if (source.left > 0 && (first == nullptr || source.day < first->day)) first = &source;
    }
    return first;
  }

  const Rule& rule_;
  const Day today_;
  std::vector<ExactSum> room_;
  std::vector<Source> sources_;
};

}  // namespace

std::vector<PeggedDemand> SlowPegs(const Inputs& inputs, const std::vector<OpenDemand>& open_demand,
                                   const Rule& rule, Day today) {
  SlowPosition position(inputs, rule, today);
  const size_t days = position.days();
  // What is given to each line on each day.
  std::vector<std::vector<Quantity>> given(open_demand.size(), std::vector<Quantity>(days, 0));
  std::vector<PeggedDemand> pegged;
  for (size_t i = 0; i < open_demand.size(); ++i) {
    pegged.push_back({open_demand[i], std::nullopt, {}, 0, std::nullopt});
    const size_t due = position.DueOf(open_demand[i].day);
    if (due == days) continue;
    given[i][due] = position.Give(due, open_demand[i].quantity);
    pegged[i].due = today + static_cast<Day>(due);
    pegged[i].uncovered = open_demand[i].quantity - given[i][due];
  }
  for (size_t i = 0; i < open_demand.size(); ++i) {
    Quantity lacking = pegged[i].uncovered;
    if (lacking == 0) continue;
    for (size_t day = position.DueOf(open_demand[i].day) + 1; day < days && lacking > 0; ++day) {
      given[i][day] = position.Give(day, lacking);
      lacking -= given[i][day];
      if (lacking == 0) pegged[i].until = today + static_cast<Day>(day);
    }
  }
  position.MakeGood();
  for (size_t day = 0; day < days; ++day) {
    for (size_t i = 0; i < open_demand.size(); ++i) position.Fetch(given[i][day], &pegged[i].pegs);
  }
  return pegged;
}

}  // namespace atp
