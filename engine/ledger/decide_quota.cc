#include "engine/ledger/decide_actions.h"

namespace atp {

absl::StatusOr<Entry> DecideAction(const DecideContext& context, const ChangeQuota& action,
                                   Draft* draft) {
  return absl::UnimplementedError("");
}

}  // namespace atp
