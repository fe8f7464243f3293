#include "server/translate_explanation.h"

#include "server/scalars.h"
#include "server/translate_cover.h"
#include "server/translate_position.h"

namespace atp {
namespace {

using Response = v1::ExplainAvailabilityResponse;

// Verdicts, modes and levels have the same numbers in the engine and in atp.v1.
static_assert(static_cast<int>(SupplyVerdict::kCounts) == Response::DocumentLine::COUNTS);
static_assert(static_cast<int>(SupplyVerdict::kStateNotInRule) ==
              Response::DocumentLine::STATE_NOT_IN_RULE);
static_assert(static_cast<int>(SupplyVerdict::kKindNotInRule) ==
              Response::DocumentLine::KIND_NOT_IN_RULE);
static_assert(static_cast<int>(SupplyVerdict::kPastDue) == Response::DocumentLine::PAST_DUE);
static_assert(static_cast<int>(SupplyVerdict::kBeyondHorizon) ==
              Response::DocumentLine::BEYOND_HORIZON);
static_assert(static_cast<int>(SupplyVerdict::kTrustedInPart) ==
              Response::DocumentLine::TRUSTED_IN_PART);
static_assert(static_cast<int>(AtpMode::kFirstSurplus) == v1::Rule::FIRST_SURPLUS);
static_assert(static_cast<int>(ConfidenceLevel::kOptimistic) == v1::Rule::OPTIMISTIC);

void FillPromise(const PromiseExplained& from, Response::Promise* promise) {
  promise->set_reservation_id(FormatReservationId(from.reservation));
  promise->set_line(static_cast<int32_t>(from.line));
  promise->set_reference(from.reference);
  promise->set_day(FormatDay(from.day));
  promise->set_quantity(from.quantity);
  FillCover(from.cover, promise);
}

void FillDocument(const SupplyExplained& from, Response::DocumentLine* line) {
  FillSupplyKey(from.key, line->mutable_document());
  line->set_supplier(from.supplier);
  line->set_state(static_cast<v1::Supply::State>(from.state));
  line->set_day(FormatDay(from.day));
  line->set_open(from.open);
  line->set_counted(from.counted);
  line->set_counts_on_day(FormatDay(from.counts_on));
  line->set_verdict(static_cast<Response::DocumentLine::Verdict>(from.verdict));
}

void FillCheckedNumbers(const LocationPromise& promise, Response* response) {
  response->set_atp(promise.atp);
  response->set_guaranteed_atp(promise.atp_at[0]);
  response->set_expected_atp(promise.atp_at[1]);
  response->set_optimistic_atp(promise.atp_at[2]);
  response->set_exceeds_look_ahead_by(promise.exceeds_look_ahead_by);
  response->set_overdue_supply(promise.overdue_supply);
}

void FillLimit(const ExplainAnswer& answer, Response* response) {
  response->set_look_ahead_atp(answer.look_ahead_atp);
  response->set_projected(answer.projected);
  response->set_binding_day(FormatDay(answer.binding_day));
  for (const auto& line : answer.blocking) FillPromise(line, response->add_blocking());
  response->set_blocking_count(static_cast<int64_t>(answer.blocking_count));
  if (answer.next.has_value()) {
    response->set_next_day(FormatDay(answer.next->day));
    response->set_next_by(answer.next->by);
    FillSupplyKey(answer.next->document, response->mutable_next_document());
  }
  response->set_now(answer.now);
  response->set_all_on_day(FormatDay(answer.all_on.value_or(kNoDay)));
}

}  // namespace

absl::StatusOr<ExplainQuestion> ToQuestion(const v1::ExplainAvailabilityRequest& request) {
  const absl::StatusOr<Day> day = ParseDay(request.day(), "day");
  if (!day.ok()) return day.status();
  return ExplainQuestion{request.item(),     request.location(),     *day,
                         request.quantity(), request.is_emergency(), request.channel()};
}

void FillExplanation(const ExplainAnswer& answer, Response* response) {
  response->set_item(answer.item);
  response->set_day(FormatDay(answer.day));
  response->set_today(FormatDay(answer.today));
  response->set_location(answer.promise.location);
  FillCheckedNumbers(answer.promise, response);
  FillBalances(answer.balances, response->mutable_balances());
  response->set_safety_stock_kept(answer.safety_stock_kept);
  response->set_rule_item(answer.rule_item);
  response->set_rule_location(answer.rule_location);
  response->set_mode(static_cast<v1::Rule::Mode>(answer.rule.mode));
  response->set_horizon_days(answer.rule.horizon_days);
  response->set_reserve_level(static_cast<v1::Rule::Level>(answer.rule.reserve_level));
  response->set_lead_time_days(answer.rule.lead_time_days.value_or(0));
  FillLimit(answer, response);
  for (const auto& line : answer.supply) FillDocument(line, response->add_supply());
  for (const auto& line : answer.promises) FillPromise(line, response->add_promises());
  response->set_promise_count(static_cast<int64_t>(answer.promise_count));
  for (const auto& line : answer.waiting) FillPromise(line, response->add_waiting());
  response->set_sequence(static_cast<int64_t>(answer.sequence));
  response->set_stale(answer.stale);
}

}  // namespace atp
