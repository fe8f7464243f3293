// What an entry does to the promises of a shard's positions, and to the reservations at home here.

#include "engine/base/check.h"
#include "engine/ledger/lines_at_home.h"
#include "engine/ledger/promise_change.h"
#include "engine/ledger/rows.h"
#include "engine/ledger/shard.h"

namespace atp {
namespace {

// A promise as the effect makes it.
ReservationLine LineOf(const LineEffect& effect) {
  ReservationLine line;
  line.position = effect.position;
  line.day = effect.day;
  line.request_line = effect.request_line;
  line.requested = effect.requested;
  line.promised = effect.quantity;
  line.open = effect.quantity;
  line.backordered = effect.backordered;
  line.substitute_for = effect.substitute_for;
  line.quota = effect.quota;
  return line;
}

ReservationId OwnerOf(const Entry& entry, const LineEffect& effect) {
  return effect.reservation != kNoReservation ? effect.reservation : entry.reservation;
}

// An effect on a line that is there.
void Apply(Cause cause, const LineEffect& effect, ReservationLine* line) {
  ATP_CHECK(line->position == effect.position);
  const Quantity change = PromiseChange(cause, effect);
  line->open += change;
  line->backordered += effect.backordered;
  ATP_CHECK(line->open >= 0 && line->backordered >= 0);
  change >= 0 ? AddParts(effect.quota, &line->quota) : TakeParts(effect.quota, &line->quota);
  switch (cause) {
    case Cause::kFulfil:
      line->fulfilled += effect.quantity;
      break;
    case Cause::kRelease:
    case Cause::kExpire:
      line->released += effect.quantity;
      break;
    default:
      line->promised += change;
  }
}

// What the lines of a reservation that is kept make it: confirmed, or waiting.
ReservationState StateOf(const Reservation& reservation) {
  for (const ReservationLine& line : reservation.lines) {
    if (line.backordered > 0) return ReservationState::kBackordered;
  }
  return ReservationState::kConfirmed;
}

}  // namespace

void Shard::PostPromises(const Entry& entry) {
  if (entry.cause == Cause::kRefuse) return;
  bool has_lines = false;
  for (const LineEffect& line : entry.lines) {
    if (!Owns(line.position.item)) continue;
    // A line that got nothing makes no position: none would be there after a checkpoint.
    if (line.quantity == 0 && line.backordered == 0) continue;
    Position& position = MutablePosition(line.position);
    const ReservationId owner = OwnerOf(entry, line);
    if (line.quantity != 0) {
      has_lines = true;
      const DemandKey key{line.day, owner, line.line};
      position.ChangePromise(key, PromiseChange(entry.cause, line));
      if (!IsAtHome(line.position, owner)) Touch(PromiseRowKey(line.position, key));
    }
    if (line.backordered != 0) {
      const WaitingKey key{line.priority, owner, line.line};
      position.ChangeWaiting(key, line.day, line.backordered);
      if (!IsAtHome(line.position, owner)) Touch(WaitingRowKey(line.position, key));
    }
  }
  if (entry.reservation == kNoReservation) return;
  const bool is_home = HomeOf(entry.reservation) == id_;
  if (entry.cause == Cause::kReserve && entry.state == ReservationState::kHeld &&
      (has_lines || is_home)) {
    expiry_.Add({entry.deadline, entry.reservation});
  }
  if (entry.cause == Cause::kExpire) expiry_.Drop({entry.deadline, entry.reservation});
}

void Shard::Resolve(Reservation* reservation, Micros time) {
  reservation->resolved = time;
  resolved_.emplace_back(time, reservation->id);
  --open_reservations_;
}

void Shard::PostReservation(const Entry& entry) {
  if (entry.cause == Cause::kReconfirm) return PostReconfirmed(entry);
  if (entry.reservation == kNoReservation || HomeOf(entry.reservation) != id_) return;
  changed_.AddReservation(entry.reservation);
  if (entry.cause == Cause::kReserve) return PostNewReservation(entry);
  const auto it = reservations_.find(entry.reservation);
  ATP_CHECK(it != reservations_.end());
  Reservation& reservation = *it->second;
  ATP_CHECK(IsOpen(reservation.state));
  for (const LineEffect& effect : entry.lines) {
    ATP_CHECK(effect.line <= reservation.lines.size());
    if (effect.line == reservation.lines.size()) {
      ATP_CHECK(entry.cause == Cause::kMove || entry.cause == Cause::kFillBackorder);
      reservation.lines.push_back(LineOf(effect));
    } else {
      Apply(entry.cause, effect, &reservation.lines[effect.line]);
    }
  }
  if (entry.cause == Cause::kConfirm || entry.cause == Cause::kExtend) {
    expiry_.Drop({reservation.deadline, reservation.id});
    if (entry.cause == Cause::kExtend) expiry_.Add({entry.deadline, entry.reservation});
  }
  if (entry.cause == Cause::kMove) reservation.channel = entry.channel;
  reservation.state = entry.state;
  reservation.deadline = entry.deadline;
  if (!IsOpen(reservation.state)) Resolve(&reservation, entry.time);
}

void Shard::PostNewReservation(const Entry& entry) {
  auto reservation = std::make_unique<Reservation>();
  reservation->id = entry.reservation;
  reservation->state = entry.state;
  reservation->created = entry.time;
  reservation->deadline = entry.deadline;
  reservation->reference = entry.reference;
  reservation->customer = entry.customer;
  reservation->channel = entry.channel;
  reservation->priority = entry.priority;
  reservation->strategy = entry.strategy;
  for (const LineEffect& line : entry.lines) reservation->lines.push_back(LineOf(line));
  ATP_CHECK(reservations_.emplace(entry.reservation, std::move(reservation)).second);
  ++open_reservations_;
}

void Shard::PostReconfirmed(const Entry& entry) {
  for (const LineEffect& effect : entry.lines) {
    if (HomeOf(effect.reservation) != id_) continue;
    const auto it = reservations_.find(effect.reservation);
    ATP_CHECK(it != reservations_.end() && effect.line < it->second->lines.size());
    Apply(entry.cause, effect, &it->second->lines[effect.line]);
    it->second->state = StateOf(*it->second);
    changed_.AddReservation(effect.reservation);
  }
}

}  // namespace atp
