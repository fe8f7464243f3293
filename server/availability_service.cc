#include "server/availability_service.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "server/scalars.h"
#include "server/translate_availability.h"
#include "server/translate_explanation.h"
#include "server/unary.h"

namespace atp {

grpc::ServerUnaryReactor* AvailabilityService::CheckAvailability(
    grpc::CallbackServerContext* context, const v1::CheckAvailabilityRequest* request,
    v1::CheckAvailabilityResponse* response) {
  if (request->as_of_sequence() != 0) return CheckAsOf(context, request, response);
  return AnswerRead(&parts_, context, "CheckAvailability", *request, [&](Engine& engine) {
    const auto lines = ToCheckLines(*request);
    if (!lines.ok()) return lines.status();
    const absl::StatusOr<CheckAnswer> answer = engine.Check(*lines);
    if (answer.ok()) FillCheck(*answer, response);
    return answer.status();
  });
}

grpc::ServerUnaryReactor* AvailabilityService::CheckAsOf(
    grpc::CallbackServerContext* context, const v1::CheckAvailabilityRequest* request,
    v1::CheckAvailabilityResponse* response) {
  const std::string busy =
      absl::StrCat(parts_.history_threads.max(), " questions of the past at a time");
  return AnswerSlowly(
      &parts_, &parts_.history_threads, context, "CheckAvailability", *request, busy,
      [request, response](const Call&, Engine* engine) -> absl::Status {
        const auto lines = ToCheckLines(*request);
        if (!lines.ok()) return lines.status();
        const auto sequence = ParseSequence(request->as_of_sequence(), "as_of_sequence");
        if (!sequence.ok()) return sequence.status();
        const absl::StatusOr<CheckAnswer> answer = engine->CheckAsOf(*sequence, *lines);
        if (answer.ok()) FillCheck(*answer, response);
        return answer.status();
      });
}

grpc::ServerUnaryReactor* AvailabilityService::ExplainAvailability(
    grpc::CallbackServerContext* context, const v1::ExplainAvailabilityRequest* request,
    v1::ExplainAvailabilityResponse* response) {
  return AnswerRead(&parts_, context, "ExplainAvailability", *request, [&](Engine& engine) {
    const auto question = ToQuestion(*request);
    if (!question.ok()) return question.status();
    const absl::StatusOr<ExplainAnswer> answer = engine.Explain(*question);
    if (answer.ok()) FillExplanation(*answer, response);
    return answer.status();
  });
}

grpc::ServerUnaryReactor* AvailabilityService::GetAvailabilityCurve(
    grpc::CallbackServerContext* context, const v1::GetAvailabilityCurveRequest* request,
    v1::GetAvailabilityCurveResponse* response) {
  return AnswerRead(&parts_, context, "GetAvailabilityCurve", *request, [&](Engine& engine) {
    const absl::StatusOr<CurveAnswer> answer =
        engine.GetCurve(request->item(), {request->locations().begin(), request->locations().end()},
                        request->horizon_days());
    if (answer.ok()) FillCurve(request->item(), *answer, response);
    return answer.status();
  });
}

}  // namespace atp
