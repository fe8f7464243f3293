#include "tools/atpbench/batched_driver.h"

#include <grpc/grpc.h>

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include "client/client.h"
#include "tools/atpbench/requests.h"

namespace atp {
namespace {

// More than atpbench ever has on its way: a callback that sends must not wait.
constexpr size_t kLinesWaitingMax = size_t{1} << 30;

class BatchedDriver final : public Driver {
 public:
  BatchedDriver(const BatchedDriverOptions& options, const Catalogue& catalogue)
      : catalogue_(catalogue) {
    // A stream may still be going when its client has gone: gRPC must not end under it.
    static const bool is_kept = [] { return grpc_init(), true; }();
    (void)is_kept;
    client::ClientOptions wanted;
    wanted.server = options.server.address;
    wanted.credentials = options.server.credentials;
    wanted.lines_waiting_max = kLinesWaitingMax;
    wanted.when_full = client::ClientOptions::WhenFull::kRefuse;
    wanted.wait_share = options.wait_share;
    wanted.answers = v1::BatchRequest::BRIEF;
    for (int k = 0; k < options.connections; ++k) {
      clients_.push_back(std::make_unique<client::Client>(wanted));
    }
  }

  void Start(const Operation& operation, int64_t deadline, Done done) override {
    const auto left =
        std::chrono::nanoseconds(deadline) - std::chrono::steady_clock::now().time_since_epoch();
    const auto timeout = std::chrono::ceil<std::chrono::milliseconds>(left);
    const uint64_t turn = turn_.fetch_add(1, std::memory_order_relaxed);
    client::Client& client = *clients_[turn % clients_.size()];
    switch (operation.kind) {
      case OperationKind::kCheck:
        return Send(&client, CheckRequestOf(operation, catalogue_), timeout, std::move(done));
      case OperationKind::kReserve:
        return Send(&client, ReserveRequestOf(operation, catalogue_), timeout, std::move(done));
      case OperationKind::kConfirm:
        return Send(&client, ChangeRequestOf<v1::ConfirmRequest>(operation), timeout,
                    std::move(done));
      case OperationKind::kRelease:
        return Send(&client, ChangeRequestOf<v1::ReleaseRequest>(operation), timeout,
                    std::move(done));
    }
  }

 private:
  template <typename Request>
  static void Send(client::Client* client, const Request& request,
                   std::chrono::milliseconds timeout, Done done) {
    using Response = typename client::ItemKind<Request>::Response;
    client->Send(
        request,
        [done = std::move(done)](const grpc::Status& status, const Response& response) {
          Answer answer;
          if (status.ok()) {
            ReadAnswer(response, &answer);
          } else {
            ReadError(status, &answer);
          }
          done(answer);
        },
        timeout);
  }

  const Catalogue catalogue_;
  std::vector<std::unique_ptr<client::Client>> clients_;
  std::atomic<uint64_t> turn_{0};
};

}  // namespace

std::unique_ptr<Driver> MakeBatchedDriver(const BatchedDriverOptions& options,
                                          const Catalogue& catalogue) {
  return std::make_unique<BatchedDriver>(options, catalogue);
}

}  // namespace atp
