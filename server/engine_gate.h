#ifndef ATP_SERVER_ENGINE_GATE_H_
#define ATP_SERVER_ENGINE_GATE_H_

#include <atomic>

#include "absl/status/statusor.h"
#include "engine/engine.h"

namespace atp {

// Where calls meet the engine: closed while it recovers, open, closed again for good while it
// drains.
//
//   RECOVERING --Open()--> serving --Close()--> DRAINING
//
// Thread-safe. The engine must outlive every call that has entered: the gRPC server is shut down,
// which waits for them, before the engine goes.
class EngineGate {
 public:
  // The engine, or UNAVAILABLE with reason RECOVERING or DRAINING: repeat later, or elsewhere.
  absl::StatusOr<Engine*> Enter() const;

  void Open(Engine* engine) { engine_.store(engine, std::memory_order_release); }
  void Close() { is_draining_.store(true, std::memory_order_release); }
  bool is_draining() const { return is_draining_.load(std::memory_order_acquire); }

 private:
  // Release and acquire: who sees the pointer sees the recovered engine.
  std::atomic<Engine*> engine_{nullptr};
  std::atomic<bool> is_draining_{false};
};

// What a call gets that meets a server on its way out.
absl::Status DrainingError();

}  // namespace atp

#endif  // ATP_SERVER_ENGINE_GATE_H_
