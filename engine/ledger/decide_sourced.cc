// Lines that name a group of locations: planned together, then promised part by part.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/atp/curve.h"
#include "engine/ledger/decide_reserve.h"
#include "engine/model/error.h"
#include "engine/sourcing/plan.h"

namespace atp {
namespace {

// A location that may serve a line, and the last day to leave it.
struct Source {
  sourcing::Lane lane;
  Day ship_by = kNoDay;
};

struct SourcedLine {
  const ReserveLine* line = nullptr;
  Place place;  // of the first location; the day is the last to leave it
  Day earliest = kNoDay;
  Day latest = kNoDay;
  std::vector<Source> sources;  // in the group's order
};

// The first day and the last.
absl::Status SetDays(const ReserveLine& line, Day today, SourcedLine* sourced) {
  const size_t index = sourced->place.request_line;
  sourced->earliest = line.day == kNoDay ? today : line.day;
  sourced->latest = line.latest_day == kNoDay ? sourced->earliest : line.latest_day;
  if (sourced->earliest < today) {
    return BadField("DAY_OUTSIDE_HORIZON", FieldPath("lines", index, "day"), "before today");
  }
  if (sourced->latest < sourced->earliest) {
    return BadField("FIELD_OUT_OF_RANGE", FieldPath("lines", index, "latest_day"),
                    "the last acceptable day is before the day");
  }
  return absl::OkStatus();
}

// The ways from the group's locations to the region, in the group's order; without a region no
// time and no money lies between. UNKNOWN_REGION.
absl::StatusOr<std::vector<sourcing::Lane>> LanesOf(const Serving& serving,
                                                    const GroupSetting& group) {
  const std::string& region = serving.action.region;
  std::vector<sourcing::Lane> lanes;
  for (const std::string& key : group.locations) {
    sourcing::Lane lane;
    lane.location = serving.context.ledger->names().Location(key);
    if (!region.empty()) {
      LaneSetting lane_key;
      lane_key.location = key;
      lane_key.region = region;
      const LaneSetting* found = serving.catalog().Find(lane_key);
      if (found == nullptr) continue;
      lane.transit_days = found->transit_days;
      lane.cost_per_unit = std::min(found->cost_per_unit, sourcing::kLaneCostMax);
      lane.cost_per_shipment = std::min(found->cost_per_shipment, sourcing::kLaneCostMax);
    }
    lanes.push_back(lane);
  }
  if (lanes.empty()) {
    return MakeError(
        absl::StatusCode::kNotFound, "UNKNOWN_REGION", "region",
        absl::StrCat("no location of \"", group.group, "\" has a way to \"", region, "\""));
  }
  return lanes;
}

// Who of the group may serve the line, by the rule of each. If none may, the reason of the first.
absl::StatusOr<SourcedLine> Read(const Serving& serving, size_t index) {
  const ReserveLine& line = serving.action.lines[index];
  SourcedLine sourced;
  sourced.line = &line;
  sourced.place.request_line = static_cast<uint32_t>(index);
  const GroupSetting* group = serving.catalog().Find(GroupSetting{line.group, {}});
  if (group == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_GROUP",
                     FieldPath("lines", index, "group"),
                     absl::StrCat("group \"", line.group, "\" is not known"));
  }
  const auto found = serving.draft->Find(line.item, group->locations.front(), "lines", index);
  if (!found.ok()) return found.status();
  const absl::Status days = SetDays(line, serving.draft->today(), &sourced);
  if (!days.ok()) return days;
  const auto lanes = LanesOf(serving, *group);
  if (!lanes.ok()) return lanes.status();

  sourced.place.position = {found->item, lanes->front().location};
  sourced.place.day = sourced.earliest;
  absl::Status first_reason;
  for (const sourcing::Lane& lane : *lanes) {
    Place place = sourced.place;
    place.position.location = lane.location;
    place.day = sourced.latest - lane.transit_days;
    if (place.day < serving.draft->today()) continue;  // too far
    const absl::Status may = Promisable(serving, place).status();
    first_reason.Update(may);
    if (!may.ok()) continue;
    if (sourced.sources.empty()) sourced.place = place;
    sourced.sources.push_back({lane, place.day});
  }
  if (sourced.sources.empty() && !first_reason.ok()) return first_reason;
  return sourced;
}

// Which days promise how much, of which nothing may be promised that a later day misses.
sourcing::Pool PoolOf(const Curve& curve) {
  sourcing::Pool pool;
  for (const Step& step : curve.steps()) pool.push_back({step.day, step.atp});
  for (size_t i = pool.size() - 1; i > 0; --i) {
    pool[i - 1].quantity = std::min(pool[i - 1].quantity, pool[i].quantity);
  }
  return pool;
}

// Builds what the planner is asked, each location and each position once.
class RequestBuilder {
 public:
  explicit RequestBuilder(const Serving& serving) : serving_(serving) {
    static_assert(static_cast<int>(SourcingStrategy::kPriority) ==
                  static_cast<int>(sourcing::Strategy::kPriority));
    static_assert(static_cast<int>(SourcingStrategy::kCheapest) ==
                  static_cast<int>(sourcing::Strategy::kCheapest));
    request_.strategy = static_cast<sourcing::Strategy>(serving.action.sourcing);
    request_.mode = serving.action.mode == ReserveMode::kAllOrNothing ? ReserveMode::kAllOrNothing
                                                                      : ReserveMode::kPartial;
    request_.together = serving.action.together;
  }

  void Add(const SourcedLine& from) {
    sourcing::Line line;
    line.quantity = from.line->quantity;
    line.earliest = from.earliest;
    line.latest = from.latest;
    line.min_part = from.line->part_min;
    line.together = from.line->together;
    line.may_split_by_date = from.line->may_split_days;
    for (const Source& source : from.sources) {
      line.candidates.push_back(
          {LaneAt(source.lane), PoolAt({from.place.position.item, source.lane.location})});
    }
    request_.lines.push_back(std::move(line));
  }

  const sourcing::Request& request() const { return request_; }

 private:
  uint32_t LaneAt(const sourcing::Lane& lane) {
    const auto [it, is_new] = lanes_.emplace(lane.location, request_.lanes.size());
    if (is_new) request_.lanes.push_back(lane);
    return it->second;
  }
  uint32_t PoolAt(PositionId id) {
    const auto [it, is_new] = pools_.emplace(id, request_.pools.size());
    if (is_new) request_.pools.push_back(PoolOf(PromisableCurve(serving_, id)));
    return it->second;
  }

  const Serving& serving_;
  sourcing::Request request_;
  absl::flat_hash_map<LocationId, uint32_t> lanes_;
  absl::flat_hash_map<PositionId, uint32_t> pools_;
};

sourcing::Plan PlanOf(const Serving& serving, const std::vector<SourcedLine>& lines) {
  RequestBuilder builder(serving);
  for (const SourcedLine& line : lines) builder.Add(line);
  // Whatever a caller can get wrong has been checked.
  return sourcing::MakePlan(builder.request()).value();
}

// What the line could have had, of a plan that is refused.
LineEffect Refused(const SourcedLine& line, Quantity short_by) {
  LineEffect effect;
  effect.request_line = line.place.request_line;
  effect.position = line.place.position;
  effect.day = line.place.day;
  effect.requested = line.line->quantity;
  effect.quantity = line.line->quantity - short_by;
  effect.atp = effect.quantity;
  return effect;
}

absl::Status PromiseParts(const Serving& serving, const SourcedLine& line,
                          const sourcing::LinePlan& plan, LineEffects* effects) {
  const ReserveMode mode = serving.action.mode;
  for (const sourcing::Part& part : plan.parts) {
    Place place = line.place;
    place.position.location = part.location;
    place.day = part.ship;
    const absl::Status served = Serve(serving, place, Share::Of(part.quantity, mode), effects);
    if (!served.ok()) return served;
  }
  if (plan.short_by == 0) return absl::OkStatus();
  const Share rest{plan.short_by, mode == ReserveMode::kBackorder ? plan.short_by : 0, mode};
  return Serve(serving, line.place, rest, effects);
}

absl::Status PlanAndPromise(const Serving& serving, const std::vector<SourcedLine>& lines,
                            LineEffects* effects) {
  const sourcing::Plan plan = PlanOf(serving, lines);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (plan.is_refused) {
      effects->push_back(Refused(lines[i], plan.lines[i].short_by));
      continue;
    }
    const absl::Status promised = PromiseParts(serving, lines[i], plan.lines[i], effects);
    if (!promised.ok()) return promised;
  }
  return absl::OkStatus();
}

// What the lines planned so far take, by the item that takes it. Lines of one item share a pool,
// which the planner sees; a kit and another item that share a part do not.
class Takers {
 public:
  // False, and nothing is noted, if another item takes of what this one does.
  bool Add(const Serving& serving, ItemId item) {
    std::vector<KitPart> parts = {{item, 1}};
    if (const auto* kit = serving.catalog().kits().Find(item)) parts = *kit;
    for (const KitPart& part : parts) {
      const auto it = taker_of_.find(part.item);
      if (it != taker_of_.end() && it->second != item) return false;
    }
    for (const KitPart& part : parts) taker_of_[part.item] = item;
    return true;
  }

 private:
  absl::flat_hash_map<ItemId, ItemId> taker_of_;
};

}  // namespace

absl::Status ServeSourced(const Serving& serving, LineEffects* effects) {
  std::vector<SourcedLine> lines;
  for (size_t i = 0; i < serving.action.lines.size(); ++i) {
    if (serving.action.lines[i].group.empty()) continue;
    auto line = Read(serving, i);
    if (!line.ok()) return line.status();
    lines.push_back(*std::move(line));
  }
  // What goes together is planned together in any case.
  std::vector<SourcedLine> at_once;
  Takers takers;
  for (SourcedLine& line : lines) {
    if (!serving.action.together && !takers.Add(serving, line.place.position.item)) {
      const absl::Status promised = PlanAndPromise(serving, at_once, effects);
      if (!promised.ok()) return promised;
      at_once.clear();
      takers = Takers();
      takers.Add(serving, line.place.position.item);
    }
    at_once.push_back(std::move(line));
  }
  return PlanAndPromise(serving, at_once, effects);
}

}  // namespace atp
