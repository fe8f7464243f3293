#include "server/translate_reservation.h"

#include <algorithm>

#include "engine/model/error.h"
#include "server/scalars.h"

namespace atp {
namespace {

using Parts = google::protobuf::RepeatedPtrField<v1::ReservationPart>;

absl::StatusOr<ReserveMode> ToMode(v1::ReserveRequest::Mode mode) {
  switch (mode) {
    case v1::ReserveRequest::MODE_UNSPECIFIED:
    case v1::ReserveRequest::ALL_OR_NOTHING:
      return ReserveMode::kAllOrNothing;
    case v1::ReserveRequest::PARTIAL:
      return ReserveMode::kPartial;
    default:
      return BadField("FIELD_OUT_OF_RANGE", "mode", "not a mode that this server knows");
  }
}

absl::StatusOr<Micros> ToHoldFor(const google::protobuf::Duration& duration) {
  return ParseDuration(duration, "hold_for", "DEADLINE_OUT_OF_RANGE");
}

absl::StatusOr<std::vector<LinePart>> ToParts(const Parts& parts) {
  std::vector<LinePart> result;
  result.reserve(parts.size());
  for (const auto& part : parts) {
    if (part.line() < 0) {
      return BadField("UNKNOWN_LINE", FieldPath("parts", result.size(), "line"),
                      "lines are counted from 0");
    }
    // Not left to the engine: there no quantity means all of it.
    if (part.quantity() < 1) {
      return BadField("QUANTITY_NOT_POSITIVE", FieldPath("parts", result.size(), "quantity"),
                      "a quantity must be at least 1");
    }
    result.push_back({static_cast<uint32_t>(part.line()), part.quantity()});
  }
  return result;
}

absl::StatusOr<ChangeReservation> ToChange(ChangeReservation::Verb verb,
                                           const std::string& reservation_id) {
  const absl::StatusOr<ReservationId> id = ParseReservationId(reservation_id, "reservation_id");
  if (!id.ok()) return id.status();
  ChangeReservation change;
  change.verb = verb;
  change.reservation = *id;
  return change;
}

absl::StatusOr<Action> ToChangeOfParts(ChangeReservation::Verb verb,
                                       const std::string& reservation_id, const Parts& parts) {
  absl::StatusOr<ChangeReservation> change = ToChange(verb, reservation_id);
  if (!change.ok()) return change.status();
  auto line_parts = ToParts(parts);
  if (!line_parts.ok()) return line_parts.status();
  change->parts = *std::move(line_parts);
  return *std::move(change);
}

// A reservation's id is made of the sequence of the entry that made it; one that was only tried has
// none.
ReservationId IdOf(const Entry& entry) {
  if (entry.sequence == 0 || entry.cause == Cause::kRefuse) return kNoReservation;
  return entry.cause == Cause::kReserve ? MakeReservationId(entry.sequence, entry.home)
                                        : entry.reservation;
}

v1::ReserveResponse::Outcome OutcomeOf(const Entry& entry) {
  if (entry.cause == Cause::kRefuse) return v1::ReserveResponse::REFUSED_NOT_ENOUGH;
  const bool is_whole =
      std::all_of(entry.lines.begin(), entry.lines.end(),
                  [](const LineEffect& line) { return line.quantity == line.requested; });
  return is_whole ? v1::ReserveResponse::RESERVED : v1::ReserveResponse::PARTIALLY_RESERVED;
}

void FillReserveLine(const LineEffect& effect, bool is_refused, v1::ReserveResponse::Line* line) {
  line->set_day(FormatDay(effect.day));
  line->set_requested(effect.requested);
  line->set_promised(is_refused ? 0 : effect.quantity);
  line->set_short_by(std::max<Quantity>(0, effect.requested - std::max<Quantity>(0, effect.atp)));
  line->set_atp(effect.atp);
}

}  // namespace

absl::StatusOr<Action> ToAction(const v1::ReserveRequest& request) {
  Reserve reserve;
  const absl::StatusOr<ReserveMode> mode = ToMode(request.mode());
  if (!mode.ok()) return mode.status();
  const absl::StatusOr<Micros> hold_for = ToHoldFor(request.hold_for());
  if (!hold_for.ok()) return hold_for.status();
  reserve.mode = *mode;
  reserve.hold_for = *hold_for;
  reserve.confirm = request.confirm();
  reserve.reference = request.reference();
  reserve.lines.reserve(request.lines_size());
  for (const auto& line : request.lines()) {
    const absl::StatusOr<Day> day =
        ParseDay(line.day(), FieldPath("lines", reserve.lines.size(), "day"));
    if (!day.ok()) return day.status();
    reserve.lines.push_back({line.item(), line.location(), line.quantity(), *day});
  }
  return reserve;
}

absl::StatusOr<Action> ToAction(const v1::ConfirmRequest& request) {
  auto change = ToChange(ChangeReservation::Verb::kConfirm, request.reservation_id());
  if (!change.ok()) return change.status();
  return *std::move(change);
}

absl::StatusOr<Action> ToAction(const v1::ExtendRequest& request) {
  auto change = ToChange(ChangeReservation::Verb::kExtend, request.reservation_id());
  if (!change.ok()) return change.status();
  const absl::StatusOr<Micros> hold_for = ToHoldFor(request.hold_for());
  if (!hold_for.ok()) return hold_for.status();
  change->hold_for = *hold_for;
  return *std::move(change);
}

absl::StatusOr<Action> ToAction(const v1::FulfilRequest& request) {
  return ToChangeOfParts(ChangeReservation::Verb::kFulfil, request.reservation_id(),
                         request.parts());
}

absl::StatusOr<Action> ToAction(const v1::ReleaseRequest& request) {
  return ToChangeOfParts(ChangeReservation::Verb::kRelease, request.reservation_id(),
                         request.parts());
}

void FillReserve(const Outcome& outcome, v1::ReserveResponse* response) {
  const Entry& entry = outcome.entry;
  const bool is_refused = entry.cause == Cause::kRefuse;
  response->set_outcome(OutcomeOf(entry));
  response->set_reservation_id(FormatReservationId(IdOf(entry)));
  if (!is_refused) {
    response->set_state(ToProto(entry.state));
    if (entry.state == ReservationState::kHeld) {
      *response->mutable_deadline() = FormatTimestamp(entry.deadline);
    }
  }
  response->mutable_lines()->Reserve(static_cast<int>(entry.lines.size()));
  for (const LineEffect& line : entry.lines) {
    FillReserveLine(line, is_refused, response->add_lines());
  }
  response->set_sequence(static_cast<int64_t>(entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

void FillChange(const Outcome& outcome, const ReservationView* now,
                v1::ReservationChange* response) {
  const Entry& entry = outcome.entry;
  response->set_reservation_id(FormatReservationId(entry.reservation));
  response->set_state(ToProto(entry.state));
  if (entry.state == ReservationState::kHeld) {
    *response->mutable_deadline() = FormatTimestamp(entry.deadline);
  }
  if (entry.cause == Cause::kFulfil || entry.cause == Cause::kRelease) {
    for (const LineEffect& effect : entry.lines) {
      auto* const line = response->add_lines();
      line->set_line(static_cast<int32_t>(effect.line));
      line->set_quantity(effect.quantity);
      if (now == nullptr || effect.line >= now->reservation.lines.size()) continue;
      const ReservationLine& stands = now->reservation.lines[effect.line];
      line->set_open(stands.open);
      line->set_fulfilled(stands.fulfilled);
      line->set_released(stands.released);
    }
  }
  response->set_sequence(static_cast<int64_t>(entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

v1::Reservation::State ToProto(ReservationState state) {
  switch (state) {
    case ReservationState::kHeld:
      return v1::Reservation::HELD;
    case ReservationState::kConfirmed:
      return v1::Reservation::CONFIRMED;
    case ReservationState::kFulfilled:
      return v1::Reservation::FULFILLED;
    case ReservationState::kReleased:
      return v1::Reservation::RELEASED;
    case ReservationState::kExpired:
      return v1::Reservation::EXPIRED;
  }
  return v1::Reservation::STATE_UNSPECIFIED;
}

void FillReservation(const ReservationView& view, v1::Reservation* reservation) {
  const Reservation& from = view.reservation;
  reservation->set_reservation_id(FormatReservationId(from.id));
  reservation->set_state(ToProto(from.state));
  *reservation->mutable_create_time() = FormatTimestamp(from.created);
  if (from.state == ReservationState::kHeld || from.state == ReservationState::kExpired) {
    *reservation->mutable_deadline() = FormatTimestamp(from.deadline);
  }
  if (from.resolved != 0) *reservation->mutable_resolve_time() = FormatTimestamp(from.resolved);
  reservation->set_reference(from.reference);
  for (const LineView& line_view : view.lines) {
    auto* const line = reservation->add_lines();
    line->set_item(line_view.item);
    line->set_location(line_view.location);
    line->set_day(FormatDay(line_view.line.day));
    line->set_requested(line_view.line.requested);
    line->set_promised(line_view.line.promised);
    line->set_open(line_view.line.open);
    line->set_fulfilled(line_view.line.fulfilled);
    line->set_released(line_view.line.released);
  }
}

absl::StatusOr<ReservationFilter> ToFilter(const v1::ListReservationsRequest& request) {
  ReservationFilter filter;
  filter.item = request.item();
  filter.location = request.location();
  filter.reference = request.reference();
  if (request.state() == v1::Reservation::STATE_UNSPECIFIED) return filter;
  if (!v1::Reservation::State_IsValid(request.state())) {
    return BadField("FIELD_OUT_OF_RANGE", "state", "not a state that this server knows");
  }
  filter.state = static_cast<ReservationState>(request.state());
  return filter;
}

}  // namespace atp
