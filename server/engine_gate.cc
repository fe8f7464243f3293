#include "server/engine_gate.h"

#include "engine/model/error.h"

namespace atp {

absl::Status DrainingError() {
  return MakeError(absl::StatusCode::kUnavailable, "DRAINING", "",
                   "the server is shutting down; nothing was applied");
}

absl::StatusOr<Engine*> EngineGate::Enter() const {
  if (is_draining()) return DrainingError();
  Engine* const engine = engine_.load(std::memory_order_acquire);
  if (engine == nullptr) {
    return MakeError(absl::StatusCode::kUnavailable, "RECOVERING", "",
                     "the server is reading its log and will serve soon; nothing was applied");
  }
  return engine;
}

}  // namespace atp
