#include "engine/ledger/item.h"

#include <algorithm>

namespace atp {
namespace {

template <typename Positions>
auto LowerBound(Positions& positions, LocationId location) {
  return std::lower_bound(positions.begin(), positions.end(), location,
                          [](const Position& p, LocationId id) { return p.location() < id; });
}

}  // namespace

const Position* Item::Find(LocationId location) const {
  const auto it = LowerBound(positions, location);
  return it == positions.end() || it->location() != location ? nullptr : &*it;
}

Position& Item::FindOrAdd(LocationId location) {
  auto it = LowerBound(positions, location);
  if (it == positions.end() || it->location() != location) {
    it = positions.insert(it, Position(location));
  }
  return *it;
}

}  // namespace atp
