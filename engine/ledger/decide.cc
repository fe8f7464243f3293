#include "engine/ledger/decide.h"

#include "engine/ledger/decide_actions.h"

namespace atp {

absl::Status Decide(const DecideContext& context, const Action& action, Entry* entry) {
  Draft draft(context, entry);
  return std::visit([&](const auto& a) { return DecideAction(context, a, &draft); }, action);
}

}  // namespace atp
