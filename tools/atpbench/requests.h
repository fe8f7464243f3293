#ifndef ATP_TOOLS_ATPBENCH_REQUESTS_H_
#define ATP_TOOLS_ATPBENCH_REQUESTS_H_

#include <grpcpp/support/status.h>

#include "proto/atp/v1/availability_service.pb.h"
#include "proto/atp/v1/reservation_service.pb.h"
#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/operation.h"

namespace atp {

// Operations as messages, whichever way these travel, and answers out of them.

v1::CheckAvailabilityRequest CheckRequestOf(const Operation& operation, const Catalogue& catalogue);
// All or nothing.
v1::ReserveRequest ReserveRequestOf(const Operation& operation, const Catalogue& catalogue);

// Confirm and release.
template <typename Request>
Request ChangeRequestOf(const Operation& operation) {
  Request request;
  request.set_request_id(operation.request_id);
  request.set_reservation_id(operation.reservation);
  return request;
}

// Of a call that ended with another status than OK.
void ReadError(const grpc::Status& status, Answer* answer);
void ReadAnswer(const v1::CheckAvailabilityResponse& response, Answer* answer);
void ReadAnswer(const v1::ReserveResponse& response, Answer* answer);
void ReadAnswer(const v1::ReservationChange& response, Answer* answer);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_REQUESTS_H_
