// The empty server (empty_server.cc) over completion queues in place of callbacks: what the other
// way to run a unary call would give. atpbench --target plays at it with checks and reservations.
//
//   queue_server HOST:PORT QUEUES THREADS      prints the port, serves until it is killed
//
// THREADS take from each queue.

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/empty_answers.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"

namespace atp {
namespace {

// As many calls of a method as are looked at at once, for each queue.
constexpr int kSlots = 64;

using AsyncAdmin = v1::AdminService::AsyncService;
using AsyncAvailability = v1::AvailabilityService::AsyncService;
using AsyncReservation = v1::ReservationService::AsyncService;

std::atomic<int64_t> reservations{0};

void Answer(const v1::CheckAvailabilityRequest& request, v1::CheckAvailabilityResponse* response) {
  FillCheck(request, response);
}
void Answer(const v1::ReserveRequest& request, v1::ReserveResponse* response) {
  FillReserve(request, reservations.fetch_add(1, std::memory_order_relaxed), response);
}
void Answer(const v1::GetStatusRequest&, v1::GetStatusResponse* response) {
  response->set_version("empty");
}

// What a queue's event is given to.
class Slot {
 public:
  virtual ~Slot() = default;
  virtual void Proceed(bool is_ok) = 0;
};

// Takes a call, answers it, takes the next. Lives as long as the process.
template <typename Service, typename Request, typename Response>
class UnarySlot final : public Slot {
 public:
  using Take = void (Service::*)(grpc::ServerContext*, Request*,
                                 grpc::ServerAsyncResponseWriter<Response>*, grpc::CompletionQueue*,
                                 grpc::ServerCompletionQueue*, void*);

  UnarySlot(Service* service, Take take, grpc::ServerCompletionQueue* queue)
      : service_(*service), take_(take), queue_(*queue) {
    TakeNext();
  }

  void Proceed(bool is_ok) override {
    if (is_answered_ || !is_ok) return TakeNext();
    is_answered_ = true;
    Answer(call_->request, &call_->response);
    call_->writer.Finish(call_->response, grpc::Status::OK, this);
  }

 private:
  struct Call {
    grpc::ServerContext context;
    Request request;
    Response response;
    grpc::ServerAsyncResponseWriter<Response> writer{&context};
  };

  void TakeNext() {
    is_answered_ = false;
    call_ = std::make_unique<Call>();
    (service_.*take_)(&call_->context, &call_->request, &call_->writer, &queue_, &queue_, this);
  }

  Service& service_;
  const Take take_;
  grpc::ServerCompletionQueue& queue_;
  std::unique_ptr<Call> call_;
  bool is_answered_ = false;
};

template <typename Service, typename Request, typename Response>
void Serve(Service* service,
           void (Service::*take)(grpc::ServerContext*, Request*,
                                 grpc::ServerAsyncResponseWriter<Response>*, grpc::CompletionQueue*,
                                 grpc::ServerCompletionQueue*, void*),
           grpc::ServerCompletionQueue* queue, std::vector<std::unique_ptr<Slot>>* slots) {
  for (int i = 0; i < kSlots; ++i) {
    slots->push_back(std::make_unique<UnarySlot<Service, Request, Response>>(service, take, queue));
  }
}

void Run(grpc::ServerCompletionQueue* queue) {
  void* slot = nullptr;
  bool is_ok = false;
  while (queue->Next(&slot, &is_ok)) static_cast<Slot*>(slot)->Proceed(is_ok);
}

int Main(const std::string& address, int queues, int threads) {
  AsyncAvailability availability;
  AsyncReservation reservation;
  AsyncAdmin admin;
  ForgetfulInventory inventory;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.RegisterService(&availability);
  builder.RegisterService(&reservation);
  builder.RegisterService(&admin);
  builder.RegisterService(&inventory);
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> all;
  for (int i = 0; i < queues; ++i) all.push_back(builder.AddCompletionQueue());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  std::vector<std::unique_ptr<Slot>> slots;
  for (const auto& queue : all) {
    Serve(&availability, &AsyncAvailability::RequestCheckAvailability, queue.get(), &slots);
    Serve(&reservation, &AsyncReservation::RequestReserve, queue.get(), &slots);
    Serve(&admin, &AsyncAdmin::RequestGetStatus, queue.get(), &slots);
  }
  std::vector<std::thread> runners;
  for (int i = 0; i < queues * threads; ++i) {
    runners.emplace_back(Run, all[static_cast<size_t>(i / threads)].get());
  }
  std::cout << port << std::endl;
  for (std::thread& runner : runners) runner.join();
  return 0;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  const int queues = argc == 4 ? std::atoi(argv[2]) : 0;
  const int threads = argc == 4 ? std::atoi(argv[3]) : 0;
  if (queues < 1 || threads < 1) {
    std::cerr << "usage: queue_server HOST:PORT QUEUES THREADS\n";
    return 2;
  }
  return atp::Main(argv[1], queues, threads);
}
