// Of the twin: promises, from their making to their end.

#include <algorithm>

#include "tests/model/twin.h"

namespace atp {

std::string Twin::Apply(const Reserve& action, TwinAnswer* answer) {
  const uint64_t number = ++last_reservation_;
  TwinReservation& reservation = Change(&reservations_, number);
  maybe_open_reservations_.insert(number);
  reservation.state = action.confirm ? ReservationState::kConfirmed : ReservationState::kHeld;
  bool is_short = false;
  bool has_promise = false;
  for (const ReserveLine& line : action.lines) {
    const Place place{line.item, line.location};
    const std::string unknown = FindPlace(place);
    if (!unknown.empty()) return unknown;
    const Day day = line.day == kNoDay ? today_ : line.day;
    if (day < today_ || day >= today_ + limits_.horizon_days) return "DAY_OUTSIDE_HORIZON";
    before_.try_emplace(place, BalancesAt(place));
    const Quantity atp = AtpByDay(place)[day - today_];
    const Quantity promised = std::max<Quantity>(0, std::min(atp, line.quantity));
    const auto number_of_line = static_cast<uint32_t>(answer->lines.size());
    answer->lines.push_back({number_of_line, place, day, line.quantity, promised, atp});
    is_short |= promised < line.quantity;
    has_promise |= promised > 0;
    // What will be refused as a whole takes nothing from the lines after it.
    const bool takes = action.mode == ReserveMode::kPartial || promised == line.quantity;
    const Quantity taken = takes ? promised : 0;
    reservation.lines.push_back({place, day, line.quantity, taken, taken, 0, 0});
  }
  if (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing)) {
    answer->cause = Cause::kRefuse;
    before_.clear();
    Undo();
    maybe_open_reservations_.erase(number);
    --last_reservation_;
    return "";
  }
  answer->cause = Cause::kReserve;
  answer->reservation = number;
  answer->state = reservation.state;
  if (!action.confirm) {
    reservation.deadline = now_ + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  }
  answer->deadline = reservation.deadline;
  for (const TwinReservation::Line& line : reservation.lines) {
    if (line.promised > 0) Change(&stock_, line.place);
  }
  return "";
}

bool Twin::MayBeForgotten(const TwinReservation& reservation) const {
  return !IsOpen(reservation.state) && reservation.resolved <= now_ - limits_.resolved_window;
}

std::string Twin::Apply(const ChangeReservation& action, TwinAnswer* answer) {
  using Verb = ChangeReservation::Verb;
  const auto it = reservations_.find(action.reservation);
  if (it == reservations_.end()) return "UNKNOWN_RESERVATION";
  answer->may_be_forgotten = MayBeForgotten(it->second);
  const ReservationState state = it->second.state;
  if (state == ReservationState::kExpired) return "RESERVATION_EXPIRED";
  if (!IsOpen(state)) return "RESERVATION_RESOLVED";
  const bool is_held = state == ReservationState::kHeld;
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
    std::vector<Quantity> take(reservation.lines.size(), 0);
    for (size_t i = 0; action.parts.empty() && i < take.size(); ++i) {
      take[i] = reservation.lines[i].open;
    }
    for (const LinePart& part : action.parts) {
      if (part.line >= take.size()) return "UNKNOWN_LINE";
      take[part.line] += part.quantity;
      if (take[part.line] > reservation.lines[part.line].open) {
        return is_fulfil ? "OVER_FULFIL" : "OVER_RELEASE";
      }
    }
    bool is_open = false;
    bool is_fulfilled = false;
    for (size_t i = 0; i < take.size(); ++i) {
      TwinReservation::Line& line = reservation.lines[i];
      if (take[i] > 0) {
        Counted& stock = ChangeStock(line.place);
        if (is_fulfil) {
          if (take[i] > stock.on_hand - stock.held) return "INSUFFICIENT_ON_HAND";
          stock.on_hand -= take[i];
          stock.moved -= take[i];
        }
        line.open -= take[i];
        (is_fulfil ? line.fulfilled : line.released) += take[i];
        answer->lines.push_back({static_cast<uint32_t>(i), line.place, line.day, 0, take[i], 0});
      }
      is_open |= line.open > 0;
      is_fulfilled |= line.fulfilled > 0;
    }
    if (!is_open) {
      reservation.state = is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
      reservation.resolved = now_;
    }
  }
  answer->reservation = action.reservation;
  answer->state = reservation.state;
  answer->deadline = reservation.deadline;
  return "";
}

}  // namespace atp
