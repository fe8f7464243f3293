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

#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/batch_service.grpc.pb.h"
#include "proto/atp/v1/inventory_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"

namespace atp {
namespace {

constexpr char kToday[] = "2026-11-24";
constexpr int64_t kPlenty = 1'000'000;

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
    for (const auto& asked : request->lines()) {
      auto* const line = response->add_lines();
      line->set_item(asked.item());
      line->set_day(kToday);
      line->set_promisable(kPlenty);
      if (asked.quantity() > 0) line->set_earliest_day(kToday);
      for (const std::string& name : asked.locations()) {
        auto* const location = line->add_locations();
        location->set_location(name);
        location->set_atp(kPlenty);
        location->set_on_hand(kPlenty);
        location->set_guaranteed_atp(kPlenty);
        location->set_expected_atp(kPlenty);
        location->set_optimistic_atp(kPlenty);
        location->set_mode(v1::Rule::LOOK_AHEAD);
        location->set_shared_pool(kPlenty);
      }
    }
    response->set_sequence(kPlenty);
    return Done(context);
  }
};

class Reservations final : public v1::ReservationService::CallbackService {
 public:
  grpc::ServerUnaryReactor* Reserve(grpc::CallbackServerContext* context,
                                    const v1::ReserveRequest* request,
                                    v1::ReserveResponse* response) override {
    const int64_t sequence = sequence_.fetch_add(1, std::memory_order_relaxed);
    response->set_outcome(v1::ReserveResponse::RESERVED);
    response->set_reservation_id(std::to_string(sequence));
    response->set_state(v1::Reservation::HELD);
    response->mutable_deadline()->set_seconds(kPlenty);
    response->set_sequence(sequence);
    int number = 0;
    for (const auto& wanted : request->lines()) {
      auto* const line = response->add_lines();
      line->set_day(kToday);
      line->set_requested(wanted.quantity());
      line->set_promised(wanted.quantity());
      line->set_atp(kPlenty);
      line->set_request_line(number++);
      line->set_item(wanted.item());
      line->set_location(wanted.location());
    }
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

// Takes a count and forgets it.
class Forget final : public grpc::ServerReadReactor<v1::PushSnapshotRequest> {
 public:
  Forget() { StartRead(&message_); }
  void OnReadDone(bool is_ok) override {
    if (is_ok) return StartRead(&message_);
    Finish(grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  v1::PushSnapshotRequest message_;
};

class Inventory final : public v1::InventoryService::CallbackService {
 public:
  grpc::ServerReadReactor<v1::PushSnapshotRequest>* PushSnapshot(
      grpc::CallbackServerContext*, v1::PushSnapshotResponse*) override {
    return new Forget;
  }
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
  Inventory inventory;
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
