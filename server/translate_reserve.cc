#include "server/translate_reserve.h"

#include <algorithm>
#include <utility>

#include "engine/model/error.h"
#include "server/scalars.h"
#include "server/translate_reservation.h"

namespace atp {
namespace {

// The enums of the engine and of atp.v1 have the same numbers; both are fixed for good.
static_assert(static_cast<int>(ReserveMode::kAllOrNothing) == v1::ReserveRequest::ALL_OR_NOTHING);
static_assert(static_cast<int>(ReserveMode::kBackorder) == v1::ReserveRequest::BACKORDER);
static_assert(static_cast<int>(SourcingStrategy::kPriority) == v1::ReserveRequest::PRIORITY);
static_assert(static_cast<int>(SourcingStrategy::kCheapest) == v1::ReserveRequest::CHEAPEST);

absl::StatusOr<ReserveMode> ToMode(v1::ReserveRequest::Mode mode) {
  if (mode == v1::ReserveRequest::MODE_UNSPECIFIED) return ReserveMode::kAllOrNothing;
  if (v1::ReserveRequest::Mode_IsValid(mode)) return static_cast<ReserveMode>(mode);
  return BadField("FIELD_OUT_OF_RANGE", "mode", "not a mode that this server knows");
}

absl::StatusOr<SourcingStrategy> ToSourcing(v1::ReserveRequest::Sourcing sourcing) {
  if (sourcing == v1::ReserveRequest::SOURCING_UNSPECIFIED) return SourcingStrategy::kPriority;
  if (v1::ReserveRequest::Sourcing_IsValid(sourcing)) {
    return static_cast<SourcingStrategy>(sourcing);
  }
  return BadField("FIELD_OUT_OF_RANGE", "sourcing", "not a strategy that this server knows");
}

absl::StatusOr<ReserveLine> ToLine(const v1::ReserveRequest::Line& from, const std::string& path) {
  const absl::StatusOr<Day> day = ParseDay(from.day(), path + "day");
  if (!day.ok()) return day.status();
  const absl::StatusOr<Day> latest_day = ParseDay(from.latest_day(), path + "latest_day");
  if (!latest_day.ok()) return latest_day.status();
  ReserveLine line;
  line.item = from.item();
  line.location = from.location();
  line.quantity = from.quantity();
  line.day = *day;
  line.group = from.group();
  line.latest_day = *latest_day;
  line.together = from.together();
  line.may_split_days = from.may_split_days();
  line.part_min = from.part_min() == 0 ? 1 : from.part_min();
  return line;
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
  const auto& lines = entry.lines;
  const auto waits = [](const LineEffect& line) { return line.backordered > 0; };
  if (std::any_of(lines.begin(), lines.end(), waits)) return v1::ReserveResponse::BACKORDERED;
  const auto is_whole = [](const LineEffect& line) { return line.quantity == line.requested; };
  return std::all_of(lines.begin(), lines.end(), is_whole)
             ? v1::ReserveResponse::RESERVED
             : v1::ReserveResponse::PARTIALLY_RESERVED;
}

void FillKeys(const LineEffect& effect, const KeysOf& keys_of, v1::ReserveResponse::Line* line) {
  if (effect.position.item == kNoItem) return;  // nothing could be planned
  Engine::PositionKeys keys = keys_of(effect.position);
  line->set_item(std::move(keys.item));
  line->set_location(std::move(keys.location));
  if (effect.substitute_for == kNoItem) return;
  line->set_substitute_for(keys_of({effect.substitute_for, kNoLocation}).item);
}

Quantity ShortBy(const LineEffect& effect) {
  return std::max<Quantity>(0, effect.requested - std::max<Quantity>(0, effect.atp));
}

void FillNumbers(const LineEffect& effect, bool is_refused, v1::ReserveResponse::Line* line) {
  line->set_day(FormatDay(effect.day));
  line->set_requested(effect.requested);
  line->set_promised(is_refused ? 0 : effect.quantity);
  line->set_short_by(ShortBy(effect));
  line->set_atp(effect.atp);
  line->set_backordered(is_refused ? 0 : effect.backordered);
  line->set_request_line(static_cast<int32_t>(effect.request_line));
}

}  // namespace

absl::StatusOr<Action> ToAction(const v1::ReserveRequest& request) {
  Reserve reserve;
  const absl::StatusOr<ReserveMode> mode = ToMode(request.mode());
  if (!mode.ok()) return mode.status();
  const absl::StatusOr<ShortageStrategy> strategy = ToStrategy(request.strategy(), "strategy");
  if (!strategy.ok()) return strategy.status();
  const absl::StatusOr<SourcingStrategy> sourcing = ToSourcing(request.sourcing());
  if (!sourcing.ok()) return sourcing.status();
  const absl::StatusOr<Micros> hold_for =
      ParseDuration(request.hold_for(), "hold_for", "DEADLINE_OUT_OF_RANGE");
  if (!hold_for.ok()) return hold_for.status();
  reserve.mode = *mode;
  reserve.hold_for = *hold_for;
  reserve.confirm = request.confirm();
  reserve.reference = request.reference();
  reserve.customer = request.customer();
  reserve.channel = request.channel();
  reserve.priority = request.priority();
  reserve.strategy = *strategy;
  reserve.is_emergency = request.is_emergency();
  reserve.accepts_substitutes = request.accepts_substitutes();
  reserve.sourcing = *sourcing;
  reserve.region = request.region();
  reserve.together = request.together();
  reserve.lines.reserve(request.lines_size());
  for (const auto& from : request.lines()) {
    absl::StatusOr<ReserveLine> line =
        ToLine(from, FieldPath("lines", reserve.lines.size(), "").Path());
    if (!line.ok()) return line.status();
    reserve.lines.push_back(*std::move(line));
  }
  return reserve;
}

void FillReserve(const Outcome& outcome, const KeysOf& keys_of, v1::ReserveResponse* response) {
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
  for (const LineEffect& effect : entry.lines) {
    auto* const line = response->add_lines();
    FillNumbers(effect, is_refused, line);
    FillKeys(effect, keys_of, line);
  }
  response->set_sequence(static_cast<int64_t>(entry.sequence));
  response->set_is_repeat(outcome.repeated);
}

void FillReserve(const Outcome& outcome, v1::ReserveBrief* brief) {
  const Entry& entry = outcome.entry;
  const v1::ReserveResponse::Outcome what = OutcomeOf(entry);
  brief->set_outcome(what);
  brief->set_sequence(static_cast<int64_t>(entry.sequence));
  brief->set_is_repeat(outcome.repeated);
  if (what == v1::ReserveResponse::REFUSED_NOT_ENOUGH) {
    for (const LineEffect& line : entry.lines) brief->add_short_by(ShortBy(line));
    return;
  }
  brief->set_reservation_id(FormatReservationId(IdOf(entry)));
  brief->set_state(ToProto(entry.state));
  if (what == v1::ReserveResponse::RESERVED) return;
  for (const LineEffect& line : entry.lines) brief->add_promised(line.quantity);
}

}  // namespace atp
