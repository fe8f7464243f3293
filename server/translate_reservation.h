#ifndef ATP_SERVER_TRANSLATE_RESERVATION_H_
#define ATP_SERVER_TRANSLATE_RESERVATION_H_

#include "absl/status/statusor.h"
#include "engine/model/command.h"
#include "engine/model/outcome.h"
#include "engine/views.h"
#include "proto/atp/v1/reservation_service.pb.h"

namespace atp {

// atp.v1.ReservationService and the engine's commands, outcomes and views.

absl::StatusOr<Action> ToAction(const v1::ReserveRequest& request);
absl::StatusOr<Action> ToAction(const v1::ConfirmRequest& request);
absl::StatusOr<Action> ToAction(const v1::ExtendRequest& request);
absl::StatusOr<Action> ToAction(const v1::FulfilRequest& request);
absl::StatusOr<Action> ToAction(const v1::ReleaseRequest& request);

void FillReserve(const Outcome& outcome, v1::ReserveResponse* response);

// `now` is the reservation as it stands, or null if it is no longer remembered: then the lines say
// only what this change did.
void FillChange(const Outcome& outcome, const ReservationView* now,
                v1::ReservationChange* response);

v1::Reservation::State ToProto(ReservationState state);
void FillReservation(const ReservationView& view, v1::Reservation* reservation);
absl::StatusOr<ReservationFilter> ToFilter(const v1::ListReservationsRequest& request);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_RESERVATION_H_
