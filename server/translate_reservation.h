#ifndef ATP_SERVER_TRANSLATE_RESERVATION_H_
#define ATP_SERVER_TRANSLATE_RESERVATION_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "engine/model/command.h"
#include "engine/model/outcome.h"
#include "engine/views.h"
#include "proto/atp/v1/reservation_service.pb.h"
#include "server/translate_position.h"

namespace atp {

// What atp.v1.ReservationService does with reservations once they are made, and the engine's
// commands, outcomes and views. Reserve itself is in translate_reserve.h.

absl::StatusOr<Action> ToAction(const v1::ConfirmRequest& request);
absl::StatusOr<Action> ToAction(const v1::ExtendRequest& request);
absl::StatusOr<Action> ToAction(const v1::FulfilRequest& request);
absl::StatusOr<Action> ToAction(const v1::ReleaseRequest& request);
absl::StatusOr<Action> ToAction(const v1::MoveRequest& request);
absl::StatusOr<Action> ToAction(const v1::ReconfirmRequest& request);

// `now` is the reservation as it stands, or null if it is no longer remembered: then the lines say
// only what this change did.
void FillChange(const Outcome& outcome, const ReservationView* now, const KeysOf& keys_of,
                v1::ReservationChange* response);
// Asks the engine how the reservation stands, where the change has touched lines.
void FillChange(const Outcome& outcome, Engine* engine, v1::ReservationChange* response);
void FillReconfirm(const Outcome& outcome, const KeysOf& keys_of, v1::ReconfirmResponse* response);

v1::Reservation::State ToProto(ReservationState state);
// Unspecified is REDISTRIBUTE. FIELD_OUT_OF_RANGE.
absl::StatusOr<ShortageStrategy> ToStrategy(v1::Reservation::ShortageStrategy strategy,
                                            std::string_view field);
void FillReservation(const ReservationView& view, v1::Reservation* reservation);
absl::StatusOr<ReservationFilter> ToFilter(const v1::ListReservationsRequest& request);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_RESERVATION_H_
