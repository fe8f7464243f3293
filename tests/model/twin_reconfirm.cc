// Of the twin: what is promised is given out anew.

#include <algorithm>
#include <tuple>

#include "tests/model/twin.h"

namespace atp {

std::string Twin::Apply(const Reconfirm& action, TwinAnswer* answer) {
  answer->cause = Cause::kReconfirm;
  if (items_.count(action.item) == 0) return "UNKNOWN_ITEM";
  if (!action.location.empty() && locations_.count(action.location) == 0) {
    return "UNKNOWN_LOCATION";
  }
  for (const Place& place : Places()) {
    if (place.first != action.item) continue;
    if (action.location.empty() || place.second == action.location) {
      GiveOutAnew(place, action, answer);
    }
  }
  return "";
}

void Twin::Give(ShortageStrategy strategy, Quantity Claim::*limit,
                const std::vector<Claim>& claims) {
  for (const Claim& claim : claims) {
    TwinReservation::Line& line = reservations_.at(claim.number).lines[claim.line];
    const Day day = std::max(line.day, today_);
    if (claim.strategy != strategy || !IsInHorizon(line.place, day)) continue;
    const Quantity more = std::min(AtpByDay(line.place)[day - today_], claim.*limit - line.open);
    line.open += std::max<Quantity>(0, more);
  }
}

void Twin::GiveOutAnew(const Place& place, const Reconfirm& action, TwinAnswer* answer) {
  std::vector<Claim> claims;
  for (const uint64_t number : maybe_open_reservations_) {
    const TwinReservation& reservation = reservations_.at(number);
    // What is held is a basket at the till: nothing is taken from it.
    if (reservation.state == ReservationState::kHeld || !IsOpen(reservation.state)) continue;
    ShortageStrategy strategy = reservation.strategy;
    for (const auto& [other, instead] : action.strategies) {
      if (other == number) strategy = instead;
    }
    for (uint32_t i = 0; i < reservation.lines.size(); ++i) {
      const TwinReservation::Line& line = reservation.lines[i];
      if (line.place != place || line.open + line.backordered == 0) continue;
      claims.push_back(
          {number, i, -reservation.priority, strategy, line.open, line.open + line.backordered});
    }
  }
  std::sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.minus_priority, a.number, a.line) <
           std::tie(b.minus_priority, b.number, b.line);
  });
  if (claims.empty()) return;
  ChangeStock(place);
  for (const Claim& claim : claims) Change(&reservations_, claim.number).lines[claim.line].open = 0;
  Give(ShortageStrategy::kWin, &Claim::has, claims);
  Give(ShortageStrategy::kGain, &Claim::has, claims);
  Give(ShortageStrategy::kWin, &Claim::wants, claims);
  Give(ShortageStrategy::kGain, &Claim::wants, claims);
  Give(ShortageStrategy::kRedistribute, &Claim::wants, claims);
  Give(ShortageStrategy::kFill, &Claim::has, claims);
  for (const Claim& claim : claims) {
    TwinReservation& reservation = reservations_.at(claim.number);
    TwinReservation::Line& line = reservation.lines[claim.line];
    const Quantity change = line.open - claim.has;
    line.promised += change;
    line.backordered -= change;
    if (change != 0) {
      answer->lines.push_back({claim.line, place, line.day, 0, change, 0, -change, claim.number});
    }
    reservation.state = ReservationState::kConfirmed;
    for (const TwinReservation::Line& any : reservation.lines) {
      if (any.backordered > 0) reservation.state = ReservationState::kBackordered;
    }
  }
}

}  // namespace atp
