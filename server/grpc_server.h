#ifndef ATP_SERVER_GRPC_SERVER_H_
#define ATP_SERVER_GRPC_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/engine.h"
#include "server/flags.h"

namespace grpc {
class Channel;
}

namespace atp {

// The network side: all services of atp.v1, health, and reflection if asked for, on one address.
//
//   Start()  listens; health says NOT_SERVING, calls get UNAVAILABLE, RECOVERING
//   Serve()  health says SERVING, calls reach the engine
//   Drain()  health says NOT_SERVING, new calls get UNAVAILABLE, DRAINING, streams end with it,
//            calls in flight are finished, those that take too long cancelled; then nothing listens
//
// Start, Serve and Drain by one thread. The engine must outlive Drain(), and go after it: no call
// is in flight then.
class GrpcServer {
 public:
  // `clock` must outlive it. UNAVAILABLE: the address cannot be had. As Door::Open: a file of the
  // access options cannot be used.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const ServerOptions& options,
                                                           uint32_t lines_max, const Clock* clock);
  virtual ~GrpcServer() = default;

  virtual void Serve(Engine* engine) = 0;

  // What health says while serving. Called when the engine's state may have changed.
  virtual void SetHealthy(bool is_healthy) = 0;

  // Waits for calls in flight, up to drain_seconds.
  virtual void Drain() = 0;

  // As the system chose it, where the address said 0.
  virtual int port() const = 0;

  // A connection to this server without a socket.
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;
};

}  // namespace atp

#endif  // ATP_SERVER_GRPC_SERVER_H_
