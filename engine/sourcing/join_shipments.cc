#include "engine/sourcing/join_shipments.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

namespace atp::sourcing {
namespace {

// A part and the days on which it may arrive.
struct Movable {
  uint32_t lane;
  Day last;
  Day first;
  size_t line;
  size_t part;

  friend bool operator<(const Movable& a, const Movable& b) {
    return std::tie(a.lane, a.last, a.line, a.part) < std::tie(b.lane, b.last, b.line, b.part);
  }
};

std::vector<Movable> PartsThatCost(const Draft& draft) {
  std::vector<Movable> movable;
  for (size_t i = 0; i < draft.request().lines.size(); ++i) {
    const Line& line = draft.line(i);
    const std::vector<DraftPart>& parts = draft.parts(i);
    const bool stays = IsOneDay(line) && parts.size() > 1;
    for (size_t p = 0; p < parts.size(); ++p) {
      const Lane& lane = draft.LaneOf(i, parts[p].candidate);
      if (lane.cost_per_shipment == 0) continue;
      const Day arrival = parts[p].ship + lane.transit_days;
      movable.push_back(
          {line.candidates[parts[p].candidate].lane, stays ? arrival : line.latest, arrival, i, p});
    }
  }
  return movable;
}

}  // namespace

void JoinShipments(Draft* draft) {
  std::vector<Movable> parts = PartsThatCost(*draft);
  std::sort(parts.begin(), parts.end());
  for (auto next = parts.begin(); next != parts.end();) {
    // The first that cannot wait longer takes along all of its location that are there by then.
    const auto leaves = [first = *next](const Movable& part) {
      return part.lane == first.lane && part.first <= first.last;
    };
    const auto end = std::stable_partition(next, parts.end(), leaves);
    Day day = next->first;
    for (auto part = next; part != end; ++part) day = std::max(day, part->first);
    for (; next != end; ++next) {
      if (next->first < day) draft->Delay(next->line, next->part, day);
    }
  }
}

}  // namespace atp::sourcing
