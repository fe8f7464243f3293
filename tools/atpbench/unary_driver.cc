#include "tools/atpbench/unary_driver.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "client/throttle.h"
#include "proto/atp/v1/availability_service.grpc.pb.h"
#include "proto/atp/v1/reservation_service.grpc.pb.h"
#include "tools/atpbench/requests.h"

namespace atp {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

struct Connection {
  std::unique_ptr<v1::AvailabilityService::Stub> availability;
  std::unique_ptr<v1::ReservationService::Stub> reservations;
};

// A call on its way; the tag of its answer.
class Call {
 public:
  Call(int64_t deadline, client::Throttle* throttle, Driver::Done done)
      : throttle_(*throttle), done_(std::move(done)) {
    context.set_deadline(gpr_time_from_nanos(deadline, GPR_CLOCK_MONOTONIC));
    throttle_.Asked(1, steady_clock::now());
  }
  virtual ~Call() = default;

  void Complete() {
    Answer answer;
    if (status.ok()) {
      Read(&answer);
    } else {
      ReadError(status, &answer);
    }
    const bool is_answered = answer.result != Answer::Result::kTurnedAway;
    const auto now = steady_clock::now();
    is_answered ? throttle_.Answered(1, now) : throttle_.GivenUp(1, now);
    done_(answer);
  }

  grpc::ClientContext context;
  grpc::Status status;

 protected:
  virtual void Read(Answer* answer) const = 0;

 private:
  client::Throttle& throttle_;
  const Driver::Done done_;
};

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
  void Read(Answer* answer) const override { ReadAnswer(response_, answer); }

  Response response_;
  Reader reader_;
};

class UnaryDriver final : public Driver {
 public:
  UnaryDriver(const UnaryDriverOptions& options, const Catalogue& catalogue)
      : catalogue_(catalogue),
        checks_(options.wait_share),
        // Their share of a sync is no waiting.
        changes_(2 * options.wait_share),
        queues_(static_cast<size_t>(options.threads)) {
    for (int k = 0; k < options.connections; ++k) {
      const auto channel = ConnectTo(options.server, k);
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

  void Start(const Operation& operation, int64_t deadline, Done done) override {
    client::Throttle* const throttle =
        operation.kind == OperationKind::kCheck ? &checks_ : &changes_;
    const auto left = nanoseconds(deadline) - steady_clock::now().time_since_epoch();
    if (!throttle->HasTimeFor(1, left)) {
      Answer unsent;
      unsent.result = Answer::Result::kTurnedAway;
      unsent.error = "it would not be answered in time";
      return done(unsent);
    }
    const uint64_t turn = turn_.fetch_add(1, std::memory_order_relaxed);
    Connection& connection = connections_[turn % connections_.size()];
    grpc::CompletionQueue* const queue = &queues_[turn % queues_.size()];
    switch (operation.kind) {
      case OperationKind::kCheck: {
        auto* call =
            new TypedCall<v1::CheckAvailabilityResponse>(deadline, throttle, std::move(done));
        return call->Begin(connection.availability->AsyncCheckAvailability(
            &call->context, CheckRequestOf(operation, catalogue_), queue));
      }
      case OperationKind::kReserve: {
        auto* call = new TypedCall<v1::ReserveResponse>(deadline, throttle, std::move(done));
        return call->Begin(connection.reservations->AsyncReserve(
            &call->context, ReserveRequestOf(operation, catalogue_), queue));
      }
      case OperationKind::kConfirm: {
        auto* call = new TypedCall<v1::ReservationChange>(deadline, throttle, std::move(done));
        return call->Begin(connection.reservations->AsyncConfirm(
            &call->context, ChangeRequestOf<v1::ConfirmRequest>(operation), queue));
      }
      case OperationKind::kRelease: {
        auto* call = new TypedCall<v1::ReservationChange>(deadline, throttle, std::move(done));
        return call->Begin(connection.reservations->AsyncRelease(
            &call->context, ChangeRequestOf<v1::ReleaseRequest>(operation), queue));
      }
    }
  }

 private:
  const Catalogue catalogue_;
  client::Throttle checks_;
  client::Throttle changes_;
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
