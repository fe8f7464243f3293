#include "server/test_server.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"

namespace atp {

ServerOptions TestServerOptions() {
  ServerOptions options;
  options.address = "127.0.0.1:0";
  options.drain_seconds = 5;
  return options;
}

TestServer::TestServer(const ServerOptions& options, bool open) : options_(options) {
  // gRPC that ends with one server and begins with the next may wait ten seconds in between.
  static const bool is_kept = [] { return grpc_init(), true; }();
  (void)is_kept;
  Listen();
  channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()),
                                 grpc::InsecureChannelCredentials());
  if (open) OpenEngine();
}

TestServer::~TestServer() { server_.reset(); }

void TestServer::OpenEngine() { OpenEngine(std::make_unique<MemoryStore>(&disk_)); }

void TestServer::OpenEngine(std::unique_ptr<Store> store) {
  engine_ = Engine::Open(engine_options_, std::move(store), &clock_).value();
  server_->Serve(engine_.get());
}

void TestServer::Restart() {
  options_.address = "127.0.0.1:" + std::to_string(server_->port());
  server_.reset();
  engine_.reset();
  Listen();
  OpenEngine();
}

void TestServer::ReceiveTen() {
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

void TestServer::Listen() {
  server_ = GrpcServer::Start(options_, engine_options_.lines_max, &clock_).value();
}

grpc::Status CallBytes(const TestServer& server, const std::string& method,
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

std::string Health(const TestServer& server, const std::string& service) {
  std::string request;
  if (!service.empty()) request = std::string("\x0a") + static_cast<char>(service.size()) + service;
  std::string response;
  const grpc::Status status = CallBytes(server, "/grpc.health.v1.Health/Check", request, &response);
  if (!status.ok()) return std::to_string(status.error_code());
  return response == std::string("\x08\x01") ? "SERVING" : "NOT_SERVING";
}

ClientError ReadError(const grpc::Status& status) {
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
