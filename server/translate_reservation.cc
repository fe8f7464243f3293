#include "server/translate_reservation.h"

#include <utility>

#include "engine/model/error.h"
#include "server/scalars.h"
#include "server/translate_cover.h"

namespace atp {
namespace {

// The strategies of the engine and of atp.v1 have the same numbers; both are fixed for good.
static_assert(static_cast<int>(ShortageStrategy::kWin) == v1::Reservation::WIN);
static_assert(static_cast<int>(ShortageStrategy::kLose) == v1::Reservation::LOSE);

using Parts = google::protobuf::RepeatedPtrField<v1::ReservationPart>;

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

// What a change did to a line, and how the line stands now.
void FillLine(const LineEffect& effect, const ReservationView* now, const KeysOf& keys_of,
              v1::ReservationChange::Line* line) {
  line->set_line(static_cast<int32_t>(effect.line));
  line->set_quantity(effect.quantity);
  line->set_backordered(effect.backordered);
  line->set_day(FormatDay(effect.day));
  if (now == nullptr || effect.line >= now->lines.size()) {
    Engine::PositionKeys keys = keys_of(effect.position);
    line->set_item(std::move(keys.item));
    line->set_location(std::move(keys.location));
    return;
  }
  const LineView& stands = now->lines[effect.line];
  line->set_item(stands.item);
  line->set_location(stands.location);
  line->set_open(stands.line.open);
  line->set_fulfilled(stands.line.fulfilled);
  line->set_released(stands.line.released);
}

}  // namespace

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

absl::StatusOr<Action> ToAction(const v1::MoveRequest& request) {
  const auto id = ParseReservationId(request.reservation_id(), "reservation_id");
  if (!id.ok()) return id.status();
  auto parts = ToParts(request.parts());
  if (!parts.ok()) return parts.status();
  const absl::StatusOr<Day> day = ParseDay(request.day(), "day");
  if (!day.ok()) return day.status();
  MoveReservation move;
  move.reservation = *id;
  move.parts = *std::move(parts);
  move.location = request.location();
  move.day = *day;
  if (request.has_channel()) move.channel = request.channel();
  return move;
}

absl::StatusOr<Action> ToAction(const v1::ReconfirmRequest& request) {
  Reconfirm reconfirm;
  reconfirm.item = request.item();
  reconfirm.location = request.location();
  for (const auto& from : request.strategies()) {
    const size_t index = reconfirm.strategies.size();
    const auto id = ParseReservationId(from.reservation_id(),
                                       FieldPath("strategies", index, "reservation_id").Path());
    if (!id.ok()) return id.status();
    const std::string field = FieldPath("strategies", index, "strategy").Path();
    const auto strategy = ToStrategy(from.strategy(), field);
    if (!strategy.ok()) return strategy.status();
    if (from.strategy() == v1::Reservation::SHORTAGE_STRATEGY_UNSPECIFIED) {
      return BadField("FIELD_OUT_OF_RANGE", field, "a strategy is needed");
    }
    reconfirm.strategies.emplace_back(*id, *strategy);
  }
  return reconfirm;
}

void FillChange(const Outcome& outcome, const ReservationView* now, const KeysOf& keys_of,
                v1::ReservationChange* response) {
  const Entry& entry = outcome.entry;
  response->set_reservation_id(FormatReservationId(entry.reservation));
  response->set_state(ToProto(entry.state));
  if (entry.state == ReservationState::kHeld) {
    *response->mutable_deadline() = FormatTimestamp(entry.deadline);
  }
  for (const LineEffect& effect : entry.lines) {
    FillLine(effect, now, keys_of, response->add_lines());
  }
  response->set_sequence(static_cast<int64_t>(entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

void FillChange(const Outcome& outcome, Engine* engine, v1::ReservationChange* response) {
  const KeysOf keys_of = KeysFrom(engine);
  if (outcome.entry.lines.empty()) return FillChange(outcome, nullptr, keys_of, response);
  // A repeated answer may outlive the reservation it is about.
  const auto now = engine->GetReservation(outcome.entry.reservation);
  FillChange(outcome, now.ok() ? &*now : nullptr, keys_of, response);
}

void FillReconfirm(const Outcome& outcome, const KeysOf& keys_of, v1::ReconfirmResponse* response) {
  for (const LineEffect& effect : outcome.entry.lines) {
    auto* const change = response->add_changes();
    Engine::PositionKeys keys = keys_of(effect.position);
    change->set_reservation_id(FormatReservationId(effect.reservation));
    change->set_line(static_cast<int32_t>(effect.line));
    change->set_item(std::move(keys.item));
    change->set_location(std::move(keys.location));
    change->set_day(FormatDay(effect.day));
    change->set_quantity(effect.quantity);
    change->set_backordered(effect.backordered);
  }
  response->set_sequence(static_cast<int64_t>(outcome.entry.sequence));
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
    case ReservationState::kBackordered:
      return v1::Reservation::BACKORDERED;
  }
  return v1::Reservation::STATE_UNSPECIFIED;
}

absl::StatusOr<ShortageStrategy> ToStrategy(v1::Reservation::ShortageStrategy strategy,
                                            std::string_view field) {
  if (strategy == v1::Reservation::SHORTAGE_STRATEGY_UNSPECIFIED) {
    return ShortageStrategy::kRedistribute;
  }
  if (v1::Reservation::ShortageStrategy_IsValid(strategy)) {
    return static_cast<ShortageStrategy>(strategy);
  }
  return BadField("FIELD_OUT_OF_RANGE", field, "not a strategy that this server knows");
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
  reservation->set_customer(from.customer);
  reservation->set_channel(view.channel);
  reservation->set_priority(from.priority);
  reservation->set_strategy(static_cast<v1::Reservation::ShortageStrategy>(from.strategy));
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
    line->set_request_line(static_cast<int32_t>(line_view.line.request_line));
    line->set_backordered(line_view.line.backordered);
    line->set_substitute_for(line_view.substitute_for);
    FillCover(line_view.cover, line);
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
