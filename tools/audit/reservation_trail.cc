#include "tools/audit/reservation_trail.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

bool ChangesReservation(Cause cause) {
  switch (cause) {
    case Cause::kConfirm:
    case Cause::kExtend:
    case Cause::kFulfil:
    case Cause::kRelease:
    case Cause::kExpire:
    case Cause::kMove:
    case Cause::kFillBackorder:
      return true;
    default:
      return false;
  }
}

// By how much the effect changes what is promised.
Quantity PromiseChange(Cause cause, const LineEffect& effect) {
  const bool takes = cause == Cause::kFulfil || cause == Cause::kRelease || cause == Cause::kExpire;
  return takes ? -effect.quantity : effect.quantity;
}

void Expect(const LineEffect& line, Cause cause, ExpectedChanges* expected) {
  if (line.quantity == 0) return;
  ExpectedChange& change = (*expected)[line.position];
  change.reserved = AddSaturating(change.reserved, PromiseChange(cause, line));
  if (cause == Cause::kFulfil) change.issued = AddSaturating(change.issued, line.quantity);
}

bool IsConfirmed(ReservationState state) {
  return state == ReservationState::kConfirmed || state == ReservationState::kBackordered;
}

Sequence MadeBy(ReservationId id) { return id >> kShardBits; }

}  // namespace

void ReservationTrail::Report(const Entry& entry, const char* rule, std::string detail) const {
  report_({rule, entry.sequence, std::nullopt, entry.reservation, std::move(detail)});
}

void ReservationTrail::Take(const Entry& entry, ExpectedChanges* expected) {
  if (entry.cause == Cause::kReserve) return Make(entry, expected);
  const bool is_one = ChangesReservation(entry.cause);
  if (!is_one && entry.cause != Cause::kReconfirm) return;
  for (const LineEffect& line : entry.lines) Expect(line, entry.cause, expected);
  is_one ? Change(entry) : Reconfirm(entry);
}

void ReservationTrail::Make(const Entry& entry, ExpectedChanges* expected) {
  if (MadeBy(entry.reservation) != entry.sequence) {
    Report(entry, "WRONG_RESERVATION_ID",
           absl::StrCat("its number says entry ", MadeBy(entry.reservation)));
  }
  Open made;
  made.is_confirmed = IsConfirmed(entry.state);
  made.deadline = entry.deadline;
  for (const LineEffect& line : entry.lines) {
    // Each line was offered `atp`, which already lacks what earlier lines of the request took.
    if (line.quantity < 0 || line.quantity > line.requested ||
        line.quantity > std::max<Quantity>(0, line.atp)) {
      Report(entry, "OVERSOLD",
             absl::StrCat("line ", line.line, " promises ", line.quantity, " of ", line.requested,
                          " asked where ", line.atp, " could be promised"));
    }
    made.lines.push_back({line.position, line.quantity, line.backordered});
    Expect(line, entry.cause, expected);
  }
  if (!IsOpen(entry.state)) {
    Report(entry, "WRONG_STATE", "made in a state that is final");
  } else if (!open_.emplace(entry.reservation, std::move(made)).second) {
    Report(entry, "RESERVED_TWICE", "a reservation of this number is open");
  }
}

void ReservationTrail::Change(const Entry& entry) {
  const auto it = open_.find(entry.reservation);
  if (it == open_.end()) {
    TakeUnknown(entry, entry.reservation, entry.lines);
    if (!IsOpen(entry.state)) resolved_.insert(entry.reservation);
    return;
  }
  Open& open = it->second;
  const bool was_confirmed = open.is_confirmed;
  for (const LineEffect& effect : entry.lines) TakeLine(entry, effect, &open);
  CheckState(entry, open, was_confirmed);
  open.is_confirmed = IsConfirmed(entry.state);
  open.deadline = entry.deadline;
  if (IsOpen(entry.state)) return;
  resolved_.insert(entry.reservation);
  open_.erase(it);
}

void ReservationTrail::Reconfirm(const Entry& entry) {
  for (const LineEffect& effect : entry.lines) {
    const auto it = open_.find(effect.reservation);
    if (it == open_.end()) {
      TakeUnknown(entry, effect.reservation, {effect});
      continue;
    }
    TakeLine(entry, effect, &it->second);
    if (!it->second.is_confirmed) Report(entry, "WRONG_STATE", "a held reservation was given anew");
  }
}

void ReservationTrail::TakeUnknown(const Entry& entry, ReservationId id,
                                   absl::Span<const LineEffect> effects) {
  if (resolved_.contains(id)) {
    return Report(entry, "RESOLVED_TWICE", "it was fulfilled, released or expired before");
  }
  if (MadeBy(id) >= first_) return Report(entry, "UNKNOWN_RESERVATION", "no entry made it");
  for (const LineEffect& effect : effects) {
    Quantity& taken = taken_before_history_[effect.position];
    taken = AddSaturating(taken, -PromiseChange(entry.cause, effect));
  }
}

void ReservationTrail::TakeLine(const Entry& entry, const LineEffect& effect, Open* open) {
  const bool may_add = entry.cause == Cause::kMove || entry.cause == Cause::kFillBackorder;
  if (may_add && effect.line == open->lines.size()) open->lines.push_back({effect.position, 0, 0});
  if (effect.line >= open->lines.size() || open->lines[effect.line].position != effect.position) {
    return Report(entry, "UNKNOWN_LINE",
                  absl::StrCat("line ", effect.line, " is not one of its lines"));
  }
  Line& line = open->lines[effect.line];
  const Quantity change = PromiseChange(entry.cause, effect);
  if (change < -line.open || effect.backordered < -line.waiting) {
    Report(entry, "OVER_TAKEN",
           absl::StrCat("line ", effect.line, ": ", -change, " taken of ", line.open, " open, ",
                        -effect.backordered, " of ", line.waiting, " waiting"));
  }
  const bool gives = entry.cause == Cause::kFillBackorder || entry.cause == Cause::kReconfirm;
  const bool takes = !gives && entry.cause != Cause::kMove;
  if (takes && effect.quantity < 0) {
    Report(entry, "OVER_TAKEN", absl::StrCat("line ", effect.line, ": takes less than nothing"));
  }
  line.open = AddSaturating(line.open, change);
  line.waiting = AddSaturating(line.waiting, effect.backordered);
  open->is_fulfilled |= entry.cause == Cause::kFulfil && effect.quantity > 0;
}

void ReservationTrail::CheckState(const Entry& entry, const Open& open, bool was_confirmed) {
  const bool has_open = std::any_of(open.lines.begin(), open.lines.end(), [](const Line& line) {
    return line.open > 0 || line.waiting > 0;
  });
  if (has_open != IsOpen(entry.state)) {
    Report(entry, "WRONG_STATE",
           has_open ? "resolved while lines are open" : "nothing is open, but it is not resolved");
  }
  switch (entry.cause) {
    case Cause::kConfirm:
    case Cause::kExtend:
      if (was_confirmed) Report(entry, "WRONG_STATE", "it was confirmed already");
      break;
    case Cause::kFulfil:
      if (!was_confirmed) Report(entry, "WRONG_STATE", "fulfilled before it was confirmed");
      break;
    case Cause::kExpire:
      if (was_confirmed) {
        Report(entry, "WRONG_STATE", "expired although it was confirmed");
      } else if (entry.time < open.deadline) {
        Report(entry, "EXPIRED_EARLY",
               absl::StrCat("expired ", open.deadline - entry.time, " us before its deadline"));
      }
      break;
    default:
      break;
  }
}

absl::flat_hash_map<PositionId, Quantity> ReservationTrail::OpenByPosition() const {
  absl::flat_hash_map<PositionId, Quantity> sums;
  for (const auto& [position, taken] : taken_before_history_) sums[position] = -taken;
  for (const auto& [id, open] : open_) {
    for (const Line& line : open.lines) {
      Quantity& sum = sums[line.position];
      sum = AddSaturating(sum, line.open);
    }
  }
  return sums;
}

}  // namespace atp
