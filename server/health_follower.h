#ifndef ATP_SERVER_HEALTH_FOLLOWER_H_
#define ATP_SERVER_HEALTH_FOLLOWER_H_

#include "engine/engine.h"
#include "server/grpc_server.h"

namespace atp {

// Lets health say what the engine says of itself. One thread; both must outlive it.
class HealthFollower {
 public:
  // `server` is serving `engine`, and health says so.
  HealthFollower(Engine* engine, GrpcServer* server) : engine_(*engine), server_(*server) {}

  // Tells the server and the log when the engine has fallen ill or recovered since the last look.
  // Takes each shard's lock for a moment: for a few times a second.
  void Look();

 private:
  Engine& engine_;
  GrpcServer& server_;
  bool was_healthy_ = true;
};

}  // namespace atp

#endif  // ATP_SERVER_HEALTH_FOLLOWER_H_
