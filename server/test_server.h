#ifndef ATP_SERVER_TEST_SERVER_H_
#define ATP_SERVER_TEST_SERVER_H_

#include <grpc/grpc.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

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
#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"
#include "server/grpc_server.h"

namespace atp {

// 2026-03-02, noon.
inline constexpr Micros kNoon = 1'772'452'800 * kMicrosPerSecond;

inline ServerOptions TestServerOptions() {
  ServerOptions options;
  options.address = "127.0.0.1:0";
  options.drain_seconds = 5;
  return options;
}

// A whole server in this process: real sockets on loopback, a ledger in memory unless it is given
// another store, a clock that stands still. For tests.
class TestServer {
 public:
  explicit TestServer(const ServerOptions& options = TestServerOptions(), bool open = true)
      : options_(options) {
    // gRPC that ends with one server and begins with the next may wait ten seconds in between.
    static const bool is_kept = [] { return grpc_init(), true; }();
    (void)is_kept;
    Listen();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                   grpc::InsecureChannelCredentials());
    if (open) OpenEngine();
  }
  ~TestServer() { server_.reset(); }

  void OpenEngine() { OpenEngine(std::make_unique<MemoryStore>(&disk_)); }
  void OpenEngine(std::unique_ptr<Store> store) {
    engine_ = Engine::Open(engine_options_, std::move(store), &clock_).value();
    server_->Serve(engine_.get());
  }

  // As a process that is told to stop, and another one at its address, on its disk.
  void Restart() {
    options_.address = "127.0.0.1:" + std::to_string(server_->port());
    server_.reset();
    engine_.reset();
    Listen();
    OpenEngine();
  }

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
  void ReceiveTen() {
    v1::ReceiveStockRequest request;
    request.set_request_id("receive");
    auto* const line = request.add_lines();
    line->set_item("A");
    line->set_location("L");
    line->set_quantity(10);
    v1::StockChange response;
    grpc::ClientContext context;
    const grpc::Status status =
        Stub<v1::InventoryService>()->ReceiveStock(&context, request, &response);
    if (!status.ok()) throw std::runtime_error(status.error_message());
  }

 private:
  void Listen() {
    server_ = GrpcServer::Start(options_, engine_options_.lines_max, &clock_).value();
  }

  ServerOptions options_;
  EngineOptions engine_options_;
  SimulatedClock clock_{kNoon};
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;  // goes before the engine
  std::shared_ptr<grpc::Channel> channel_;
};

// A call of a service that this project has no messages of: bytes in, bytes out.
inline grpc::Status CallBytes(const TestServer& server, const std::string& method,
                              const std::string& request, std::string* response) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const grpc::Slice slice(request);
  const grpc::ByteBuffer bytes(&slice, 1);
  const auto call = stub.PrepareUnaryCall(&context, method, bytes, &queue);
  call->StartCall();
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  std::vector<grpc::Slice> slices;
  if (status.ok() && answer.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      response->append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return status;
}

// "SERVING", "NOT_SERVING" or the code of the error, of a grpc.health.v1 check.
inline std::string Health(const TestServer& server, const std::string& service) {
  std::string request;
  if (!service.empty()) request = std::string("\x0a") + static_cast<char>(service.size()) + service;
  std::string response;
  const grpc::Status status = CallBytes(server, "/grpc.health.v1.Health/Check", request, &response);
  if (!status.ok()) return std::to_string(status.error_code());
  return response == std::string("\x08\x01") ? "SERVING" : "NOT_SERVING";
}

// What a client reads from an error.
struct ClientError {
  std::string reason;
  std::string field;
  bool says_when_to_retry = false;
};

inline ClientError ReadError(const grpc::Status& status) {
  google::rpc::Status rich;
  rich.ParseFromString(status.error_details());
  ClientError error;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
  for (const auto& any : rich.details()) {
    if (any.UnpackTo(&info)) error.reason = info.reason();
    if (any.UnpackTo(&bad_request)) error.field = bad_request.field_violations(0).field();
    if (any.UnpackTo(&retry)) error.says_when_to_retry = true;
  }
  return error;
}

}  // namespace atp

#endif  // ATP_SERVER_TEST_SERVER_H_
