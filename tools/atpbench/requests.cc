#include "tools/atpbench/requests.h"

#include "absl/strings/str_cat.h"
#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"

namespace atp {
namespace {

// Whether the server says when to ask again; a connection that is lost does not.
bool HasRetryInfo(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return false;
  for (const google::protobuf::Any& detail : rich.details()) {
    if (detail.Is<google::rpc::RetryInfo>()) return true;
  }
  return false;
}

}  // namespace

v1::CheckAvailabilityRequest CheckRequestOf(const Operation& operation,
                                            const Catalogue& catalogue) {
  v1::CheckAvailabilityRequest request;
  for (const OrderLine& line : operation.lines) {
    auto* const asked = request.add_lines();
    asked->set_item(catalogue.ItemOf(line.position));
    asked->add_locations(catalogue.LocationOf(line.position));
    asked->set_quantity(line.quantity);
  }
  return request;
}

v1::ReserveRequest ReserveRequestOf(const Operation& operation, const Catalogue& catalogue) {
  v1::ReserveRequest request;
  request.set_request_id(operation.request_id);
  request.set_mode(v1::ReserveRequest::ALL_OR_NOTHING);
  request.mutable_hold_for()->set_seconds(operation.hold_seconds);
  for (const OrderLine& line : operation.lines) {
    auto* const wanted = request.add_lines();
    wanted->set_item(catalogue.ItemOf(line.position));
    wanted->set_location(catalogue.LocationOf(line.position));
    wanted->set_quantity(line.quantity);
  }
  return request;
}

void ReadError(const grpc::Status& status, Answer* answer) {
  const grpc::StatusCode code = status.error_code();
  const bool is_late = code == grpc::StatusCode::DEADLINE_EXCEEDED;
  const bool is_too_much = code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
                           (code == grpc::StatusCode::UNAVAILABLE && HasRetryInfo(status));
  answer->result = is_late || is_too_much ? Answer::Result::kTurnedAway : Answer::Result::kFailed;
  answer->error = absl::StrCat("status ", static_cast<int>(code), ": ", status.error_message());
}

void ReadAnswer(const v1::CheckAvailabilityResponse& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
}

void ReadAnswer(const v1::ReserveResponse& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
  if (response.outcome() != v1::ReserveResponse::RESERVED) {
    answer->result = Answer::Result::kRefused;
    return;
  }
  answer->reservation = response.reservation_id();
  answer->promised.reserve(static_cast<size_t>(response.lines_size()));
  for (const auto& line : response.lines()) answer->promised.push_back(line.promised());
}

void ReadAnswer(const v1::ReservationChange& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
}

}  // namespace atp
