#include "engine/sourcing/slow_twin.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "engine/model/rule.h"

namespace atp::sourcing {
namespace {

struct SlowPart {
  size_t line;
  const Candidate* candidate;
  Day arrival;
  Quantity quantity;
};

Quantity StepOn(const Pool& pool, int64_t day) {
  Quantity quantity = 0;
  for (const PromiseStep& step : pool) {
    if (step.day <= day) quantity = step.quantity;
  }
  return std::max<Quantity>(0, quantity);
}

// On no day has more been taken by then than the step of this day says, or of a later one.
bool FitsPool(const Request& request, const std::vector<SlowPart>& parts, uint32_t pool) {
  std::vector<int64_t> days;
  for (const PromiseStep& step : request.pools[pool]) days.push_back(step.day);
  const auto ship = [&request](const SlowPart& part) {
    return int64_t{part.arrival} - request.lanes[part.candidate->lane].transit_days;
  };
  for (const SlowPart& part : parts) {
    if (part.candidate->pool == pool) days.push_back(ship(part));
  }
  for (const int64_t day : days) {
    const Quantity step = StepOn(request.pools[pool], day);
    if (step == kUnlimited) continue;
    Quantity taken = 0;
    for (const SlowPart& part : parts) {
      if (part.candidate->pool == pool && ship(part) <= day) taken += part.quantity;
    }
    if (taken > step) return false;
  }
  return true;
}

// Whether a part may stand beside those that are there.
bool MayAdd(const Request& request, const std::vector<SlowPart>& parts, const SlowPart& added) {
  const Line& line = request.lines[added.line];
  for (const Line& other : request.lines) {
    const bool accepts = other.earliest <= added.arrival && added.arrival <= other.latest;
    if (request.together && !accepts) return false;
  }
  for (const SlowPart& part : parts) {
    const bool same_day = part.arrival == added.arrival;
    const bool same_lane = part.candidate->lane == added.candidate->lane;
    if (request.together && !(same_day && same_lane)) return false;
    if (part.line != added.line) continue;
    if (line.together) return false;
    if (!line.may_split_by_date && !same_day) return false;
  }
  return true;
}

class EveryPlan {
 public:
  explicit EveryPlan(const Request& request) : request_(request) {}

  SlowBest Try() {
    TryLine(0);
    return best_;
  }

 private:
  void TryLine(size_t line) {
    if (line == request_.lines.size()) return Compare();
    TryFrom(line, 0, request_.lines[line].earliest, request_.lines[line].quantity);
  }

  // All plans that go on from here: with any quantity from this candidate on this day, or none.
  void TryFrom(size_t line, size_t candidate, Day day, Quantity rest) {
    const Line& wanted = request_.lines[line];
    if (candidate == wanted.candidates.size()) return TryLine(line + 1);
    if (day > wanted.latest) return TryFrom(line, candidate + 1, wanted.earliest, rest);
    TryFrom(line, candidate, day + 1, rest);
    const Quantity least = std::min(wanted.min_part, wanted.quantity);
    for (Quantity quantity = least; quantity <= rest; ++quantity) {
      const SlowPart part = {line, &wanted.candidates[candidate], day, quantity};
      if (!MayAdd(request_, parts_, part)) return;
      parts_.push_back(part);
      if (FitsPool(request_, parts_, part.candidate->pool)) {
        TryFrom(line, candidate, day + 1, rest - quantity);
      }
      parts_.pop_back();
    }
  }

  void Compare() {
    SlowBest plan;
    std::set<uint32_t> lanes;
    std::set<std::pair<uint32_t, Day>> shipments;
    for (const SlowPart& part : parts_) {
      const Lane& lane = request_.lanes[part.candidate->lane];
      plan.most += part.quantity;
      plan.cost += part.quantity * lane.cost_per_unit;
      plan.arrived = std::max(plan.arrived, part.arrival);
      lanes.insert(part.candidate->lane);
      if (shipments.emplace(part.candidate->lane, part.arrival).second) {
        plan.cost += lane.cost_per_shipment;
      }
    }
    plan.locations = static_cast<uint32_t>(lanes.size());
    if (plan.most < best_.most) return;
    if (plan.most > best_.most) best_ = plan;
    best_.locations = std::min(best_.locations, plan.locations);
    best_.cost = std::min(best_.cost, plan.cost);
    best_.arrived = std::min(best_.arrived, plan.arrived);
  }

  const Request& request_;
  std::vector<SlowPart> parts_;
  SlowBest best_;
};

// Of every quantity up to the line's, whether some parts from the lanes of the set come to it.
Quantity MostFrom(const Request& request, const Line& line, uint32_t set) {
  const Quantity least = std::min(line.min_part, line.quantity);
  std::vector<bool> reached(line.quantity + 1, false);
  reached[0] = true;
  for (const Candidate& candidate : line.candidates) {
    if ((set >> candidate.lane & 1) == 0) continue;
    const int64_t last = int64_t{line.latest} - request.lanes[candidate.lane].transit_days;
    const Quantity offer = StepOn(request.pools[candidate.pool], last);
    std::vector<bool> before(line.quantity + 1, false);
    before[0] = true;
    if (!line.together) before = reached;
    for (Quantity sum = 0; sum <= line.quantity; ++sum) {
      for (Quantity part = least; before[sum] && part <= offer; ++part) {
        if (sum + part > line.quantity) break;
        reached[sum + part] = true;
      }
    }
  }
  Quantity most = line.quantity;
  while (!reached[most]) --most;
  return most;
}

std::string WhatIsWrongWithLine(const Request& request, const Line& line, const LinePlan& plan) {
  Quantity given = 0;
  std::set<std::pair<LocationId, Day>> sources;
  std::set<Day> days;
  for (const Part& part : plan.parts) {
    const auto candidate =
        std::find_if(line.candidates.begin(), line.candidates.end(), [&](const Candidate& c) {
          return request.lanes[c.lane].location == part.location && c.pool == part.pool;
        });
    if (candidate == line.candidates.end()) return "not a candidate";
    if (part.ship + request.lanes[candidate->lane].transit_days != part.arrival) return "transit";
    if (part.arrival < line.earliest || part.arrival > line.latest) return "arrival day";
    if (part.quantity < std::min(line.min_part, line.quantity)) return "part too small";
    if (!sources.emplace(part.location, part.arrival).second) return "parts not joined";
    days.insert(part.arrival);
    given += part.quantity;
  }
  if (line.together && plan.parts.size() > 1) return "not together";
  if (!line.may_split_by_date && days.size() > 1) return "split by date";
  if (plan.short_by < 0 || given + plan.short_by != line.quantity) return "sum of a line";
  return "";
}

}  // namespace

std::string WhatIsWrong(const Request& request, const Plan& plan) {
  if (plan.lines.size() != request.lines.size()) return "number of lines";
  bool is_short = false;
  std::vector<SlowPart> parts;
  std::set<std::pair<LocationId, Day>> shipments;
  std::set<LocationId> locations;
  for (size_t i = 0; i < plan.lines.size(); ++i) {
    const Line& line = request.lines[i];
    is_short |= plan.lines[i].short_by > 0;
    if (plan.is_refused && !plan.lines[i].parts.empty()) return "parts of a refused plan";
    if (plan.is_refused) continue;
    const std::string wrong = WhatIsWrongWithLine(request, line, plan.lines[i]);
    if (!wrong.empty()) return wrong;
    for (const Part& part : plan.lines[i].parts) {
      for (const Candidate& candidate : line.candidates) {
        if (candidate.pool != part.pool) continue;
        parts.push_back({i, &candidate, part.arrival, part.quantity});
      }
      shipments.emplace(part.location, part.arrival);
      locations.insert(part.location);
    }
  }
  if (plan.is_refused != (is_short && request.mode == ReserveMode::kAllOrNothing)) return "refusal";
  if (request.together && shipments.size() > 1) return "more than one shipment";
  if (plan.shipments != shipments.size()) return "number of shipments";
  if (plan.locations != locations.size()) return "number of locations";
  __int128 cost = 0;
  for (const SlowPart& part : parts) {
    cost +=
        static_cast<__int128>(part.quantity) * request.lanes[part.candidate->lane].cost_per_unit;
  }
  for (const auto& shipment : shipments) {
    for (const Lane& lane : request.lanes) {
      if (lane.location == shipment.first) cost += lane.cost_per_shipment;
    }
  }
  if (plan.cost != std::min<__int128>(cost, std::numeric_limits<int64_t>::max())) return "cost";
  for (uint32_t pool = 0; pool < request.pools.size(); ++pool) {
    if (!FitsPool(request, parts, pool)) return "more than a pool holds";
  }
  return "";
}

SlowBest TryEveryPlan(const Request& request) { return EveryPlan(request).Try(); }

uint32_t SlowFewestLocations(const Request& request) {
  const auto all = static_cast<uint32_t>((1u << request.lanes.size()) - 1);
  uint32_t fewest = static_cast<uint32_t>(request.lanes.size());
  for (uint32_t set = 0; set <= all; ++set) {
    const auto size = static_cast<uint32_t>(__builtin_popcount(set));
    if (size >= fewest) continue;
    const bool is_enough =
        std::all_of(request.lines.begin(), request.lines.end(), [&](const Line& line) {
          return MostFrom(request, line, set) == MostFrom(request, line, all);
        });
    if (is_enough) fewest = size;
  }
  return fewest;
}

}  // namespace atp::sourcing
