#include "tools/atpbench/requests.h"

namespace atp {
namespace {

// Reservations must outlast the run: an expired one would look like stock that is sold twice.
constexpr int64_t kHoldSeconds = 86400;

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
  request.mutable_hold_for()->set_seconds(kHoldSeconds);
  for (const OrderLine& line : operation.lines) {
    auto* const wanted = request.add_lines();
    wanted->set_item(catalogue.ItemOf(line.position));
    wanted->set_location(catalogue.LocationOf(line.position));
    wanted->set_quantity(line.quantity);
  }
  return request;
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
