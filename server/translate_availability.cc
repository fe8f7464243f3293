#include "server/translate_availability.h"

#include "engine/base/checked_math.h"
#include "engine/model/error.h"
#include "server/scalars.h"

namespace atp {
namespace {

// The scopes of the engine and of atp.v1 have the same numbers; both are fixed for good.
static_assert(static_cast<int>(RuleScope::kDefault) == v1::Rule::DEFAULT);
static_assert(static_cast<int>(RuleScope::kPosition) == v1::Rule::POSITION);

void FillLocation(const LocationPromise& promise,
                  v1::CheckAvailabilityResponse::Location* location) {
  location->set_location(promise.location);
  location->set_atp(promise.atp);
  location->set_on_hand(promise.on_hand);
  location->set_overdue_supply(promise.overdue_supply);
  location->set_guaranteed_atp(promise.atp_at[0]);
  location->set_expected_atp(promise.atp_at[1]);
  location->set_optimistic_atp(promise.atp_at[2]);
  location->set_exceeds_look_ahead_by(promise.exceeds_look_ahead_by);
  location->set_mode(static_cast<v1::Rule::Mode>(promise.mode));
  location->set_rule_scope(static_cast<v1::Rule::Scope>(promise.rule_scope));
  location->set_unlimited(promise.atp == kUnlimited);
  location->set_channel_own(promise.channel_own);
  location->set_shared_pool(promise.shared_pool);
  location->set_is_aged(promise.is_aged);
  location->set_age_policy(static_cast<v1::AgeSetting::Policy>(promise.age_policy));
  if (promise.age != 0) *location->mutable_age() = FormatDuration(promise.age);
}

void FillLine(const LinePromise& promise, v1::CheckAvailabilityResponse::Line* line) {
  line->set_item(promise.item);
  line->set_day(FormatDay(promise.day));
  line->set_promisable(promise.promisable);
  if (promise.earliest.has_value()) line->set_earliest_day(FormatDay(*promise.earliest));
  line->mutable_locations()->Reserve(static_cast<int>(promise.locations.size()));
  Quantity overdue = 0;  // each is at least 0
  for (const LocationPromise& location : promise.locations) {
    FillLocation(location, line->add_locations());
    overdue = AddSaturating(overdue, location.overdue_supply);
  }
  line->set_overdue_supply(overdue);
}

void FillSteps(const Curve& curve,
               google::protobuf::RepeatedPtrField<v1::GetAvailabilityCurveResponse::Step>* steps) {
  for (const Step& from : curve.steps()) {
    auto* const step = steps->Add();
    step->set_day(FormatDay(from.day));
    step->set_projected(from.projected);
    step->set_atp(from.atp);
  }
}

}  // namespace

absl::StatusOr<std::vector<CheckLine>> ToCheckLines(const v1::CheckAvailabilityRequest& request) {
  std::vector<CheckLine> lines;
  lines.reserve(request.lines_size());
  for (const auto& from : request.lines()) {
    absl::StatusOr<Day> day = ParseDay(from.day(), FieldPath("lines", lines.size(), "day").Path());
    if (!day.ok()) return day.status();
    lines.push_back({from.item(),
                     {from.locations().begin(), from.locations().end()},
                     *day,
                     from.quantity(),
                     from.is_emergency(),
                     from.channel()});
  }
  return lines;
}

void FillCheck(const CheckAnswer& answer, v1::CheckAvailabilityResponse* response) {
  response->mutable_lines()->Reserve(static_cast<int>(answer.lines.size()));
  for (const LinePromise& line : answer.lines) FillLine(line, response->add_lines());
  response->set_sequence(static_cast<int64_t>(answer.sequence));
  response->set_stale(answer.stale);
}

void FillCheck(const CheckAnswer& answer, v1::CheckBrief* brief) {
  for (const LinePromise& line : answer.lines) brief->add_promisable(line.promisable);
  brief->set_sequence(static_cast<int64_t>(answer.sequence));
  brief->set_stale(answer.stale);
}

void FillCurve(const std::string& item, const CurveAnswer& answer,
               v1::GetAvailabilityCurveResponse* response) {
  response->set_item(item);
  response->set_today(FormatDay(answer.today));
  response->set_horizon_days(answer.horizon_days);
  std::vector<Curve> curves;
  for (const CurveAnswer::AtLocation& at : answer.locations) {
    auto* const location = response->add_locations();
    location->set_location(at.location);
    FillSteps(at.curve, location->mutable_steps());
    curves.push_back(at.curve);
  }
  if (!curves.empty()) FillSteps(SumPromisable(curves), response->mutable_total());
  response->set_sequence(static_cast<int64_t>(answer.sequence));
  response->set_stale(answer.stale);
}

}  // namespace atp
