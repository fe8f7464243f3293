#include "engine/sourcing/request.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/model/error.h"

namespace atp::sourcing {
namespace {

absl::Status CheckPositive(Quantity quantity, size_t index, const char* field) {
  if (quantity > 0) return absl::OkStatus();
  return BadField("QUANTITY_NOT_POSITIVE", FieldPath("lines", index, field),
                  absl::StrCat(quantity, " is not above 0"));
}

absl::Status CheckRange(int64_t value, int64_t most, size_t index, const char* field) {
  if (value >= 0 && value <= most) return absl::OkStatus();
  return BadField("FIELD_OUT_OF_RANGE", FieldPath("lanes", index, field),
                  absl::StrCat(value, " is not from 0 to ", most));
}

absl::Status CheckLine(const Line& line, size_t index) {
  absl::Status status = CheckPositive(line.quantity, index, "quantity");
  status.Update(CheckPositive(line.min_part, index, "min_part"));
  if (line.latest < line.earliest) {
    status.Update(BadField("DAYS_REVERSED", FieldPath("lines", index, "latest"),
                           absl::StrCat(line.latest, " is before ", line.earliest)));
  }
  return status;
}

absl::Status CheckLane(const Lane& lane, size_t index) {
  absl::Status status = CheckRange(lane.transit_days, kTransitDaysMax, index, "transit_days");
  status.Update(CheckRange(lane.cost_per_unit, kLaneCostMax, index, "cost_per_unit"));
  status.Update(CheckRange(lane.cost_per_shipment, kLaneCostMax, index, "cost_per_shipment"));
  return status;
}

// Some lane leaves each location at most once.
void CheckLocations(const std::vector<Lane>& lanes) {
  std::vector<LocationId> locations;
  locations.reserve(lanes.size());
  for (const Lane& lane : lanes) locations.push_back(lane.location);
  std::sort(locations.begin(), locations.end());
  ATP_CHECK(std::adjacent_find(locations.begin(), locations.end()) == locations.end());
}

void CheckCandidates(const Request& request) {
  constexpr size_t kNone = static_cast<size_t>(-1);
  std::vector<uint32_t> lane_of_pool(request.pools.size(), static_cast<uint32_t>(kNone));
  std::vector<size_t> last_line_of_lane(request.lanes.size(), kNone);
  for (size_t i = 0; i < request.lines.size(); ++i) {
    for (const Candidate& candidate : request.lines[i].candidates) {
      ATP_CHECK(candidate.lane < request.lanes.size());
      ATP_CHECK(candidate.pool < request.pools.size());
      ATP_CHECK(last_line_of_lane[candidate.lane] != i);
      last_line_of_lane[candidate.lane] = i;
      uint32_t& lane = lane_of_pool[candidate.pool];
      if (lane == static_cast<uint32_t>(kNone)) lane = candidate.lane;
      ATP_CHECK(lane == candidate.lane);
    }
  }
}

}  // namespace

absl::Status Validate(const Request& request) {
  for (size_t i = 0; i < request.lines.size(); ++i) {
    const absl::Status status = CheckLine(request.lines[i], i);
    if (!status.ok()) return status;
  }
  for (size_t i = 0; i < request.lanes.size(); ++i) {
    const absl::Status status = CheckLane(request.lanes[i], i);
    if (!status.ok()) return status;
  }
  CheckLocations(request.lanes);
  CheckCandidates(request);
  for (const Pool& pool : request.pools) {
    for (size_t i = 1; i < pool.size(); ++i) ATP_CHECK(pool[i - 1].day < pool[i].day);
  }
  return absl::OkStatus();
}

}  // namespace atp::sourcing
