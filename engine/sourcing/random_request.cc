#include "engine/sourcing/random_request.h"

#include <algorithm>
#include <vector>

#include "engine/model/rule.h"
#include "engine/sourcing/printed_seed.h"

namespace atp::sourcing {
namespace {

using Random = std::mt19937_64;

constexpr Day kLastDay = 5;

// Seldom 0.
int64_t UpTo(Random& random, int64_t most) {
  return OneIn(random, 20) ? 0 : Between(random, 1, most);
}

Pool DrawPool(Random& random, Quantity units) {
  Pool pool;
  Quantity quantity = OneIn(random, 2) ? Between(random, 0, units) : 0;
  for (Day day = 0; day <= kLastDay; ++day) {
    if (!OneIn(random, 3)) continue;
    pool.push_back({day, quantity});
    quantity += Between(random, 0, units);
  }
  if (!pool.empty() && OneIn(random, 15)) pool.back().quantity = kUnlimited;
  return pool;
}

Lane DrawLane(Random& random, const Drawing& drawing, LocationId location) {
  Lane lane;
  lane.location = location;
  lane.transit_days = static_cast<int32_t>(Between(random, 0, 2));
  lane.cost_per_unit = Between(random, 0, 4);
  if (drawing.may_have_shipment_costs && OneIn(random, 2)) {
    lane.cost_per_shipment = Between(random, 0, 8);
  }
  return lane;
}

Line DrawLine(Random& random, const Drawing& drawing, Quantity units_max) {
  Line line;
  line.quantity = Between(random, 1, std::max<Quantity>(1, units_max));
  line.earliest = static_cast<Day>(Between(random, 1, 3));
  line.latest = line.earliest + static_cast<Day>(Between(random, 0, 2));
  if (drawing.may_have_min_parts && OneIn(random, 2)) {
    line.min_part = Between(random, 1, line.quantity + 1);
  }
  line.together = OneIn(random, 4);
  line.may_split_by_date = OneIn(random, 2);
  return line;
}

// Lines of one item name the same pool of a location.
void DrawCandidates(Random& random, const Drawing& drawing, Request* request) {
  const size_t lanes = request->lanes.size();
  std::vector<std::vector<uint32_t>> pools_of_lane(lanes);
  for (Line& line : request->lines) {
    std::vector<uint32_t> order(lanes);
    for (uint32_t lane = 0; lane < lanes; ++lane) order[lane] = lane;
    std::shuffle(order.begin(), order.end(), random);
    for (const uint32_t lane : order) {
      if (OneIn(random, 6)) continue;
      std::vector<uint32_t>& pools = pools_of_lane[lane];
      if (!drawing.may_share_pools || pools.empty() || OneIn(random, 3)) {
        pools.push_back(static_cast<uint32_t>(request->pools.size()));
        request->pools.push_back(DrawPool(random, line.quantity));
      }
      line.candidates.push_back({lane, pools.back()});
    }
  }
}

}  // namespace

Request DrawRequest(const Drawing& drawing, Random& random) {
  Request request;
  request.strategy = static_cast<Strategy>(Between(random, 1, 4));
  request.mode = static_cast<ReserveMode>(Between(random, 1, 2));
  request.together = OneIn(random, 5);
  const auto locations = static_cast<LocationId>(UpTo(random, drawing.locations_max));
  for (LocationId location = 0; location < locations; ++location) {
    request.lanes.push_back(DrawLane(random, drawing, 10 + location));
  }
  Quantity units = drawing.units_max;
  const int64_t lines = UpTo(random, drawing.lines_max);
  for (int64_t i = 0; i < lines; ++i) {
    request.lines.push_back(DrawLine(random, drawing, units));
    units -= request.lines.back().quantity;
  }
  DrawCandidates(random, drawing, &request);
  return request;
}

}  // namespace atp::sourcing
