#include "server/availability_service.h"

#include "server/translate_availability.h"
#include "server/unary.h"

namespace atp {

grpc::ServerUnaryReactor* AvailabilityService::CheckAvailability(
    grpc::CallbackServerContext* context, const v1::CheckAvailabilityRequest* request,
    v1::CheckAvailabilityResponse* response) {
  return AnswerRead(parts_.gate, context, "CheckAvailability", [&](Engine& engine) {
    const auto lines = ToCheckLines(*request);
    if (!lines.ok()) return lines.status();
    const absl::StatusOr<CheckAnswer> answer = engine.Check(*lines);
    if (answer.ok()) FillCheck(*answer, response);
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
