#ifndef ATP_ENGINE_LEDGER_DECIDE_ACTIONS_H_
#define ATP_ENGINE_LEDGER_DECIDE_ACTIONS_H_

#include "absl/status/statusor.h"
#include "engine/ledger/draft.h"

namespace atp {

// One function for each action, in a file for each family. All follow the same line: look up, check
// limits on the draft, and only then Draft::Finish().

// A reservation by its id, or UNKNOWN_RESERVATION.
absl::StatusOr<const Reservation*> FindReservation(const DecideContext& context, ReservationId id);

absl::Status DecideAction(const DecideContext& context, const Reserve& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const ChangeReservation& action,
                          Draft* draft);
absl::Status DecideAction(const DecideContext& context, const MoveStock& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const TransferStock& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const SetSupply& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const ReceiveSupply& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const CancelSupply& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const ApplySnapshot& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const Configure& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const ChangeSettings& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const MoveReservation& action,
                          Draft* draft);
absl::Status DecideAction(const DecideContext& context, const Reconfirm& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const ChangeQuota& action, Draft* draft);
absl::Status DecideAction(const DecideContext& context, const LearnSuppliers& action, Draft* draft);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DECIDE_ACTIONS_H_
