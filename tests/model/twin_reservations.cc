// Of the twin: promises, from their making to their end.

#include <algorithm>

#include "tests/model/twin.h"

namespace atp {

std::string Twin::Apply(const Reserve& action, TwinAnswer* answer) {
  const std::string unknown_channel = CheckChannel(action.channel);
  if (!unknown_channel.empty()) return unknown_channel;
  const uint64_t number = ++last_reservation_;
  TwinReservation& reservation = Change(&reservations_, number);
  maybe_open_reservations_.insert(number);
  reservation.state = action.confirm ? ReservationState::kConfirmed : ReservationState::kHeld;
  bool is_short = false;
  bool has_promise = false;
  bool waits = false;
  reservation.priority = action.priority;
  reservation.strategy = action.strategy;
  reservation.channel = action.channel;
  for (const ReserveLine& line : action.lines) {
    const Place place{line.item, line.location};
    const std::string unknown = FindPlace(place);
    if (!unknown.empty()) return unknown;
    const Day day = line.day == kNoDay ? today_ : line.day;
    if (!IsInHorizon(place, day)) return "DAY_OUTSIDE_HORIZON";
    if (action.is_emergency && !RuleAt(place).emergency_uses_safety_stock) {
      return "EMERGENCY_NOT_PERMITTED";
    }
    before_.try_emplace(place, BalancesAt(place));
    const Quantity atp = AtpByDay(place, action.channel, action.is_emergency)[day - today_];
    const Quantity promised = std::max<Quantity>(0, std::min(atp, line.quantity));
    const auto number_of_line = static_cast<uint32_t>(answer->lines.size());
    const Quantity missing = line.quantity - promised;
    const Quantity waiting = action.mode == ReserveMode::kBackorder ? missing : 0;
    answer->lines.push_back({number_of_line, place, day, line.quantity, promised, atp, waiting});
    is_short |= missing > 0;
    has_promise |= promised > 0;
    waits |= waiting > 0;
    // What will be refused as a whole takes nothing from the lines after it.
    const bool takes = action.mode != ReserveMode::kAllOrNothing || missing == 0;
    const Quantity taken = takes ? promised : 0;
    TwinReservation::Line promise{place, day, line.quantity, 0, 0, 0, 0, waiting};
    AddPromise(&promise, taken, action.channel, action.is_emergency);
    reservation.lines.push_back(promise);
  }
  if (!waits && (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing))) {
    answer->cause = Cause::kRefuse;
    before_.clear();
    Undo();
    maybe_open_reservations_.erase(number);
    --last_reservation_;
    return "";
  }
  answer->cause = Cause::kReserve;
  answer->reservation = number;
  if (action.mode == ReserveMode::kBackorder) reservation.state = ReservationState::kConfirmed;
  if (waits) reservation.state = ReservationState::kBackordered;
  answer->state = reservation.state;
  if (reservation.state == ReservationState::kHeld) {
    reservation.deadline = now_ + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  }
  answer->deadline = reservation.deadline;
  for (const TwinReservation::Line& line : reservation.lines) {
    if (line.promised > 0 || line.backordered > 0) Change(&stock_, line.place);
  }
  return "";
}

bool Twin::MayBeForgotten(const TwinReservation& reservation) const {
  return !IsOpen(reservation.state) && reservation.resolved <= now_ - limits_.resolved_window;
}

std::string Twin::FindOpen(uint64_t number, TwinAnswer* answer) const {
  const auto it = reservations_.find(number);
  if (it == reservations_.end()) return "UNKNOWN_RESERVATION";
  answer->may_be_forgotten = MayBeForgotten(it->second);
  const ReservationState state = it->second.state;
  if (state == ReservationState::kExpired) return "RESERVATION_EXPIRED";
  return IsOpen(state) ? "" : "RESERVATION_RESOLVED";
}

std::string Twin::Apply(const ChangeReservation& action, TwinAnswer* answer) {
  using Verb = ChangeReservation::Verb;
  const std::string not_open = FindOpen(action.reservation, answer);
  if (!not_open.empty()) return not_open;
  const bool is_held = reservations_.at(action.reservation).state == ReservationState::kHeld;
  const bool is_fulfil = action.verb == Verb::kFulfil;
  if (is_held && is_fulfil) return "RESERVATION_NOT_CONFIRMED";
  if (!is_held && (action.verb == Verb::kConfirm || action.verb == Verb::kExtend)) {
    return "RESERVATION_NOT_HELD";
  }
  TwinReservation& reservation = Change(&reservations_, action.reservation);
  if (action.verb == Verb::kConfirm) {
    answer->cause = Cause::kConfirm;
    reservation.state = ReservationState::kConfirmed;
    reservation.deadline = 0;
  } else if (action.verb == Verb::kExtend) {
    answer->cause = Cause::kExtend;
    reservation.deadline = now_ + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  } else {
    answer->cause = is_fulfil ? Cause::kFulfil : Cause::kRelease;
    const std::string refused = TakeLines(action, &reservation, answer);
    if (!refused.empty()) return refused;
  }
  answer->reservation = action.reservation;
  answer->state = reservation.state;
  answer->deadline = reservation.deadline;
  return "";
}

std::string Twin::TakeLines(const ChangeReservation& action, TwinReservation* reservation,
                            TwinAnswer* answer) {
  const bool is_fulfil = action.verb == ChangeReservation::Verb::kFulfil;
  // What waits can only be given up, and is so before what is promised.
  const auto waits = [&](const TwinReservation::Line& line) {
    return is_fulfil ? 0 : line.backordered;
  };
  std::vector<Quantity> take(reservation->lines.size(), 0);
  for (size_t i = 0; action.parts.empty() && i < take.size(); ++i) {
    take[i] = waits(reservation->lines[i]) + reservation->lines[i].open;
  }
  for (const LinePart& part : action.parts) {
    if (part.line >= take.size()) return "UNKNOWN_LINE";
    const TwinReservation::Line& line = reservation->lines[part.line];
    take[part.line] += part.quantity;
    if (take[part.line] > waits(line) + line.open) {
      return is_fulfil ? "OVER_FULFIL" : "OVER_RELEASE";
    }
  }
  bool is_open = false;
  bool is_fulfilled = false;
  bool is_waiting = false;
  for (size_t i = 0; i < take.size(); ++i) {
    TwinReservation::Line& line = reservation->lines[i];
    if (take[i] > 0) {
      Counted& stock = ChangeStock(line.place);
      const Quantity waiting = std::min(take[i], waits(line));
      const Quantity open = take[i] - waiting;
      if (is_fulfil) {
        if (open > stock.on_hand - stock.held) return "INSUFFICIENT_ON_HAND";
        stock.on_hand -= open;
        stock.moved -= open;
      }
      line.backordered -= waiting;
      is_fulfil ? UseUp(&line, open) : GiveBack(&line, open);
      (is_fulfil ? line.fulfilled : line.released) += open;
      answer->lines.push_back(
          {static_cast<uint32_t>(i), line.place, line.day, 0, open, 0, -waiting});
    }
    is_open |= line.open > 0;
    is_waiting |= line.backordered > 0;
    is_fulfilled |= line.fulfilled > 0;
  }
  if (is_waiting) return "";
  if (is_open) {
    if (reservation->state == ReservationState::kBackordered) {
      reservation->state = ReservationState::kConfirmed;
    }
    return "";
  }
  reservation->state = is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
  reservation->resolved = now_;
  return "";
}

}  // namespace atp
