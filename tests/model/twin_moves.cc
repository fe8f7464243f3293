// Of the twin: promises that go to another place or day.

#include <algorithm>

#include "tests/model/twin.h"

namespace atp {

std::string Twin::Apply(const MoveReservation& action, TwinAnswer* answer) {
  const std::string not_open = FindOpen(action.reservation, answer);
  if (!not_open.empty()) return not_open;
  TwinReservation& reservation = Change(&reservations_, action.reservation);
  struct Leg {
    TwinReservation::Line from;
    Quantity open = 0;
    Quantity waiting = 0;
  };
  std::vector<Leg> legs;
  const auto leave = [&](uint32_t number, Quantity open, Quantity waiting) {
    TwinReservation::Line& line = reservation.lines[number];
    ChangeStock(line.place);
    legs.push_back({line, open, waiting});
    line.promised -= open;
    GiveBack(&line, open);
    line.backordered -= waiting;
    answer->lines.push_back({number, line.place, line.day, 0, -open, 0, -waiting});
  };
  for (uint32_t i = 0; action.parts.empty() && i < reservation.lines.size(); ++i) {
    const TwinReservation::Line& line = reservation.lines[i];
    if (line.open > 0 || line.backordered > 0) leave(i, line.open, line.backordered);
  }
  for (const LinePart& part : action.parts) {
    if (part.line >= reservation.lines.size()) return "UNKNOWN_LINE";
    if (part.quantity > reservation.lines[part.line].open) return "OVER_MOVE";
    leave(part.line, part.quantity, 0);
  }
  if (!action.location.empty() && locations_.count(action.location) == 0) {
    return "UNKNOWN_LOCATION";
  }
  if (action.channel.has_value()) {
    if (!CheckChannel(*action.channel).empty()) return CheckChannel(*action.channel);
    reservation.channel = *action.channel;
  }
  for (const Leg& leg : legs) {
    Place to = leg.from.place;
    if (!action.location.empty()) to.second = action.location;
    const Day day = action.day == kNoDay ? std::max(leg.from.day, today_) : action.day;
    ChangeStock(to);
    if (leg.open > 0 || action.day != kNoDay) {
      if (!IsInHorizon(to, day)) return "DAY_OUTSIDE_HORIZON";
    }
    if (leg.open > 0 && AtpByDay(to, reservation.channel)[day - today_] < leg.open) {
      return "DESTINATION_TOO_LITTLE";
    }
    const auto number = static_cast<uint32_t>(reservation.lines.size());
    const Quantity all = leg.open + leg.waiting;
    TwinReservation::Line line{to, day, all, 0, 0, 0, 0, leg.waiting};
    AddPromise(&line, leg.open, reservation.channel);
    reservation.lines.push_back(line);
    answer->lines.push_back({number, to, day, all, leg.open, 0, leg.waiting});
  }
  answer->cause = Cause::kMove;
  answer->reservation = action.reservation;
  answer->state = reservation.state;
  answer->deadline = reservation.deadline;
  return "";
}

}  // namespace atp
