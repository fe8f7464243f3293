#include "engine/reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/atp/at_risk.h"
#include "engine/atp/look_ahead.h"
#include "engine/atp/promise.h"
#include "engine/base/checked_math.h"
#include "engine/ledger/rows.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "engine/page_token.h"

namespace atp {
namespace {

constexpr uint32_t kPageSizeMax = 1000;

absl::Status NotFound(std::string_view reason, std::string_view field, std::string_view what) {
  return MakeError(absl::StatusCode::kNotFound, reason, field,
                   absl::StrCat(absl::string_view(what.data(), what.size()), " is not known"));
}

absl::Status CheckHorizon(Day day, Day today, const Rule& rule, const std::string& field) {
  if (day == kNoDay || InHorizon(rule, today, day)) return absl::OkStatus();
  return BadField("DAY_OUTSIDE_HORIZON", field,
                  absl::StrCat("day ", day - today, " from today; the horizon is 0 to ",
                               rule.horizon_days - 1));
}

}  // namespace

template <typename Read>
void Reader::AtOneMoment(const ShardSet& shards, Read read) {
  while (true) {
    Micros now;
    {
      const ShardLock lock(&ledger_, shards, ShardLock::Mode::kShared);
      now = pipeline_.Now(shards);
      if (!pipeline_.HasDue(shards, now)) {
        read(now);
        return;
      }
    }
    pipeline_.ExpireDue(shards, now);
  }
}

absl::StatusOr<const Item*> Reader::FindItem(const std::string& key, const std::string& field) {
  const absl::Status checked = CheckKey(key, field);
  if (!checked.ok()) return checked;
  const Item* item = ledger_.shard(ledger_.ShardOf(key)).FindItem(key);
  if (item == nullptr) return NotFound("UNKNOWN_ITEM", field, absl::StrCat("item \"", key, "\""));
  return item;
}

absl::StatusOr<std::vector<LocationId>> Reader::Locations(const Item& item,
                                                          const std::vector<std::string>& locations,
                                                          const std::string& field) {
  std::vector<LocationId> ids;
  if (locations.empty()) {
    for (const Position& position : item.positions) ids.push_back(position.location());
    return ids;
  }
  for (const std::string& location : locations) {
    const absl::Status checked = CheckKey(location, field);
    if (!checked.ok()) return checked;
    const std::optional<LocationId> id = ledger_.directory().Find(location);
    if (!id.has_value()) {
      return NotFound("UNKNOWN_LOCATION", field, absl::StrCat("location \"", location, "\""));
    }
    // Naming a location twice must not count its stock twice.
    if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  }
  return ids;
}

absl::StatusOr<LinePromise> Reader::CheckOne(const CheckLine& line, size_t index, Day today) {
  const auto item = FindItem(line.item, FieldPath("lines", index, "item"));
  if (!item.ok()) return item.status();
  const auto locations = Locations(**item, line.locations, FieldPath("lines", index, "locations"));
  if (!locations.ok()) return locations.status();
  absl::Status refused = CheckHorizon(line.day, today, rule_, FieldPath("lines", index, "day"));
  if (refused.ok() && line.quantity < 0) {
    refused = BadField("QUANTITY_NEGATIVE", FieldPath("lines", index, "quantity"), "below 0");
  }
  if (!refused.ok()) return refused;

  LinePromise promise;
  promise.item = line.item;
  promise.day = line.day == kNoDay ? today : line.day;
  std::vector<Curve> curves;
  for (const LocationId location : *locations) {
    const Position* position = (*item)->Find(location);
    const Inputs inputs = position == nullptr ? Inputs() : position->AtpInputs();
    LocationPromise at;
    at.location = ledger_.directory().Key(location);
    at.atp = AtpOn(inputs, rule_, today, promise.day);
    at.overdue_supply = OverdueSupply(inputs, today);
    at.on_hand = position == nullptr ? 0 : position->balances().on_hand;
    promise.promisable = AddSaturating(promise.promisable, std::max<Quantity>(0, at.atp));
    if (line.quantity > 0) curves.push_back(BuildCurve(inputs, rule_, today));
    promise.locations.push_back(std::move(at));
  }
  if (!curves.empty()) promise.earliest = SumPromisable(curves).Earliest(line.quantity);
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
  AtOneMoment(shards, [&](Micros now) {
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
  Rule rule = rule_;
  if (horizon_days != 0) rule.horizon_days = horizon_days;
  if (horizon_days < 0 || horizon_days > 365) {
    return BadField("FIELD_OUT_OF_RANGE", "horizon_days", "1 to 365, or 0 for the rule's");
  }
  CurveAnswer answer;
  absl::Status status;
  AtOneMoment(ShardSet::Of(ledger_.ShardOf(key)), [&](Micros now) {
    answer.today = DayOf(now);
    answer.horizon_days = rule.horizon_days;
    answer.sequence = journal_.appended();
    answer.stale = journal_.HasFailed();
    const auto item = FindItem(key, "item");
    if (!item.ok()) {
      status = item.status();
      return;
    }
    const auto ids = Locations(**item, locations, "locations");
    status = ids.status();
    if (!status.ok()) return;
    for (const LocationId location : *ids) {
      const Position* position = (*item)->Find(location);
      answer.locations.push_back(
          {ledger_.directory().Key(location),
           BuildCurve(position == nullptr ? Inputs() : position->AtpInputs(), rule, answer.today)});
    }
  });
  if (!status.ok()) return status;
  return answer;
}

ReservationView Reader::View(const Reservation& reservation) {
  ReservationView view;
  view.reservation = reservation;
  view.sequence = journal_.appended();
  for (const ReservationLine& line : reservation.lines) view.lines.push_back({"", "", line});
  return view;
}

// A reservation's lines may name items of other shards, whose keys are looked up after its own
// shard has been let go: keys never change.
absl::StatusOr<ReservationView> Reader::GetReservation(ReservationId id) {
  ReservationView view;
  bool is_known = false;
  if (HomeOf(id) < ledger_.shard_count()) {
    AtOneMoment(ShardSet::Of(HomeOf(id)), [&](Micros now) {
      const Reservation* reservation = ledger_.shard(HomeOf(id)).FindReservation(id);
      is_known = reservation != nullptr;
      if (is_known) view = View(*reservation);
    });
  }
  if (!is_known) return NotFound("UNKNOWN_RESERVATION", "reservation_id", "the reservation");
  for (LineView& line : view.lines) {
    std::tie(line.item, line.location) = KeysOf(line.line.position);
  }
  return view;
}

std::pair<std::string, std::string> Reader::KeysOf(PositionId position) {
  const ShardId id = ShardOfItem(position.item);
  const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kShared);
  const Shard& shard = ledger_.shard(id);
  const Directory& directory = ledger_.directory();
  // What was only rehearsed may have no name.
  const bool has_item = IndexOfItem(position.item) < shard.item_count();
  const bool has_location = position.location < directory.size();
  return {has_item ? shard.ItemAt(position.item).key : std::string(),
          has_location ? directory.Key(position.location) : std::string()};
}

template <typename View, typename List>
absl::StatusOr<Page<View>> Reader::ListPages(const PageRequest& request, List list) {
  if (request.size < 1 || request.size > kPageSizeMax) {
    return BadField("FIELD_OUT_OF_RANGE", "page_size", absl::StrCat("1 to ", kPageSizeMax));
  }
  std::optional<PageToken> token = PageToken::FromText(request.token);
  if (!token.has_value()) {
    return BadField("PAGE_TOKEN_INVALID", "page_token", "not a token of an earlier page");
  }
  Page<View> page;
  for (; token->shard < ledger_.shard_count(); ++token->shard, token->after.clear()) {
    const auto id = static_cast<ShardId>(token->shard);
    AtOneMoment(ShardSet::Of(id), [&](Micros now) {
      page.sequence = journal_.appended();
      list(ledger_.shard(id), DayOf(now), &token->after, request.size, &page.views);
    });
    if (page.views.size() >= request.size) {
      page.next = token->ToText();
      break;
    }
  }
  return page;
}

absl::StatusOr<Page<ReservationView>> Reader::ListReservations(const ReservationFilter& filter,
                                                               const PageRequest& request) {
  auto page =
      ListPages<ReservationView>(request, [&](const Shard& shard, Day today, std::string* after,
                                              size_t size, std::vector<ReservationView>* views) {
        RowKey cursor;
        if (!after->empty()) ParseRowKey(*after, &cursor);
        const auto& all = shard.reservations();
        for (auto it = all.upper_bound(cursor.reservation); it != all.end(); ++it) {
          if (views->size() >= size) return;
          const Reservation& reservation = *it->second;
          *after = ReservationRowKey(reservation.id);
          if (filter.state.has_value() && reservation.state != *filter.state) continue;
          if (!filter.reference.empty() && reservation.reference != filter.reference) continue;
          views->push_back(View(reservation));
        }
      });
  if (!page.ok()) return page;
  for (ReservationView& view : page->views) {
    for (LineView& line : view.lines) {
      std::tie(line.item, line.location) = KeysOf(line.line.position);
    }
  }
  // Items are known only now; a page may come back shorter than asked for, and say there is more.
  auto& views = page->views;
  views.erase(
      std::remove_if(views.begin(), views.end(),
                     [&](const ReservationView& view) {
                       return std::none_of(
                           view.lines.begin(), view.lines.end(), [&](const LineView& line) {
                             return (filter.item.empty() || line.item == filter.item) &&
                                    (filter.location.empty() || line.location == filter.location);
                           });
                     }),
      views.end());
  return page;
}

StockView Reader::View(const Item& item, const Position& position, Day today) {
  StockView view;
  view.item = item.key;
  view.location = ledger_.directory().Key(position.location());
  view.balances = position.balances();
  view.counted_at = position.counted_at();
  view.sequence = journal_.appended();
  Inputs inputs = position.AtpInputs();
  view.overdue_supply = OverdueSupply(inputs, today);
  if (view.balances.reserved == 0) return view;
  inputs.opening += view.balances.safety_stock;
  view.short_by = std::min(Shortage(inputs, rule_, today), view.balances.reserved);
  if (view.short_by == 0) return view;
  std::vector<OpenDemand> open;
  for (const auto& [key, quantity] : position.promises()) {
    open.push_back({key.day, key.reservation, key.line, quantity});
  }
  for (const auto& [demand, uncovered] : AtRisk(inputs, open, rule_, today)) {
    view.at_risk.push_back({demand.reservation, demand.line, uncovered});
  }
  return view;
}

absl::StatusOr<StockView> Reader::GetStock(const std::string& item_key,
                                           const std::string& location) {
  StockView view;
  absl::Status status;
  AtOneMoment(ShardSet::Of(ledger_.ShardOf(item_key)), [&](Micros now) {
    const auto item = FindItem(item_key, "item");
    status = item.status();
    if (!status.ok()) return;
    const auto ids = Locations(**item, {location}, "location");
    status = ids.status();
    if (!status.ok()) return;
    const Position* position = (*item)->Find(ids->front());
    const Position nothing(ids->front());
    view = View(**item, position != nullptr ? *position : nothing, DayOf(now));
  });
  if (!status.ok()) return status;
  return view;
}

absl::StatusOr<Page<StockView>> Reader::ListStock(const StockFilter& filter,
                                                  const PageRequest& request) {
  return ListPages<StockView>(request, [&](const Shard& shard, Day today, std::string* after,
                                           size_t size, std::vector<StockView>* views) {
    const ItemId only = filter.item.empty() ? kNoItem : shard.FindItemId(filter.item);
    if (!filter.item.empty() && only == kNoItem) return;
    PositionId last;
    uint32_t index = only == kNoItem ? 0 : IndexOfItem(only);
    const bool is_resumed = !after->empty();
    if (is_resumed) {
      RowKey cursor;
      ParseRowKey(*after, &cursor);
      last = cursor.position;
      index = std::max(index, IndexOfItem(last.item));
    }
    const uint32_t end = only == kNoItem ? shard.item_count() : IndexOfItem(only) + 1;
    for (; index < end; ++index) {
      const Item& item = shard.items()[index];
      for (const Position& position : item.positions) {
        const PositionId id{MakeItemId(index, shard.id()), position.location()};
        if (is_resumed && !(last < id)) continue;
        if (views->size() >= size) return;
        *after = PositionRowKey(id);
        if (!filter.location.empty() &&
            ledger_.directory().Key(position.location()) != filter.location) {
          continue;
        }
        StockView view = View(item, position, today);
        if (filter.short_only && view.short_by == 0) continue;
        views->push_back(std::move(view));
      }
    }
  });
}

SupplyView Reader::View(const ScheduledReceipt& receipt, Day today) {
  SupplyView view;
  view.receipt = receipt;
  view.item = ledger_.shard(ShardOfItem(receipt.position.item)).ItemAt(receipt.position.item).key;
  view.location = ledger_.directory().Key(receipt.position.location);
  view.is_overdue = receipt.open > 0 && receipt.day < today;
  view.sequence = journal_.appended();
  return view;
}

absl::StatusOr<SupplyView> Reader::GetSupply(const SupplyKey& key) {
  const absl::Status checked = CheckKey(key.document, "document");
  if (!checked.ok()) return checked;
  ItemId item = kNoItem;
  AtOneMoment(ShardSet::Of(ledger_.ShardOf(key)),
              [&](Micros now) { item = ledger_.shard(ledger_.ShardOf(key)).FindDocument(key); });
  SupplyView view;
  if (item == kNoItem) return NotFound("UNKNOWN_SUPPLY", "document", "the document line");
  AtOneMoment(ShardSet::Of(ShardOfItem(item)), [&](Micros now) {
    view = View(*ledger_.shard(ShardOfItem(item)).FindReceipt(key), DayOf(now));
  });
  return view;
}

absl::StatusOr<Page<SupplyView>> Reader::ListSupply(const SupplyFilter& filter,
                                                    const PageRequest& request) {
  return ListPages<SupplyView>(request, [&](const Shard& shard, Day today, std::string* after,
                                            size_t size, std::vector<SupplyView>* views) {
    const auto& all = shard.receipts();
    auto it = all.begin();
    if (!after->empty()) {
      RowKey cursor;
      ParseRowKey(*after, &cursor);
      it = all.upper_bound(cursor.supply);
    }
    for (; it != all.end(); ++it) {
      if (views->size() >= size) return;
      *after = ReceiptRowKey(it->first);
      if (filter.open_only && !IsOpen(it->second.state)) continue;
      SupplyView view = View(it->second, today);
      if (filter.overdue_only && !view.is_overdue) continue;
      if (!filter.item.empty() && view.item != filter.item) continue;
      if (!filter.location.empty() && view.location != filter.location) continue;
      views->push_back(std::move(view));
    }
  });
}

void Reader::VisitPositions(
    ShardId id,
    const std::function<void(const std::string&, const std::string&, const Balances&)>& visit) {
  const ShardLock lock(&ledger_, ShardSet::Of(id), ShardLock::Mode::kShared);
  for (const Item& item : ledger_.shard(id).items()) {
    for (const Position& position : item.positions) {
      visit(item.key, ledger_.directory().Key(position.location()), position.balances());
    }
  }
}

}  // namespace atp
