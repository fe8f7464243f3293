#include "engine/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/item_lookup.h"
#include "engine/ledger/availability.h"
#include "engine/model/error.h"
#include "engine/one_moment.h"

namespace atp {
namespace {

constexpr std::array<ConfidenceLevel, kConfidenceLevels> kLevels = {
    ConfidenceLevel::kGuaranteed, ConfidenceLevel::kExpected, ConfidenceLevel::kOptimistic};

absl::Status OutsideHorizon(Day day, Day today, int32_t horizon_days, const std::string& field) {
  return BadField(
      "DAY_OUTSIDE_HORIZON", field,
      absl::StrCat("day ", day - today, " from today; the horizon is 0 to ", horizon_days - 1));
}

LocationPromise PromiseAt(const Availability& available, Day day) {
  LocationPromise at;
  at.mode = available.rule().mode;
  at.rule_scope = available.scope();
  at.overdue_supply = available.OverdueSupply();
  at.atp = available.On(day);
  for (size_t i = 0; i < kLevels.size(); ++i) {
    at.atp_at[i] = available.TrustsFully() ? at.atp : available.OnAt(kLevels[i], day);
  }
  at.exceeds_look_ahead_by = available.ExceedsLookAheadBy(day, std::max<Quantity>(0, at.atp));
  return at;
}

}  // namespace

absl::StatusOr<LinePromise> Reader::CheckOne(const CheckLine& line, size_t index, Day today) {
  const auto item = FindItem(ledger_, line.item, FieldPath("lines", index, "item"));
  if (!item.ok()) return item.status();
  const auto locations =
      FindLocations(ledger_, **item, line.locations, FieldPath("lines", index, "locations"));
  if (!locations.ok()) return locations.status();
  if (line.quantity < 0) {
    return BadField("QUANTITY_NEGATIVE", FieldPath("lines", index, "quantity"), "below 0");
  }

  LinePromise promise;
  promise.item = line.item;
  promise.day = line.day == kNoDay ? today : line.day;
  const ItemId item_id = ledger_.shard(ledger_.ShardOf(line.item)).FindItemId(line.item);
  std::vector<Curve> curves;
  int32_t horizon_days = 0;
  for (const LocationId location : *locations) {
    const Position* position = (*item)->Find(location);
    const Availability available(ledger_.directory().catalog(),
                                 PositionFacts::Of({item_id, location}, position),
                                 {line.is_emergency}, today);
    horizon_days = std::max(horizon_days, available.rule().horizon_days);
    // Rules may differ: where the day is beyond the horizon nothing is promised for it.
    LocationPromise at;
    if (InHorizon(available.rule(), today, promise.day)) at = PromiseAt(available, promise.day);
    at.location = ledger_.directory().locations().Key(location);
    at.on_hand = position == nullptr ? 0 : position->balances().on_hand;
    promise.promisable = AddSaturating(promise.promisable, std::max<Quantity>(0, at.atp));
    if (line.quantity > 0 && locations->size() == 1) {
      promise.earliest = available.Earliest(line.quantity);
    } else if (line.quantity > 0) {
      curves.push_back(available.ToCurve());
    }
    promise.locations.push_back(std::move(at));
  }
  if (promise.day < today || promise.day >= today + horizon_days) {
    return OutsideHorizon(promise.day, today, horizon_days, FieldPath("lines", index, "day"));
  }
  if (curves.size() > 1) promise.earliest = SumPromisable(curves).Earliest(line.quantity);
  return promise;
}

absl::StatusOr<CheckAnswer> Reader::Check(const std::vector<CheckLine>& lines) {
  if (lines.empty()) return BadField("NO_LINES", "lines", "at least one line");
  if (lines.size() > lines_max_) {
    return BadField("TOO_MANY_LINES", "lines",
                    absl::StrCat(lines.size(), " lines; at most ", lines_max_));
  }
  ShardSet shards;
  for (const CheckLine& line : lines) shards.Add(ledger_.ShardOf(line.item));
  CheckAnswer answer;
  absl::Status status;
  AtOneMoment(&ledger_, &pipeline_, shards, [&](Micros now) {
    answer.time = now;
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    for (size_t i = 0; i < lines.size() && status.ok(); ++i) {
      auto promise = CheckOne(lines[i], i, DayOf(now));
      status = promise.status();
      if (status.ok()) answer.lines.push_back(*std::move(promise));
    }
  });
  if (!status.ok()) return status;
  return answer;
}

absl::StatusOr<CurveAnswer> Reader::GetCurve(const std::string& key,
                                             const std::vector<std::string>& locations,
                                             int32_t horizon_days) {
  if (horizon_days < 0 || horizon_days > kHorizonDaysMax) {
    return BadField("FIELD_OUT_OF_RANGE", "horizon_days",
                    absl::StrCat("1 to ", kHorizonDaysMax, ", or 0 for the rule's"));
  }
  CurveAnswer answer;
  absl::Status status;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ledger_.ShardOf(key)), [&](Micros now) {
    answer.today = DayOf(now);
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    const auto item = FindItem(ledger_, key, "item");
    status = item.status();
    if (!status.ok()) return;
    const auto ids = FindLocations(ledger_, **item, locations, "locations");
    status = ids.status();
    if (!status.ok()) return;
    const ItemId item_id = ledger_.shard(ledger_.ShardOf(key)).FindItemId(key);
    for (const LocationId location : *ids) {
      const Availability available(ledger_.directory().catalog(),
                                   PositionFacts::Of({item_id, location}, (*item)->Find(location)),
                                   {}, answer.today);
      answer.locations.push_back(
          {ledger_.directory().locations().Key(location), available.ToCurve(horizon_days)});
      const Curve& curve = answer.locations.back().curve;
      answer.horizon_days = std::max(answer.horizon_days, curve.last_day() - curve.first_day() + 1);
    }
  });
  if (!status.ok()) return status;
  return answer;
}

std::pair<std::string, std::string> Reader::KeysOf(PositionId position) {
  const ShardId id = ShardOfItem(position.item);
  const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kShared);
  const Shard& shard = ledger_.shard(id);
  const Names& locations = ledger_.directory().locations();
  // What was only rehearsed may have no name.
  const bool has_item = IndexOfItem(position.item) < shard.item_count();
  const bool has_location = position.location < locations.size();
  return {has_item ? shard.ItemAt(position.item).key : std::string(),
          has_location ? locations.Key(position.location) : std::string()};
}

std::string Reader::KeyOf(NameKind kind, uint32_t id) {
  const ShardLock lock(&ledger_, ShardSet::Of(0), ShardLock::Mode::kShared);
  const Names& names = ledger_.directory().names(kind);
  return id < names.size() ? names.Key(id) : std::string();
}

void Reader::VisitPositions(
    ShardId id,
    const std::function<void(const std::string&, const std::string&, const Balances&)>& visit) {
  const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kShared);
  for (const Item& item : ledger_.shard(id).items()) {
    for (const Position& position : item.positions) {
      visit(item.key, ledger_.directory().locations().Key(position.location()),
            position.balances());
    }
  }
}

}  // namespace atp
