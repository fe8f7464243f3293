#include "engine/ledger/decide.h"

#include "engine/ledger/decide_actions.h"

namespace atp {

absl::StatusOr<Entry> Decide(const DecideContext& context, const Action& action) {
  Draft draft(context);
  return std::visit([&](const auto& a) { return DecideAction(context, a, &draft); }, action);
}

}  // namespace atp
