#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// What goes: so much of one line, to a line of its own.
struct Leg {
  uint32_t line = 0;
  Quantity quantity = 0;
  Quantity waiting = 0;
};

absl::Status CheckState(const Reservation& reservation) {
  if (IsOpen(reservation.state)) return absl::OkStatus();
  const bool is_expired = reservation.state == ReservationState::kExpired;
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   is_expired ? "RESERVATION_EXPIRED" : "RESERVATION_RESOLVED", "reservation_id",
                   "nothing of it is open any more");
}

// All that is open and waits, or the parts asked for of what is open.
absl::StatusOr<std::vector<Leg>> LegsOf(const Reservation& reservation,
                                        const MoveReservation& action) {
  std::vector<Leg> legs;
  if (action.parts.empty()) {
    for (uint32_t i = 0; i < reservation.lines.size(); ++i) {
      const ReservationLine& line = reservation.lines[i];
      if (line.open > 0 || line.backordered > 0) legs.push_back({i, line.open, line.backordered});
    }
    return legs;
  }
  std::vector<Quantity> left;
  for (const ReservationLine& line : reservation.lines) left.push_back(line.open);
  for (size_t i = 0; i < action.parts.size(); ++i) {
    const LinePart& part = action.parts[i];
    if (part.line >= left.size()) {
      return BadField("UNKNOWN_LINE", FieldPath("parts", i, "line"),
                      absl::StrCat("line ", part.line, " of a reservation of ", left.size()));
    }
    if (part.quantity > left[part.line]) {
      return WithDetail(
          MakeError(absl::StatusCode::kFailedPrecondition, "OVER_MOVE",
                    FieldPath("parts", i, "quantity"),
                    absl::StrCat(part.quantity, " asked, ", left[part.line], " open")),
          "over_by", absl::StrCat(part.quantity - left[part.line]));
    }
    left[part.line] -= part.quantity;
    legs.push_back({part.line, part.quantity, 0});
  }
  return legs;
}

LineEffect Leaving(const Reservation& reservation, const Leg& leg) {
  const ReservationLine& line = reservation.lines[leg.line];
  LineEffect effect;
  effect.line = leg.line;
  effect.request_line = line.request_line;
  effect.position = line.position;
  effect.day = line.day;
  effect.quantity = -leg.quantity;
  effect.backordered = -leg.waiting;
  if (leg.waiting != 0) effect.priority = reservation.priority;
  return effect;
}

// Where the leg goes, as a line at the end of the reservation.
LineEffect Arriving(const Reservation& reservation, const Leg& leg, uint32_t line, PositionId to,
                    Day day) {
  const ReservationLine& old = reservation.lines[leg.line];
  LineEffect effect;
  effect.line = line;
  effect.request_line = old.request_line;
  effect.position = to;
  effect.day = day;
  effect.requested = leg.quantity + leg.waiting;
  effect.quantity = leg.quantity;
  effect.backordered = leg.waiting;
  effect.substitute_for = old.substitute_for;
  if (leg.waiting != 0) effect.priority = reservation.priority;
  return effect;
}

// Takes the promise at the destination, which must have enough. What only waits may keep a day that
// the rule there does not reach yet, but be given none.
absl::Status Take(const Asker& asker, bool has_new_day, LineEffect* taken, Draft* draft) {
  LineEffect& effect = *taken;
  draft->Touch(effect.position);
  if (effect.quantity == 0 && !has_new_day) return absl::OkStatus();
  const Availability available = draft->Of(effect.position, asker);
  if (!InHorizon(available.rule(), draft->today(), effect.day)) {
    return BadField(
        "DAY_OUTSIDE_HORIZON", "day",
        absl::StrCat("day ", effect.day - draft->today(), " from today; the horizon is 0 to ",
                     available.rule().horizon_days - 1));
  }
  if (effect.quantity == 0) return absl::OkStatus();
  const Quantity there = std::max<Quantity>(0, available.On(effect.day));
  if (there < effect.quantity) {
    return WithDetail(
        MakeError(absl::StatusCode::kFailedPrecondition, "DESTINATION_TOO_LITTLE", "location",
                  absl::StrCat(effect.quantity, " asked, ", there, " can be promised there")),
        "short_by", absl::StrCat(effect.quantity - there));
  }
  effect.quota = draft->TakePromise(effect.position, effect.day, effect.quantity, asker);
  return draft->Add(effect.position, &Balances::reserved, effect.quantity, "parts");
}

}  // namespace

absl::Status DecideAction(const DecideContext& context, const MoveReservation& action,
                          Draft* draft) {
  const auto found = FindReservation(context, action.reservation);
  if (!found.ok()) return found.status();
  const Reservation& reservation = **found;
  const absl::Status allowed = CheckState(reservation);
  if (!allowed.ok()) return allowed;
  const auto legs = LegsOf(reservation, action);
  if (!legs.ok()) return legs.status();
  LocationId location = kNoLocation;
  if (!action.location.empty()) {
    location = context.ledger->names().Location(action.location);
    if (location == kNoLocation) {
      return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_LOCATION", "location",
                       absl::StrCat("location \"", action.location, "\" is not known"));
    }
  }

  Entry& entry = draft->entry();
  entry.cause = Cause::kMove;
  entry.reservation = reservation.id;
  entry.home = HomeOf(reservation.id);
  entry.state = reservation.state;
  entry.deadline = reservation.deadline;
  entry.channel = reservation.channel;
  if (action.channel.has_value()) {
    const auto channel = context.ledger->directory().FindChannel(*action.channel, "channel");
    if (!channel.ok()) return channel.status();
    entry.channel = *channel;
  }
  std::vector<ReservationLine> lines(reservation.lines.begin(), reservation.lines.end());
  // Everything leaves before anything arrives: lines may change places.
  for (const Leg& leg : *legs) {
    const ReservationLine& line = reservation.lines[leg.line];
    draft->Touch(line.position);
    if (leg.quantity > 0) {
      draft->GiveBackPromise(line.position, line.day, leg.quantity);
      draft->balances(line.position).reserved -= leg.quantity;
    }
    entry.lines.push_back(Leaving(reservation, leg));
    entry.lines.back().quota = draft->GiveBackQuota(leg.quantity, &lines[leg.line]);
  }
  auto next = static_cast<uint32_t>(reservation.lines.size());
  for (const Leg& leg : *legs) {
    const ReservationLine& line = reservation.lines[leg.line];
    PositionId to = line.position;
    if (location != kNoLocation) to.location = location;
    // What was due is due today where it goes.
    const Day day = action.day == kNoDay ? std::max(line.day, draft->today()) : action.day;
    entry.lines.push_back(Arriving(reservation, leg, next++, to, day));
    const absl::Status taken =
        Take({false, entry.channel}, action.day != kNoDay, &entry.lines.back(), draft);
    if (!taken.ok()) return taken;
  }
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
