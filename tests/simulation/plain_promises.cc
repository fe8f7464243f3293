// Of the plain ledger: promises, from their making to their end.

#include <algorithm>

#include "tests/simulation/plain_ledger.h"

namespace atp::simulation {

PlainAnswer PlainLedger::Do(const Reserve& action, Micros now, ReservationId fresh) {
  const Day today = DayOf(now);
  PlainAnswer answer;
  PlainReservation reservation;
  std::vector<Taken> taken;
  bool is_short = false;
  bool has_promise = false;
  for (const ReserveLine& line : action.lines) {
    const Place place{line.item, line.location};
    const Day day = line.day == kNoDay ? today : line.day;
    if (day < today || day >= today + limits_.horizon_days) return Refuse("DAY_OUTSIDE_HORIZON");
    const Quantity atp = AtpByDay(place, now, taken)[day - today];
    const Quantity promised = std::max<Quantity>(0, std::min(atp, line.quantity));
    is_short |= promised < line.quantity;
    has_promise |= promised > 0;
    answer.lines.push_back({place, day, line.quantity, promised, atp});
    reservation.lines.push_back({place, day, promised, promised, 0, 0});
    // What will be refused as a whole takes nothing from the lines after it.
    const bool takes = action.mode == ReserveMode::kPartial || promised == line.quantity;
    if (takes) taken.push_back({place, day, promised});
  }
  if (!has_promise || (is_short && action.mode == ReserveMode::kAllOrNothing)) {
    answer.cause = Cause::kRefuse;
    return answer;
  }
  answer.cause = Cause::kReserve;
  answer.reservation = fresh;
  if (action.confirm) {
    reservation.state = ReservationState::kConfirmed;
  } else {
    reservation.deadline = now + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  }
  answer.state = reservation.state;
  answer.deadline = reservation.deadline;
  for (const auto& line : reservation.lines) {
    if (line.promised > 0) answer.touched[line.place];
  }
  open_[fresh] = std::move(reservation);
  return answer;
}

PlainAnswer PlainLedger::Do(const ChangeReservation& action, Micros now, ReservationId) {
  using Verb = ChangeReservation::Verb;
  const auto past = resolved_.find(action.reservation);
  if (past != resolved_.end()) {
    PlainAnswer answer =
        Refuse(past->second.state == ReservationState::kExpired ? "RESERVATION_EXPIRED"
                                                                : "RESERVATION_RESOLVED");
    answer.may_be_forgotten = past->second.resolved <= now - limits_.resolved_window;
    return answer;
  }
  const auto found = open_.find(action.reservation);
  if (found == open_.end()) {
    PlainAnswer answer = Refuse("UNKNOWN_RESERVATION");
    answer.may_be_forgotten = action.reservation <= last_forgotten_;
    return answer;
  }
  PlainReservation& reservation = found->second;
  if (IsOver(reservation, now)) {
    PlainAnswer answer = Refuse("RESERVATION_EXPIRED");
    answer.may_be_forgotten = reservation.deadline <= now - limits_.resolved_window;
    return answer;
  }
  const bool is_held = reservation.state == ReservationState::kHeld;
  const bool is_fulfil = action.verb == Verb::kFulfil;
  if (is_held && is_fulfil) return Refuse("RESERVATION_NOT_CONFIRMED");
  const bool wants_held = action.verb == Verb::kConfirm || action.verb == Verb::kExtend;
  if (!is_held && wants_held) return Refuse("RESERVATION_NOT_HELD");

  PlainAnswer answer;
  answer.reservation = action.reservation;
  if (action.verb == Verb::kConfirm) {
    answer.cause = Cause::kConfirm;
    reservation.state = ReservationState::kConfirmed;
    reservation.deadline = 0;
  } else if (action.verb == Verb::kExtend) {
    answer.cause = Cause::kExtend;
    reservation.deadline = now + (action.hold_for == 0 ? limits_.hold_default : action.hold_for);
  } else {
    answer.cause = is_fulfil ? Cause::kFulfil : Cause::kRelease;
    std::vector<Quantity> take(reservation.lines.size(), 0);
    for (size_t i = 0; action.parts.empty() && i < take.size(); ++i) {
      take[i] = reservation.lines[i].open;
    }
    for (const LinePart& part : action.parts) {
      if (part.line >= take.size()) return Refuse("UNKNOWN_LINE");
      take[part.line] += part.quantity;
      if (take[part.line] > reservation.lines[part.line].open) {
        return Refuse(is_fulfil ? "OVER_FULFIL" : "OVER_RELEASE");
      }
    }
    std::map<Place, Stock> stock;
    for (size_t i = 0; i < take.size(); ++i) {
      if (take[i] == 0) continue;
      const auto& line = reservation.lines[i];
      Stock& at = stock.try_emplace(line.place, stock_.at(line.place)).first->second;
      if (is_fulfil && take[i] > at.on_hand - at.held) return Refuse("INSUFFICIENT_ON_HAND");
      if (is_fulfil) at.on_hand -= take[i], at.moved -= take[i];
      answer.lines.push_back({line.place, line.day, 0, take[i], 0});
    }
    // From here it must succeed.
    for (const auto& [place, at] : stock) {
      stock_[place] = at;
      answer.touched[place];
    }
    bool is_open = false;
    bool is_fulfilled = false;
    for (size_t i = 0; i < take.size(); ++i) {
      auto& line = reservation.lines[i];
      line.open -= take[i];
      (is_fulfil ? line.fulfilled : line.released) += take[i];
      is_open |= line.open > 0;
      is_fulfilled |= line.fulfilled > 0;
    }
    if (!is_open) {
      reservation.state = is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
      reservation.resolved = now;
    }
  }
  answer.state = reservation.state;
  answer.deadline = reservation.deadline;
  if (!IsOpen(reservation.state)) Resolve(action.reservation);
  return answer;
}

}  // namespace atp::simulation
