#ifndef ATP_SERVER_TRANSLATE_RESERVE_H_
#define ATP_SERVER_TRANSLATE_RESERVE_H_

#include "absl/status/statusor.h"
#include "engine/model/command.h"
#include "engine/model/outcome.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "proto/atp/v1/reservation_service.pb.h"
#include "server/translate_position.h"

namespace atp {

// ReservationService.Reserve and the engine's command and outcome.

absl::StatusOr<Action> ToAction(const v1::ReserveRequest& request);
void FillReserve(const Outcome& outcome, const KeysOf& keys_of, v1::ReserveResponse* response);
void FillReserve(const Outcome& outcome, v1::ReserveBrief* brief);

}  // namespace atp

#endif  // ATP_SERVER_TRANSLATE_RESERVE_H_
