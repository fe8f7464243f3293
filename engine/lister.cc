#include "engine/lister.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/cover_view.h"
#include "engine/item_lookup.h"
#include "engine/ledger/availability.h"
#include "engine/ledger/quota_book.h"
#include "engine/ledger/rows.h"
#include "engine/ledger/supply_by_document.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "engine/one_moment.h"
#include "engine/page_token.h"

namespace atp {
namespace {

constexpr uint32_t kPageSizeMax = 1000;

// Where the page begins.
absl::StatusOr<PageToken> StartOf(const PageRequest& request) {
  if (request.size < 1 || request.size > kPageSizeMax) {
    return BadField("FIELD_OUT_OF_RANGE", "page_size", absl::StrCat("1 to ", kPageSizeMax));
  }
  std::optional<PageToken> token = PageToken::FromText(request.token);
  if (!token.has_value()) {
    return BadField("PAGE_TOKEN_INVALID", "page_token", "not a token of an earlier page");
  }
  return *std::move(token);
}

// The key of that number, or empty.
std::string KeyIn(const Names& names, uint32_t id) {
  return id < names.size() ? names.Key(id) : std::string();
}

}  // namespace

ReservationView Lister::View(const Reservation& reservation) {
  ReservationView view;
  view.reservation = reservation;
  view.sequence = journal_.appended();
  view.channel = KeyIn(ledger_.directory().channels(), reservation.channel);
  for (const ReservationLine& line : reservation.lines) view.lines.push_back({"", "", line});
  return view;
}

void Lister::NameLines(ReservationView* view) {
  for (LineView& line : view->lines) {
    std::tie(line.item, line.location) = reader_.KeysOf(line.line.position);
    if (line.line.substitute_for == kNoItem) continue;
    line.substitute_for = reader_.KeysOf({line.line.substitute_for, kNoLocation}).first;
  }
}

void Lister::CoverLines(Day today, ReservationView* view) {
  absl::flat_hash_set<PositionId> covered;
  for (const LineView& line : view->lines) {
    const PositionId id = line.line.position;
    // Lines of one position are covered together, when the first of them is met.
    if (!covered.insert(id).second) continue;
    const Shard& shard = ledger_.shard(ShardOfItem(id.item));
    const Position* position = shard.FindPosition(id);
    if (position == nullptr || position->promises().empty()) continue;
    const Catalog& catalog = ledger_.directory().catalog();
    const Rule& rule = *catalog.rules().Find(id).rule;
    const auto supply = SupplyByDocument::Of(shard, id, rule, catalog, today);
    for (const PeggedDemand& pegged : PegsOf(*position, supply, rule, today)) {
      if (pegged.demand.reservation != view->reservation.id) continue;
      view->lines[pegged.demand.line].cover = ViewOf(pegged, supply);
    }
  }
}

absl::StatusOr<ReservationView> Lister::GetReservation(ReservationId id, bool with_cover) {
  if (HomeOf(id) >= ledger_.shard_count()) {
    return NotKnown("UNKNOWN_RESERVATION", "reservation_id", "the reservation");
  }
  // Which shards its lines are in is only known at home; so it is asked again under all locks.
  ShardSet shards = ShardSet::Of(HomeOf(id));
  while (true) {
    ReservationView view;
    ShardSet needed = shards;
    bool is_known = false;
    AtOneMoment(&ledger_, &pipeline_, shards, [&](Micros now) {
      const Reservation* reservation = ledger_.shard(HomeOf(id)).FindReservation(id);
      is_known = reservation != nullptr;
      if (!is_known) return;
      for (const ReservationLine& line : reservation->lines) {
        needed.Add(ShardOfItem(line.position.item));
      }
      if (!shards.Covers(needed)) return;
      view = View(*reservation);
      if (with_cover && IsOpen(reservation->state)) CoverLines(DayOf(now), &view);
    });
    if (!is_known) return NotKnown("UNKNOWN_RESERVATION", "reservation_id", "the reservation");
    if (shards.Covers(needed)) {
      NameLines(&view);
      return view;
    }
    shards = needed;
  }
}

template <typename View, typename List>
absl::StatusOr<Page<View>> Lister::ListPages(const PageRequest& request, List list) {
  absl::StatusOr<PageToken> token = StartOf(request);
  if (!token.ok()) return token.status();
  Page<View> page;
  for (; token->shard < ledger_.shard_count(); ++token->shard, token->after.clear()) {
    const auto id = static_cast<ShardId>(token->shard);
    AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(id), [&](Micros now) {
      page.sequence = journal_.appended();
      list(ledger_.shard(id), now, &token->after, request.size, &page.views);
    });
    if (page.views.size() >= request.size) {
      page.next = token->ToText();
      break;
    }
  }
  return page;
}

absl::StatusOr<Page<ReservationView>> Lister::ListReservations(const ReservationFilter& filter,
                                                               const PageRequest& request) {
  auto page =
      ListPages<ReservationView>(request, [&](const Shard& shard, Micros now, std::string* after,
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
  for (ReservationView& view : page->views) NameLines(&view);
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

StockView Lister::View(const Item& item, PositionId id, const Position& position, Micros now) {
  StockView view;
  view.item = item.key;
  view.location = ledger_.directory().locations().Key(id.location);
  view.balances = position.balances();
  view.counted_at = position.counted_at();
  view.sequence = journal_.appended();
  const Availability available(ledger_.directory().catalog(), PositionFacts::Of(id, &position), {},
                               DayOf(now), now);
  view.overdue_supply = available.OverdueSupply();
  view.short_by = available.ShortBy();
  if (view.short_by > 0) view.at_risk = available.PromisesAtRisk(position);
  return view;
}

absl::StatusOr<StockView> Lister::GetStock(const std::string& item_key,
                                           const std::string& location) {
  StockView view;
  absl::Status status;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ledger_.ShardOf(item_key)), [&](Micros now) {
    const auto item = FindItem(ledger_, item_key, "item");
    status = item.status();
    if (!status.ok()) return;
    const ItemId item_id = *item;
    const Item& there = ledger_.shard(ShardOfItem(item_id)).ItemAt(item_id);
    const auto ids = FindLocations(ledger_, item_id, {location}, "location");
    status = ids.status();
    if (!status.ok()) return;
    const Position* position = there.Find(ids->front());
    const Position nothing(ids->front());
    view = View(there, {item_id, ids->front()}, position != nullptr ? *position : nothing, now);
  });
  if (!status.ok()) return status;
  return view;
}

absl::StatusOr<Page<StockView>> Lister::ListStock(const StockFilter& filter,
                                                  const PageRequest& request) {
  return ListPages<StockView>(request, [&](const Shard& shard, Micros now, std::string* after,
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
            ledger_.directory().locations().Key(position.location()) != filter.location) {
          continue;
        }
        StockView view = View(item, id, position, now);
        if (filter.short_only && view.short_by == 0) continue;
        views->push_back(std::move(view));
      }
    }
  });
}

absl::StatusOr<QuotaAnswer> Lister::ListQuotas(const std::string& item_key) {
  QuotaAnswer answer;
  absl::Status status;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ledger_.ShardOf(item_key)), [&](Micros now) {
    answer.today = DayOf(now);
    answer.sequence = journal_.appended();
    const auto item = FindItem(ledger_, item_key, "item");
    status = item.status();
    if (!status.ok()) return;
    const Directory& directory = ledger_.directory();
    const ChannelBook& channels = directory.catalog().channels();
    for (const Position& position : ledger_.shard(ShardOfItem(*item)).ItemAt(*item).positions) {
      for (const auto& [channel, quota] : position.quotas().rows()) {
        const Quota current = OnDay(quota, answer.today);
        const Quantity over = position.quotas().OverBy(channel, channels, answer.today);
        answer.quotas.push_back({item_key, directory.locations().Key(position.location()),
                                 directory.channels().Key(channel), current,
                                 current.remaining + over});
      }
    }
  });
  if (!status.ok()) return status;
  return answer;
}

SupplyView Lister::View(const ScheduledReceipt& receipt, Day today) {
  SupplyView view;
  view.receipt = receipt;
  view.item = ledger_.shard(ShardOfItem(receipt.position.item)).ItemAt(receipt.position.item).key;
  view.location = ledger_.directory().locations().Key(receipt.position.location);
  view.supplier = KeyIn(ledger_.directory().suppliers(), receipt.supplier);
  view.is_overdue = receipt.open > 0 && receipt.day < today;
  view.sequence = journal_.appended();
  return view;
}

absl::StatusOr<SupplyView> Lister::GetSupply(const SupplyKey& key) {
  const absl::Status checked = CheckKey(key.document, "document");
  if (!checked.ok()) return checked;
  ItemId item = kNoItem;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ledger_.ShardOf(key)),
              [&](Micros now) { item = ledger_.shard(ledger_.ShardOf(key)).FindDocument(key); });
  SupplyView view;
  if (item == kNoItem) return NotKnown("UNKNOWN_SUPPLY", "document", "the document line");
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(ShardOfItem(item)), [&](Micros now) {
    view = View(*ledger_.shard(ShardOfItem(item)).FindReceipt(key), DayOf(now));
  });
  return view;
}

absl::StatusOr<Page<SupplyView>> Lister::ListSupply(const SupplyFilter& filter,
                                                    const PageRequest& request) {
  return ListPages<SupplyView>(request, [&](const Shard& shard, Micros now, std::string* after,
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
      SupplyView view = View(it->second, DayOf(now));
      if (filter.overdue_only && !view.is_overdue) continue;
      if (!filter.item.empty() && view.item != filter.item) continue;
      if (!filter.location.empty() && view.location != filter.location) continue;
      views->push_back(std::move(view));
    }
  });
}

absl::StatusOr<Page<SettingValue>> Lister::ListSettings(const SettingFilter& filter,
                                                        const PageRequest& request) {
  absl::StatusOr<PageToken> token = StartOf(request);
  if (!token.ok()) return token.status();
  // Keys begin with their kind. Without a token the first of the kind is the one after the kind.
  if (token->after.empty() && filter.kind.has_value()) {
    token->after.assign(1, static_cast<char>(*filter.kind));
  }
  Page<SettingValue> page;
  AtOneMoment(&ledger_, &pipeline_, ShardSet::Of(0), [&](Micros now) {
    page.sequence = journal_.appended();
    const auto& all = ledger_.directory().catalog().settings();
    for (auto it = all.upper_bound(token->after); it != all.end(); ++it) {
      if (filter.kind.has_value() && it->second.index() != *filter.kind) return;
      if (page.views.size() >= request.size) {
        page.next = token->ToText();
        return;
      }
      token->after = it->first;
      page.views.push_back(it->second);
    }
  });
  return page;
}

}  // namespace atp
