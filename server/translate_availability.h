#ifndef ATP_SERVER_TRANSLATE_AVAILABILITY_H_
#define ATP_SERVER_TRANSLATE_AVAILABILITY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proto/atp/v1/availability_service.pb.h"
#include "proto/atp/v1/batch_service.pb.h"

namespace atp {

// atp.v1.AvailabilityService and the engine's views. What the engine checks itself (keys, ranges,
// numbers of lines) is passed on as it is.

absl::StatusOr<std::vector<CheckLine>> ToCheckLines(const v1::CheckAvailabilityRequest& request);
void FillCheck(const CheckAnswer& answer, v1::CheckAvailabilityResponse* response);
void FillCheck(const CheckAnswer& answer, v1::CheckBrief* brief);

void FillCurve(const std::string& item, const CurveAnswer& answer,
               v1::GetAvailabilityCurveResponse* response);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_AVAILABILITY_H_
