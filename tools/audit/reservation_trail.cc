#include "tools/audit/reservation_trail.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

bool ChangesReservation(Cause cause) {
  return cause == Cause::kConfirm || cause == Cause::kExtend || cause == Cause::kFulfil ||
         cause == Cause::kRelease || cause == Cause::kExpire;
}

void Expect(const LineEffect& line, Cause cause, ExpectedChanges* expected) {
  if (line.quantity == 0) return;
  ExpectedChange& change = (*expected)[line.position];
  const Quantity sign = cause == Cause::kReserve ? 1 : -1;
  change.reserved = AddSaturating(change.reserved, sign * line.quantity);
  if (cause == Cause::kFulfil) change.issued = AddSaturating(change.issued, line.quantity);
}

Sequence MadeBy(ReservationId id) { return id >> kShardBits; }

}  // namespace

void ReservationTrail::Report(const Entry& entry, const char* rule, std::string detail) const {
  report_({rule, entry.sequence, std::nullopt, entry.reservation, std::move(detail)});
}

void ReservationTrail::Take(const Entry& entry, ExpectedChanges* expected) {
  if (entry.cause == Cause::kReserve) return Make(entry, expected);
  if (ChangesReservation(entry.cause)) Change(entry, expected);
}

void ReservationTrail::Make(const Entry& entry, ExpectedChanges* expected) {
  if (MadeBy(entry.reservation) != entry.sequence) {
    Report(entry, "WRONG_RESERVATION_ID",
           absl::StrCat("its number says entry ", MadeBy(entry.reservation)));
  }
  Open made;
  made.is_confirmed = entry.state == ReservationState::kConfirmed;
  made.deadline = entry.deadline;
  for (const LineEffect& line : entry.lines) {
    // Each line was offered `atp`, which already lacks what earlier lines of the request took.
    if (line.quantity < 0 || line.quantity > line.requested ||
        line.quantity > std::max<Quantity>(0, line.atp)) {
      Report(entry, "OVERSOLD",
             absl::StrCat("line ", line.line, " promises ", line.quantity, " of ", line.requested,
                          " asked where ", line.atp, " could be promised"));
    }
    made.lines.push_back({line.position, line.quantity});
    Expect(line, entry.cause, expected);
  }
  if (!IsOpen(entry.state)) {
    Report(entry, "WRONG_STATE", "made in a state that is final");
  } else if (!open_.emplace(entry.reservation, std::move(made)).second) {
    Report(entry, "RESERVED_TWICE", "a reservation of this number is open");
  }
}

void ReservationTrail::Change(const Entry& entry, ExpectedChanges* expected) {
  for (const LineEffect& line : entry.lines) Expect(line, entry.cause, expected);
  const auto it = open_.find(entry.reservation);
  if (it != open_.end()) {
    Open& open = it->second;
    const bool was_confirmed = open.is_confirmed;
    TakeLines(entry, &open, expected);
    CheckState(entry, open, was_confirmed);
    open.is_confirmed = entry.state == ReservationState::kConfirmed;
    open.deadline = entry.deadline;
    if (!IsOpen(entry.state)) {
      resolved_.insert(entry.reservation);
      open_.erase(it);
    }
    return;
  }
  if (resolved_.contains(entry.reservation)) {
    return Report(entry, "RESOLVED_TWICE", "it was fulfilled, released or expired before");
  }
  if (MadeBy(entry.reservation) >= first_) {
    return Report(entry, "UNKNOWN_RESERVATION", "no entry made it");
  }
  for (const LineEffect& line : entry.lines) {
    Quantity& taken = taken_before_history_[line.position];
    taken = AddSaturating(taken, line.quantity);
  }
  if (!IsOpen(entry.state)) resolved_.insert(entry.reservation);
}

void ReservationTrail::TakeLines(const Entry& entry, Open* open, ExpectedChanges* expected) {
  for (const LineEffect& effect : entry.lines) {
    if (effect.line >= open->lines.size() || open->lines[effect.line].position != effect.position) {
      Report(entry, "UNKNOWN_LINE", absl::StrCat("line ", effect.line, " is not one of its lines"));
      continue;
    }
    Line& line = open->lines[effect.line];
    if (effect.quantity < 0 || effect.quantity > line.open) {
      Report(entry, "OVER_TAKEN",
             absl::StrCat("line ", effect.line, ": ", effect.quantity, " taken, ", line.open,
                          " open"));
    }
    line.open = AddSaturating(line.open, -effect.quantity);
    open->is_fulfilled |= entry.cause == Cause::kFulfil && effect.quantity > 0;
  }
}

void ReservationTrail::CheckState(const Entry& entry, const Open& open, bool was_confirmed) {
  const bool has_open = std::any_of(open.lines.begin(), open.lines.end(),
                                    [](const Line& line) { return line.open > 0; });
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
