#include <algorithm>

#include "engine/base/check.h"
#include "engine/ledger/decide.h"
#include "engine/ledger/draft.h"

namespace atp {
namespace {

// Whether anything waits once so much of one line is promised.
bool StillWaits(const Reservation& reservation, uint32_t filled_line, Quantity filled) {
  for (uint32_t i = 0; i < reservation.lines.size(); ++i) {
    if (reservation.lines[i].backordered > (i == filled_line ? filled : 0)) return true;
  }
  return false;
}

// The promise for today of a line whose own day has passed is a line of its own: a promise is found
// again by its line's day.
void AddLines(const Reservation& reservation, const WaitingKey& key, Day day, Quantity quantity,
              QuotaParts quota, Entry* entry) {
  const ReservationLine& line = reservation.lines[key.line];
  LineEffect effect;
  effect.line = key.line;
  effect.request_line = line.request_line;
  effect.position = line.position;
  effect.day = line.day;
  effect.backordered = -quantity;
  effect.priority = key.priority;
  if (line.day == day) {
    effect.quantity = quantity;
    effect.quota = std::move(quota);
    entry->lines.push_back(effect);
    return;
  }
  entry->lines.push_back(effect);
  effect.line = static_cast<uint32_t>(reservation.lines.size());
  effect.day = day;
  effect.requested = quantity;
  effect.quantity = quantity;
  effect.backordered = 0;
  effect.priority = 0;
  effect.substitute_for = line.substitute_for;
  effect.quota = std::move(quota);
  entry->lines.push_back(effect);
}

const Reservation& ReservationOf(const DecideContext& context, const WaitingKey& key) {
  const Reservation* reservation =
      context.ledger->shard(HomeOf(key.reservation)).FindReservation(key.reservation);
  ATP_CHECK(reservation != nullptr && key.line < reservation->lines.size());
  return *reservation;
}

}  // namespace

std::optional<Quantity> Fillable(const DecideContext& context, PositionId id, const WaitingKey& key,
                                 const Waiting& waiting, const ShardSet& held) {
  Entry unused;
  Draft draft(context, &unused);
  Asker asker;
  const bool is_divided =
      !context.ledger->directory().catalog().channels().empty() || !draft.quotas(id).empty();
  if (is_divided) {
    if (!held.Contains(HomeOf(key.reservation))) return std::nullopt;
    asker.channel = ReservationOf(context, key).channel;
  }
  const Availability available = draft.Of(id, asker);
  const Day day = std::max(waiting.day, draft.today());
  if (!InHorizon(available.rule(), draft.today(), day)) return 0;
  return std::clamp<Quantity>(available.On(day), 0, waiting.quantity);
}

Entry DecideFill(const DecideContext& context, PositionId id, const WaitingKey& key,
                 Quantity quantity) {
  const Reservation& reservation = ReservationOf(context, key);
  const ReservationLine& line = reservation.lines[key.line];
  ATP_CHECK(quantity > 0 && quantity <= line.backordered && line.position == id);
  Entry entry;
  Draft draft(context, &entry);
  entry.cause = Cause::kFillBackorder;
  entry.reservation = reservation.id;
  entry.home = HomeOf(reservation.id);
  entry.state = StillWaits(reservation, key.line, quantity) ? ReservationState::kBackordered
                                                            : ReservationState::kConfirmed;
  const Day day = std::max(line.day, draft.today());
  QuotaParts quota = draft.TakePromise(id, day, quantity, {false, reservation.channel});
  AddLines(reservation, key, day, quantity, std::move(quota), &entry);
  // It may have been promised, so it fits.
  ATP_CHECK(draft.Add(id, &Balances::reserved, quantity, "quantity").ok());
  ATP_CHECK(draft.Finish(/*is_fact=*/false).ok());
  return entry;
}

}  // namespace atp
