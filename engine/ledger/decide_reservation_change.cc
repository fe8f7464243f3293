#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/ledger/decide_actions.h"
#include "engine/model/error.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

absl::Status FailedPrecondition(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, "reservation_id", message);
}

// Which states a verb may act on.
absl::Status CheckState(const Reservation& reservation, Verb verb) {
  switch (reservation.state) {
    case ReservationState::kExpired:
      return FailedPrecondition("RESERVATION_EXPIRED", "its deadline has passed");
    case ReservationState::kFulfilled:
    case ReservationState::kReleased:
      return FailedPrecondition("RESERVATION_RESOLVED", "nothing of it is open any more");
    case ReservationState::kHeld:
      if (verb != Verb::kFulfil) return absl::OkStatus();
      return FailedPrecondition("RESERVATION_NOT_CONFIRMED", "only a confirmed one is fulfilled");
    case ReservationState::kConfirmed:
    case ReservationState::kBackordered:
      if (verb == Verb::kFulfil || verb == Verb::kRelease) return absl::OkStatus();
      return FailedPrecondition("RESERVATION_NOT_HELD", "it is confirmed already");
  }
  return absl::InternalError("reservation state");
}

// The quantities to take from each line: those asked for, or all that is open.
absl::StatusOr<std::vector<Quantity>> QuantityByLine(const Reservation& reservation,
                                                     const ChangeReservation& action) {
  std::vector<Quantity> take(reservation.lines.size(), 0);
  if (action.parts.empty()) {
    for (size_t i = 0; i < take.size(); ++i) take[i] = reservation.lines[i].open;
    return take;
  }
  for (size_t i = 0; i < action.parts.size(); ++i) {
    const LinePart& part = action.parts[i];
    if (part.line >= take.size()) {
      return BadField("UNKNOWN_LINE", FieldPath("parts", i, "line"),
                      absl::StrCat("line ", part.line, " of a reservation of ", take.size()));
    }
    const Quantity room = reservation.lines[part.line].open - take[part.line];
    if (part.quantity > room) {
      const bool is_fulfil = action.verb == Verb::kFulfil;
      return WithDetail(
          MakeError(absl::StatusCode::kFailedPrecondition,
                    is_fulfil ? "OVER_FULFIL" : "OVER_RELEASE", FieldPath("parts", i, "quantity"),
                    absl::StrCat(part.quantity, " asked, ", room, " open")),
          "over_by", absl::StrCat(part.quantity - room));
    }
    take[part.line] += part.quantity;
  }
  return take;
}

// Takes an open quantity off its promise; fulfilling issues it from stock as well.
absl::Status TakeLine(const ReservationLine& line, Quantity quantity, bool is_fulfil,
                      std::string_view field, Draft* draft) {
  Balances& balances = draft->balances(line.position);
  if (is_fulfil) {
    const Quantity sellable = balances.on_hand - balances.held;
    if (quantity > sellable) return InsufficientOnHand(quantity, sellable, field);
    balances.on_hand -= quantity;
    const absl::Status moved = draft->Add(line.position, &Balances::moved, -quantity, field);
    if (!moved.ok()) return moved;
  }
  balances.reserved -= quantity;
  return absl::OkStatus();
}

absl::Status TakeLines(const Reservation& reservation, const ChangeReservation& action,
                       Draft* draft) {
  const auto take = QuantityByLine(reservation, action);
  if (!take.ok()) return take.status();
  const bool is_fulfil = action.verb == Verb::kFulfil;
  bool is_open = false;
  bool is_fulfilled = is_fulfil;
  for (size_t i = 0; i < take->size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    const Quantity quantity = (*take)[i];
    is_fulfilled |= line.fulfilled > 0;
    is_open |= line.open > quantity;
    if (quantity == 0) continue;
    const absl::Status taken =
        TakeLine(line, quantity, is_fulfil, FieldPath("parts", i, "quantity"), draft);
    if (!taken.ok()) return taken;
    LineEffect effect;
    effect.line = static_cast<uint32_t>(i);
    effect.position = line.position;
    effect.day = line.day;
    effect.quantity = quantity;
    draft->entry().lines.push_back(effect);
  }
  if (!is_open) {
    draft->entry().state =
        is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Entry> DecideAction(const DecideContext& context, const ChangeReservation& action,
                                   Draft* draft) {
  const Reservation* reservation =
      HomeOf(action.reservation) < context.ledger->shard_count()
          ? context.ledger->shard(HomeOf(action.reservation)).FindReservation(action.reservation)
          : nullptr;
  if (reservation == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_RESERVATION", "reservation_id",
                     "no such reservation, or it was resolved too long ago");
  }
  const absl::Status allowed = CheckState(*reservation, action.verb);
  if (!allowed.ok()) return allowed;

  Entry& entry = draft->entry();
  entry.reservation = reservation->id;
  entry.home = HomeOf(reservation->id);
  entry.state = reservation->state;
  entry.deadline = reservation->deadline;
  switch (action.verb) {
    case Verb::kConfirm:
      entry.cause = Cause::kConfirm;
      entry.state = ReservationState::kConfirmed;
      entry.deadline = 0;
      break;
    case Verb::kExtend:
      entry.cause = Cause::kExtend;
      entry.deadline =
          context.now + (action.hold_for == 0 ? context.limits->hold_default : action.hold_for);
      break;
    case Verb::kFulfil:
    case Verb::kRelease: {
      entry.cause = action.verb == Verb::kFulfil ? Cause::kFulfil : Cause::kRelease;
      const absl::Status taken = TakeLines(*reservation, action, draft);
      if (!taken.ok()) return taken;
      break;
    }
  }
  return draft->Finish(/*is_fact=*/false);
}

Entry DecideExpiry(const DecideContext& context, const Reservation& reservation) {
  Draft draft(context);
  Entry& entry = draft.entry();
  entry.cause = Cause::kExpire;
  entry.reservation = reservation.id;
  entry.home = HomeOf(reservation.id);
  entry.state = ReservationState::kExpired;
  entry.deadline = reservation.deadline;
  for (size_t i = 0; i < reservation.lines.size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    if (line.open == 0) continue;
    draft.balances(line.position).reserved -= line.open;
    LineEffect effect;
    effect.line = static_cast<uint32_t>(i);
    effect.position = line.position;
    effect.day = line.day;
    effect.quantity = line.open;
    entry.lines.push_back(effect);
  }
  return draft.Finish(/*is_fact=*/false).value();
}

}  // namespace atp
