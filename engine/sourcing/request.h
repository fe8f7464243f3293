#ifndef ATP_ENGINE_SOURCING_REQUEST_H_
#define ATP_ENGINE_SOURCING_REQUEST_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "engine/model/command.h"
#include "engine/model/types.h"

// The words line, part and plan mean something of their own here: hence a namespace for the room.
namespace atp::sourcing {

// From `day` on `quantity` can be promised, until the next step says otherwise.
struct PromiseStep {
  Day day = 0;
  Quantity quantity = 0;  // below 0 nothing can; kUnlimited stays so whatever is taken
};

// What one item at one location can promise (LOOK_AHEAD), by ship day: the steps of its ATP,
// days ascending. On ship day t it is the quantity of the last step of a day <= t, 0 before the
// first. Lines that name the same item and location share a pool.
using Pool = std::vector<PromiseStep>;

inline constexpr int32_t kTransitDaysMax = 365;
// Of a unit and of a shipment; in whatever money all lanes of a request are in.
inline constexpr int64_t kLaneCostMax = 1'000'000'000'000;

// The way from a location to where the request is delivered.
struct Lane {
  LocationId location = kNoLocation;
  int32_t transit_days = 0;       // 0 to kTransitDaysMax; arrival day = ship day + transit days
  int64_t cost_per_unit = 0;      // 0 to kLaneCostMax
  int64_t cost_per_shipment = 0;  // 0 to kLaneCostMax; a shipment is a lane and an arrival day
};

// A location that may serve a line.
struct Candidate {
  uint32_t lane = 0;  // index in Request::lanes
  uint32_t pool = 0;  // index in Request::pools
};

struct Line {
  Quantity quantity = 0;  // > 0
  // The arrival days that are wanted, both included. The caller keeps `latest` within the horizon
  // of the pools: no ship day is then after it, since transit days are not negative.
  Day earliest = 0;
  Day latest = 0;
  // No part is smaller than this, or than the line where that is less. >= 1.
  Quantity min_part = 1;
  // One part: all from one location and on one day.
  bool together = false;
  // Parts may arrive on different days. Without it all arrive on one, from whatever locations.
  bool may_split_by_date = false;
  // In the order of priority, the best rank first; no location twice.
  std::vector<Candidate> candidates;
};

// All strategies give each line as much as it can have. They differ in where from, and when.
enum class Strategy : uint8_t {
  kPriority = 1,      // as much as can be from the best rank, then from the next
  kFewestSplits = 2,  // from as few locations as can be, over all lines
  kEarliest = 3,      // as much as can be on the first day, then on the next; ties by rank
  kCheapest = 4,      // at low cost per unit and per shipment; ties by earlier, then by rank
};

struct Request {
  std::vector<Line> lines;
  std::vector<Lane> lanes;  // no location twice
  std::vector<Pool> pools;  // each of one location
  Strategy strategy = Strategy::kPriority;
  // kAllOrNothing: every line in full, or no part at all. kPartial: what can be had.
  ReserveMode mode = ReserveMode::kAllOrNothing;
  // One shipment: everything from one location and on one arrival day, which all lines accept.
  bool together = false;
};

// What a user can get wrong, naming the field: QUANTITY_NOT_POSITIVE (quantity, min_part),
// DAYS_REVERSED (latest before earliest), FIELD_OUT_OF_RANGE (transit days and costs of a lane).
// What only its builder can get wrong is checked (ATP_CHECK): indices, the days of steps,
// locations named twice, and pools of two locations. O(candidates + steps).
absl::Status Validate(const Request& request);

// The smallest part of a line.
inline Quantity LeastPart(const Line& line) {
  return line.min_part < line.quantity ? line.min_part : line.quantity;
}

// All parts of the line arrive on one day.
inline bool IsOneDay(const Line& line) { return line.together || !line.may_split_by_date; }

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_REQUEST_H_
