#ifndef ATP_SERVER_TRANSLATE_EXPLANATION_H_
#define ATP_SERVER_TRANSLATE_EXPLANATION_H_

#include "absl/status/statusor.h"
#include "engine/views.h"
#include "proto/atp/v1/availability_service.pb.h"

namespace atp {

// AvailabilityService.ExplainAvailability and the engine's explanation.

absl::StatusOr<ExplainQuestion> ToQuestion(const v1::ExplainAvailabilityRequest& request);
void FillExplanation(const ExplainAnswer& answer, v1::ExplainAvailabilityResponse* response);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_EXPLANATION_H_
