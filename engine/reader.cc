#include "engine/reader.h"

#include <algorithm>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"
#include "engine/item_lookup.h"
#include "engine/model/error.h"
#include "engine/one_moment.h"

namespace atp {
namespace {

absl::Status OutsideHorizon(Day day, Day today, int32_t horizon_days, Field field) {
  return BadField(
      "DAY_OUTSIDE_HORIZON", field,
      absl::StrCat("day ", day - today, " from today; the horizon is 0 to ", horizon_days - 1));
}

}  // namespace

absl::Status CheckLineCount(size_t lines, size_t lines_max) {
  if (lines == 0) return BadField("NO_LINES", "lines", "at least one line");
  if (lines > lines_max) {
    return BadField("TOO_MANY_LINES", "lines", absl::StrCat(lines, " lines; at most ", lines_max));
  }
  return absl::OkStatus();
}

absl::StatusOr<LinePromise> PromiseLine(const Catalog& catalog, absl::Span<const PlaceFacts> places,
                                        const CheckLine& line, size_t index, const Asker& asker,
                                        Micros now) {
  if (line.quantity < 0) {
    return BadField("QUANTITY_NEGATIVE", FieldPath("lines", index, "quantity"), "below 0");
  }
  const Day today = DayOf(now);
  LinePromise promise;
  promise.item = line.item;
  promise.day = line.day == kNoDay ? today : line.day;
  std::vector<Curve> curves;
  int32_t horizon_days = 0;
  for (const auto& [location, facts] : places) {
    const ItemAvailability available(catalog, facts, asker, now);
    // Rules may differ: where the day is beyond the horizon nothing is promised for it.
    horizon_days = std::max(horizon_days, available.horizon_days());
    LocationPromise at = available.PromiseOn(promise.day);
    at.location = location;
    promise.promisable = AddSaturating(promise.promisable, std::max<Quantity>(0, at.atp));
    if (line.quantity > 0 && places.size() == 1) {
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

absl::StatusOr<LinePromise> Reader::CheckOne(const CheckLine& line, size_t index, Micros now) {
  const auto item = FindItem(ledger_, line.item, FieldPath("lines", index, "item"));
  if (!item.ok()) return item.status();
  const auto locations =
      FindLocations(ledger_, *item, line.locations, FieldPath("lines", index, "locations"));
  if (!locations.ok()) return locations.status();
  const auto channel =
      ledger_.directory().FindChannel(line.channel, FieldPath("lines", index, "channel"));
  if (!channel.ok()) return channel.status();
  absl::InlinedVector<PlaceFacts, 1> places;
  for (const LocationId location : *locations) {
    places.push_back(
        {ledger_.directory().locations().Key(location), ItemFactsOf(ledger_, {*item, location})});
  }
  return PromiseLine(ledger_.directory().catalog(), places, line, index,
                     {line.is_emergency, *channel}, now);
}

void Reader::ReadItems(absl::Span<const std::string_view> items,
                       absl::FunctionRef<void(Micros now)> read) {
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
  absl::Status status = CheckLineCount(lines.size(), lines_max_);
  if (!status.ok()) return status;
  absl::InlinedVector<std::string_view, 4> items;
  for (const CheckLine& line : lines) items.push_back(line.item);
  CheckAnswer answer;
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
  ReadItems({std::string_view(key)}, [&](Micros now) {
    answer.today = DayOf(now);
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    const auto item = FindItem(ledger_, key, "item");
    status = item.status();
    if (!status.ok()) return;
    const auto ids = FindLocations(ledger_, *item, locations, "locations");
    status = ids.status();
    if (!status.ok()) return;
    for (const LocationId location : *ids) {
      const ItemFacts facts = ItemFactsOf(ledger_, {*item, location});
      const ItemAvailability available(ledger_.directory().catalog(), facts, {}, now);
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
