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
  return AnswerRead(parts_.gate, context, "CheckAvailability", [&](Engine& engine) {
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
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto call = std::make_shared<Call>(context, "CheckAvailability");
  const auto lines = ToCheckLines(*request);
  const auto sequence = ParseSequence(request->as_of_sequence(), "as_of_sequence");
  const absl::StatusOr<Engine*> entered = parts_.gate.Enter();
  absl::Status status = call->CheckWaiting();
  if (status.ok()) status = entered.status();
  if (status.ok()) status = lines.status();
  if (status.ok()) status = sequence.status();
  if (!status.ok()) {
    reactor->Finish(call->End(status));
    return reactor;
  }
  const auto work = [call, reactor, response, engine = *entered, sequence = *sequence,
                     lines = *lines] {
    const absl::StatusOr<CheckAnswer> answer = engine->CheckAsOf(sequence, lines);
    if (answer.ok()) FillCheck(*answer, response);
    reactor->Finish(call->End(answer.status()));
  };
  if (!parts_.history_threads.TryRun(work)) {
    reactor->Finish(call->End(
        MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "",
                  absl::StrCat(parts_.history_threads.max(), " questions of the past at a time"))));
  }
  return reactor;
}

grpc::ServerUnaryReactor* AvailabilityService::ExplainAvailability(
    grpc::CallbackServerContext* context, const v1::ExplainAvailabilityRequest* request,
    v1::ExplainAvailabilityResponse* response) {
  return AnswerRead(parts_.gate, context, "ExplainAvailability", [&](Engine& engine) {
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
  return AnswerRead(parts_.gate, context, "GetAvailabilityCurve", [&](Engine& engine) {
    const absl::StatusOr<CurveAnswer> answer =
        engine.GetCurve(request->item(), {request->locations().begin(), request->locations().end()},
                        request->horizon_days());
    if (answer.ok()) FillCurve(request->item(), *answer, response);
    return answer.status();
  });
}

}  // namespace atp
