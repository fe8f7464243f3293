#include "tools/atpbench/unary_driver.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "tools/atpbench/connection.h"

namespace atp {
namespace {

// Longer than any stall worth measuring; what takes this long is an error.
constexpr auto kDeadline = std::chrono::seconds(60);
// Reservations must outlast the run: an expired one would look like stock that is sold twice.
constexpr int64_t kHoldSeconds = 86400;

struct Connection {
  std::unique_ptr<v1::AvailabilityService::Stub> availability;
  std::unique_ptr<v1::ReservationService::Stub> reservations;
};

// A call on its way; the tag of its answer.
class Call {
 public:
  explicit Call(Driver::Done done) : done_(std::move(done)) {
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  }
  virtual ~Call() = default;

  void Complete() {
    Answer answer;
    if (status.ok()) {
      Read(&answer);
    } else {
      answer.result = Answer::Result::kFailed;
      answer.error = absl::StrCat("status ", status.error_code(), ": ", status.error_message());
    }
    done_(answer);
  }

  grpc::ClientContext context;
  grpc::Status status;

 protected:
  virtual void Read(Answer* answer) const = 0;

 private:
  const Driver::Done done_;
};

void ReadResponse(const v1::CheckAvailabilityResponse& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
}

void ReadResponse(const v1::ReserveResponse& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
  if (response.outcome() != v1::ReserveResponse::RESERVED) {
    answer->result = Answer::Result::kRefused;
    return;
  }
  answer->reservation = response.reservation_id();
  answer->promised.reserve(static_cast<size_t>(response.lines_size()));
  for (const auto& line : response.lines()) answer->promised.push_back(line.promised());
}

void ReadResponse(const v1::ReservationChange& response, Answer* answer) {
  answer->sequence = static_cast<uint64_t>(response.sequence());
}

template <typename Response>
class TypedCall final : public Call {
 public:
  using Call::Call;
  using Reader = std::unique_ptr<grpc::ClientAsyncResponseReader<Response>>;

  void Begin(Reader reader) {
    reader_ = std::move(reader);
    reader_->Finish(&response_, &status, static_cast<Call*>(this));
  }

 private:
  void Read(Answer* answer) const override { ReadResponse(response_, answer); }

  Response response_;
  Reader reader_;
};

class UnaryDriver final : public Driver {
 public:
  UnaryDriver(const UnaryDriverOptions& options, const Catalogue& catalogue)
      : catalogue_(catalogue), queues_(static_cast<size_t>(options.threads)) {
    for (int k = 0; k < options.connections; ++k) {
      const auto channel = ConnectTo(options.target, k);
      connections_.push_back(
          {v1::AvailabilityService::NewStub(channel), v1::ReservationService::NewStub(channel)});
    }
    for (grpc::CompletionQueue& queue : queues_) {
      threads_.emplace_back([&queue] {
        void* tag = nullptr;
        bool is_ok = false;
        while (queue.Next(&tag, &is_ok)) {
          const std::unique_ptr<Call> call(static_cast<Call*>(tag));
          call->Complete();
        }
      });
    }
  }

  ~UnaryDriver() override {
    for (grpc::CompletionQueue& queue : queues_) queue.Shutdown();  // after the last answer
    for (std::thread& thread : threads_) thread.join();
  }

  void Start(const Operation& operation, Done done) override {
    const uint64_t turn = turn_.fetch_add(1, std::memory_order_relaxed);
    Connection& connection = connections_[turn % connections_.size()];
    grpc::CompletionQueue* const queue = &queues_[turn % queues_.size()];
    switch (operation.kind) {
      case OperationKind::kCheck: {
        auto* call = new TypedCall<v1::CheckAvailabilityResponse>(std::move(done));
        return call->Begin(connection.availability->AsyncCheckAvailability(
            &call->context, CheckRequest(operation), queue));
      }
      case OperationKind::kReserve: {
        auto* call = new TypedCall<v1::ReserveResponse>(std::move(done));
        return call->Begin(connection.reservations->AsyncReserve(&call->context,
                                                                 ReserveRequest(operation), queue));
      }
      case OperationKind::kConfirm: {
        auto* call = new TypedCall<v1::ReservationChange>(std::move(done));
        return call->Begin(connection.reservations->AsyncConfirm(
            &call->context, ChangeRequest<v1::ConfirmRequest>(operation), queue));
      }
      case OperationKind::kRelease: {
        auto* call = new TypedCall<v1::ReservationChange>(std::move(done));
        return call->Begin(connection.reservations->AsyncRelease(
            &call->context, ChangeRequest<v1::ReleaseRequest>(operation), queue));
      }
    }
  }

 private:
  v1::CheckAvailabilityRequest CheckRequest(const Operation& operation) const {
    v1::CheckAvailabilityRequest request;
    for (const OrderLine& line : operation.lines) {
      auto* const asked = request.add_lines();
      asked->set_item(catalogue_.ItemOf(line.position));
      asked->add_locations(catalogue_.LocationOf(line.position));
      asked->set_quantity(line.quantity);
    }
    return request;
  }

  v1::ReserveRequest ReserveRequest(const Operation& operation) const {
    v1::ReserveRequest request;
    request.set_request_id(operation.request_id);
    request.set_mode(v1::ReserveRequest::ALL_OR_NOTHING);
    request.mutable_hold_for()->set_seconds(kHoldSeconds);
    for (const OrderLine& line : operation.lines) {
      auto* const wanted = request.add_lines();
      wanted->set_item(catalogue_.ItemOf(line.position));
      wanted->set_location(catalogue_.LocationOf(line.position));
      wanted->set_quantity(line.quantity);
    }
    return request;
  }

  template <typename Request>
  static Request ChangeRequest(const Operation& operation) {
    Request request;
    request.set_request_id(operation.request_id);
    request.set_reservation_id(operation.reservation);
    return request;
  }

  const Catalogue catalogue_;
  std::vector<Connection> connections_;
  std::vector<grpc::CompletionQueue> queues_;
  std::vector<std::thread> threads_;
  std::atomic<uint64_t> turn_{0};
};

}  // namespace

std::unique_ptr<Driver> MakeUnaryDriver(const UnaryDriverOptions& options,
                                        const Catalogue& catalogue) {
  return std::make_unique<UnaryDriver>(options, catalogue);
}

}  // namespace atp
