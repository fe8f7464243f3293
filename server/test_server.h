#ifndef ATP_SERVER_TEST_SERVER_H_
#define ATP_SERVER_TEST_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"
#include "engine/store/store.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "proto/atp/v1/supply_service.grpc.pb.h"
#include "server/grpc_server.h"

namespace atp {

// 2026-03-02, noon.
inline constexpr Micros kNoon = 1'772'452'800 * kMicrosPerSecond;

// A free port of loopback.
ServerOptions TestServerOptions();

// A whole server in this process: real sockets on loopback, a ledger in memory unless it is given
// another store, a clock that stands still. For tests.
class TestServer {
 public:
  explicit TestServer(const ServerOptions& options = TestServerOptions(), bool open = true);
  ~TestServer();

  void OpenEngine();
  void OpenEngine(std::unique_ptr<Store> store);

  // As a process that is told to stop, and another one at its address, on its disk.
  void Restart();

  GrpcServer* operator->() { return server_.get(); }
  Engine& engine() { return *engine_; }
  MemoryDisk& disk() { return disk_; }
  SimulatedClock& clock() { return clock_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  template <typename Service>
  std::unique_ptr<typename Service::Stub> Stub() const {
    return Service::NewStub(channel_);
  }

  // Item A: 10 on hand at L.
  void ReceiveTen();

 private:
  void Listen();

  ServerOptions options_;
  EngineOptions engine_options_;
  SimulatedClock clock_{kNoon};
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;  // goes before the engine
  std::shared_ptr<grpc::Channel> channel_;
};

// A call of a service that this project has no messages of: bytes in, bytes out.
grpc::Status CallBytes(const TestServer& server, const std::string& method,
                       const std::string& request, std::string* response);

// "SERVING", "NOT_SERVING" or the code of the error, of a grpc.health.v1 check.
std::string Health(const TestServer& server, const std::string& service);

// What a client reads from an error.
struct ClientError {
  std::string reason;
  std::string field;
  bool says_when_to_retry = false;
};

ClientError ReadError(const grpc::Status& status);

}  // namespace atp

#endif  // ATP_SERVER_TEST_SERVER_H_
