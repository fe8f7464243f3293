// The floor of a unary call: a gRPC server that takes the same messages as atpd, answers with
// messages of the same shape, and does nothing in between. It knows no stock: every reservation is
// promised in full, alone or on a batched stream. atpbench --target plays at it as at atpd.
//
//   empty_server HOST:PORT      prints the port, serves until it is killed

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <iostream>
#include <memory>
#include <string>

#include "bench/empty_answers.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/batch_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"

namespace atp {
namespace {

grpc::ServerUnaryReactor* Done(grpc::CallbackServerContext* context) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

class Availability final : public v1::AvailabilityService::CallbackService {
 public:
  grpc::ServerUnaryReactor* CheckAvailability(grpc::CallbackServerContext* context,
                                              const v1::CheckAvailabilityRequest* request,
                                              v1::CheckAvailabilityResponse* response) override {
    FillCheck(*request, response);
    return Done(context);
  }
};

class Reservations final : public v1::ReservationService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Reserve(grpc::CallbackServerContext* context,
                                    const v1::ReserveRequest* request,
                                    v1::ReserveResponse* response) override {
    FillReserve(*request, sequence_.fetch_add(1, std::memory_order_relaxed), response);
    return Done(context);
  }

 private:
  std::atomic<int64_t> sequence_{1};
};

// Answers each message of a batched stream with a brief promise for each of its items.
class EmptyBatch final : public grpc::ServerBidiReactor<v1::BatchRequest, v1::BatchResponse> {
 public:
  explicit EmptyBatch(std::atomic<int64_t>* sequence) : sequence_(*sequence) {
    StartRead(&request_);
  }
  void OnReadDone(bool is_ok) override {
    if (!is_ok) return Finish(grpc::Status::OK);
    response_.Clear();
    response_.set_number(request_.number());
    for (int k = 0; k < request_.items_size(); ++k) {
      const int64_t sequence = sequence_.fetch_add(1, std::memory_order_relaxed);
      auto* const brief = response_.add_results()->mutable_reserve_brief();
      brief->set_outcome(v1::ReserveResponse::RESERVED);
      brief->set_reservation_id(std::to_string(sequence));
      brief->set_state(v1::Reservation::HELD);
      brief->set_sequence(sequence);
    }
    StartWrite(&response_);
  }
  void OnWriteDone(bool is_ok) override {
    if (!is_ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  std::atomic<int64_t>& sequence_;
  v1::BatchRequest request_;
  v1::BatchResponse response_;
};

class Batches final : public v1::BatchService::CallbackService {
 public:
  grpc::ServerBidiReactor<v1::BatchRequest, v1::BatchResponse>* Batch(
      grpc::CallbackServerContext*) override {
    return new EmptyBatch(&sequence_);
  }

 private:
  std::atomic<int64_t> sequence_{1};
};

class Admin final : public v1::AdminService::CallbackService {
 public:
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest*,
                                      v1::GetStatusResponse* response) override {
    response->set_version("empty");
    return Done(context);
  }
};

int Main(const std::string& address) {
  Availability availability;
  Reservations reservations;
  Batches batches;
  ForgetfulInventory inventory;
  Admin admin;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.RegisterService(&availability);
  builder.RegisterService(&reservations);
  builder.RegisterService(&batches);
  builder.RegisterService(&inventory);
  builder.RegisterService(&admin);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::cout << port << std::endl;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: empty_server HOST:PORT\n";
    return 2;
  }
  return atp::Main(argv[1]);
}
