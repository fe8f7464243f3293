#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
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

// What to take from one line: of what waits, and of what is promised.
struct Take {
  Quantity waiting = 0;
  Quantity open = 0;
};

// What a verb may take at most. What waits can only be given up.
Take TakeAll(const ReservationLine& line, Verb verb) {
  return {verb == Verb::kRelease ? line.backordered : 0, line.open};
}

absl::Status OverTaken(Verb verb, size_t part, Quantity asked, Quantity there) {
  return WithDetail(MakeError(absl::StatusCode::kFailedPrecondition,
                              verb == Verb::kFulfil ? "OVER_FULFIL" : "OVER_RELEASE",
                              FieldPath("parts", part, "quantity"),
                              absl::StrCat(asked, " asked, ", there, " open")),
                    "over_by", absl::StrCat(asked - there));
}

// What to take from each line: what is asked for, or all there is. What waits goes first.
absl::StatusOr<std::vector<Take>> TakeByLine(const Reservation& reservation,
                                             const ChangeReservation& action) {
  std::vector<Take> take(reservation.lines.size());
  if (action.parts.empty()) {
    for (size_t i = 0; i < take.size(); ++i) take[i] = TakeAll(reservation.lines[i], action.verb);
    return take;
  }
  for (size_t i = 0; i < action.parts.size(); ++i) {
    const LinePart& part = action.parts[i];
    if (part.line >= take.size()) {
      return BadField("UNKNOWN_LINE", FieldPath("parts", i, "line"),
                      absl::StrCat("line ", part.line, " of a reservation of ", take.size()));
    }
    Take& taken = take[part.line];
    const Take all = TakeAll(reservation.lines[part.line], action.verb);
    const Take room{all.waiting - taken.waiting, all.open - taken.open};
    if (part.quantity > room.waiting + room.open) {
      return OverTaken(action.verb, i, part.quantity, room.waiting + room.open);
    }
    const Quantity waiting = std::min(part.quantity, room.waiting);
    taken.waiting += waiting;
    taken.open += part.quantity - waiting;
  }
  return take;
}

// Takes an open quantity off its promise; fulfilling issues it from stock as well.
absl::Status TakeOpen(const ReservationLine& line, Quantity quantity, bool is_fulfil, Field field,
                      Draft* draft) {
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

LineEffect EffectOf(const Reservation& reservation, size_t index, const Take& take,
                    QuotaParts quota) {
  const ReservationLine& line = reservation.lines[index];
  LineEffect effect;
  effect.line = static_cast<uint32_t>(index);
  effect.request_line = effect.line;
  effect.position = line.position;
  effect.day = line.day;
  effect.quantity = take.open;
  effect.backordered = -take.waiting;
  effect.quota = std::move(quota);
  if (take.waiting != 0) effect.priority = reservation.priority;
  return effect;
}

// What is fulfilled is gone; the rest may be promised again.
QuotaParts TakeQuota(const DecideContext& context, const ReservationLine& line, Quantity open,
                     bool is_fulfil, Draft* draft) {
  if (line.quota.empty()) return {};
  if (is_fulfil) {
    return PartsUsedUp(line.quota, open, context.ledger->directory().catalog().channels());
  }
  ReservationLine working = line;
  return draft->GiveBackQuota(open, &working);
}

// The state once `take` is gone from the lines.
ReservationState StateAfter(const Reservation& reservation, const std::vector<Take>& take,
                            Verb verb) {
  bool is_open = false;
  bool waits = false;
  bool is_fulfilled = verb == Verb::kFulfil;
  for (size_t i = 0; i < take.size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    is_open |= line.open > take[i].open;
    waits |= line.backordered > take[i].waiting;
    is_fulfilled |= line.fulfilled > 0;
  }
  if (waits) return ReservationState::kBackordered;
  if (is_open && reservation.state == ReservationState::kBackordered) {
    return ReservationState::kConfirmed;
  }
  if (is_open) return reservation.state;
  return is_fulfilled ? ReservationState::kFulfilled : ReservationState::kReleased;
}

absl::Status TakeLines(const DecideContext& context, const Reservation& reservation,
                       const ChangeReservation& action, Draft* draft) {
  const auto take = TakeByLine(reservation, action);
  if (!take.ok()) return take.status();
  for (size_t i = 0; i < take->size(); ++i) {
    const Take& taken = (*take)[i];
    if (taken.open == 0 && taken.waiting == 0) continue;
    // The position's shard must hear of what waits there no more, though no balance changes.
    if (taken.waiting > 0) draft->Touch(reservation.lines[i].position);
    const absl::Status done =
        TakeOpen(reservation.lines[i], taken.open, action.verb == Verb::kFulfil,
                 FieldPath("parts", i, "quantity"), draft);
    if (!done.ok()) return done;
    draft->entry().lines.push_back(EffectOf(
        reservation, i, taken,
        TakeQuota(context, reservation.lines[i], taken.open, action.verb == Verb::kFulfil, draft)));
  }
  draft->entry().state = StateAfter(reservation, *take, action.verb);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<const Reservation*> FindReservation(const DecideContext& context, ReservationId id) {
  const ShardId home = HomeOf(id);
  const Reservation* found = home < context.ledger->shard_count()
                                 ? context.ledger->shard(home).FindReservation(id)
                                 : nullptr;
  if (found != nullptr) return found;
  return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_RESERVATION", "reservation_id",
                   "no such reservation, or it was resolved too long ago");
}

absl::Status DecideAction(const DecideContext& context, const ChangeReservation& action,
                          Draft* draft) {
  const auto found = FindReservation(context, action.reservation);
  if (!found.ok()) return found.status();
  const Reservation* reservation = *found;
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
      if (action.verb == Verb::kRelease) entry.customer = reservation->customer;
      const absl::Status taken = TakeLines(context, *reservation, action, draft);
      if (!taken.ok()) return taken;
      break;
    }
  }
  return draft->Finish(/*is_fact=*/false);
}

Entry DecideExpiry(const DecideContext& context, const Reservation& reservation) {
  Entry entry;
  Draft draft(context, &entry);
  entry.cause = Cause::kExpire;
  entry.reservation = reservation.id;
  entry.home = HomeOf(reservation.id);
  entry.state = ReservationState::kExpired;
  entry.customer = reservation.customer;
  entry.deadline = reservation.deadline;
  for (size_t i = 0; i < reservation.lines.size(); ++i) {
    const ReservationLine& line = reservation.lines[i];
    if (line.open == 0) continue;
    draft.balances(line.position).reserved -= line.open;
    entry.lines.push_back(
        EffectOf(reservation, i, {0, line.open},
                 TakeQuota(context, line, line.open, /*is_fulfil=*/false, &draft)));
  }
  ATP_CHECK(draft.Finish(/*is_fact=*/false).ok());
  return entry;
}

}  // namespace atp
