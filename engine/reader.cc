#include "engine/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/item_availability.h"
#include "engine/item_lookup.h"
#include "engine/model/error.h"
#include "engine/one_moment.h"

namespace atp {
namespace {

absl::Status OutsideHorizon(Day day, Day today, int32_t horizon_days, const std::string& field) {
  return BadField(
      "DAY_OUTSIDE_HORIZON", field,
      absl::StrCat("day ", day - today, " from today; the horizon is 0 to ", horizon_days - 1));
}

}  // namespace

absl::StatusOr<LinePromise> Reader::CheckOne(const CheckLine& line, size_t index, Micros now) {
  const Day today = DayOf(now);
  const auto item = FindItem(ledger_, line.item, FieldPath("lines", index, "item"));
  if (!item.ok()) return item.status();
  const ItemId item_id = ledger_.shard(ledger_.ShardOf(line.item)).FindItemId(line.item);
  const auto locations =
      FindLocations(ledger_, item_id, line.locations, FieldPath("lines", index, "locations"));
  if (!locations.ok()) return locations.status();
  if (line.quantity < 0) {
    return BadField("QUANTITY_NEGATIVE", FieldPath("lines", index, "quantity"), "below 0");
  }

  const auto channel =
      ledger_.directory().FindChannel(line.channel, FieldPath("lines", index, "channel"));
  if (!channel.ok()) return channel.status();

  LinePromise promise;
  promise.item = line.item;
  promise.day = line.day == kNoDay ? today : line.day;
  std::vector<Curve> curves;
  int32_t horizon_days = 0;
  for (const LocationId location : *locations) {
    const ItemAvailability available(ledger_, {item_id, location}, {line.is_emergency, *channel},
                                     now);
    horizon_days = std::max(horizon_days, available.horizon_days());
    LocationPromise at = available.PromiseOn(promise.day);
    at.location = ledger_.directory().locations().Key(location);
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

void Reader::ReadItems(const std::vector<std::string_view>& items,
                       const std::function<void(Micros now)>& read) {
  ShardSet shards;
  for (const std::string_view item : items) shards.Add(ledger_.ShardOf(item));
  // What kits are made of is known under a lock, and may have changed until all locks are held.
  for (bool is_covered = false; !is_covered;) {
    ShardSet needed = shards;
    AtOneMoment(&ledger_, &pipeline_, shards, [&](Micros now) {
      if (ledger_.HasCompositeItems()) {
        for (const std::string_view item : items) {
          ledger_.AddPartsOf(ledger_.shard(ledger_.ShardOf(item)).FindItemId(item), &needed);
        }
      }
      is_covered = shards.Covers(needed);
      if (is_covered) read(now);
    });
    shards = needed;
  }
}

absl::StatusOr<CheckAnswer> Reader::Check(const std::vector<CheckLine>& lines) {
  if (lines.empty()) return BadField("NO_LINES", "lines", "at least one line");
  if (lines.size() > lines_max_) {
    return BadField("TOO_MANY_LINES", "lines",
                    absl::StrCat(lines.size(), " lines; at most ", lines_max_));
  }
  std::vector<std::string_view> items;
  for (const CheckLine& line : lines) items.push_back(line.item);
  CheckAnswer answer;
  absl::Status status;
  ReadItems(items, [&](Micros now) {
    answer.time = now;
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    for (size_t i = 0; i < lines.size() && status.ok(); ++i) {
      auto promise = CheckOne(lines[i], i, now);
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
  ReadItems({key}, [&](Micros now) {
    answer.today = DayOf(now);
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    const auto item = FindItem(ledger_, key, "item");
    status = item.status();
    if (!status.ok()) return;
    const ItemId item_id = ledger_.shard(ledger_.ShardOf(key)).FindItemId(key);
    const auto ids = FindLocations(ledger_, item_id, locations, "locations");
    status = ids.status();
    if (!status.ok()) return;
    for (const LocationId location : *ids) {
      const ItemAvailability available(ledger_, {item_id, location}, {}, now);
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
