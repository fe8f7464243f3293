#include "client/client.h"

#include <grpc/grpc.h>
#include <grpcpp/create_channel.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

#include "client/lane.h"

namespace atp::client {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Longer timeouts are as good as this one, and a clock can overflow.
constexpr milliseconds kTimeoutMax = hours(24 * 365);
constexpr int kReconnectAfterMs = 50;
constexpr int kReconnectMaxMs = 2000;

// A connection of its own for each lane, so that neither waits for the other's bytes.
std::shared_ptr<grpc::Channel> Connect(const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // a response is as large as what was asked makes it
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectAfterMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMaxMs);
  return grpc::CreateCustomChannel(
      options.server,
      options.credentials != nullptr ? options.credentials : grpc::InsecureChannelCredentials(),
      arguments);
}

// 96 random bits: no other client ever has the same.
std::string MakeIdPrefix() {
  static constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::random_device random;
  std::string prefix;
  for (int i = 0; i < 16; ++i) prefix += kLetters[random() % 64];
  return prefix + ".";
}

}  // namespace

class Client::Impl {
 public:
  explicit Impl(ClientOptions options)
      : options_(std::move(options)),
        changes_(options_, Connect(options_)),
        checks_(options_, Connect(options_)) {}

  void Send(const Asked& asked, const google::protobuf::MessageLite& request,
            const Timeout& timeout, OnResult done) {
    const milliseconds limit = std::min(timeout.value_or(options_.timeout), kTimeoutMax);
    if (limit.count() <= 0) {
      return done(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "no time was given"), nullptr);
    }
    Lane& lane = asked.is_change ? changes_ : checks_;
    if (options_.when_full == ClientOptions::WhenFull::kRefuse &&
        !lane.HasTimeFor(asked.lines, limit)) {
      return done(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                               "it would not be answered in time; nothing was sent"),
                  nullptr);
    }
    thread_local std::string item;
    item.clear();
    AppendItem(asked.field, request, asked.needs_id ? NextId() : std::string(), &item);
    lane.Send(item, asked.lines, steady_clock::now() + limit, std::move(done));
  }

  ClientCounts Counts() const {
    const LaneCounts changes = changes_.Counts();
    const LaneCounts checks = checks_.Counts();
    return {changes.requests + checks.requests, changes.messages + checks.messages,
            changes.links + checks.links};
  }

 private:
  std::string NextId() {
    return id_prefix_ + std::to_string(ids_.fetch_add(1, std::memory_order_relaxed));
  }

  const ClientOptions options_;
  const std::string id_prefix_ = MakeIdPrefix();
  std::atomic<int64_t> ids_{0};
  Lane changes_;
  Lane checks_;
};

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Client::~Client() = default;

ClientCounts Client::Counts() const { return impl_->Counts(); }

void Client::SendItem(const Asked& asked, const google::protobuf::MessageLite& request,
                      const Timeout& timeout, OnResult done) {
  impl_->Send(asked, request, timeout, std::move(done));
}

grpc::Status Client::Await(
    const std::function<void(std::function<void(const grpc::Status&)>)>& send) {
  struct Waiting {
    std::mutex mu;
    std::condition_variable changed;
    std::optional<grpc::Status> status;
  };
  Waiting waiting;
  send([&waiting](const grpc::Status& status) {
    // Under the lock, since the waiter goes away as soon as it knows.
    const std::lock_guard<std::mutex> lock(waiting.mu);
    waiting.status = status;
    waiting.changed.notify_one();
  });
  std::unique_lock<std::mutex> lock(waiting.mu);
  waiting.changed.wait(lock, [&waiting] { return waiting.status.has_value(); });
  return *waiting.status;
}

const v1::ReserveResponse& Client::AnswerIn(const v1::BatchResult& result,
                                            v1::ReserveResponse* scratch) {
  if (!result.has_reserve_brief()) return result.reserve();
  const v1::ReserveBrief& brief = result.reserve_brief();
  scratch->set_outcome(brief.outcome());
  scratch->set_reservation_id(brief.reservation_id());
  scratch->set_state(brief.state());
  scratch->set_sequence(brief.sequence());
  scratch->set_is_repeat(brief.is_repeat());
  for (const int64_t promised : brief.promised()) scratch->add_lines()->set_promised(promised);
  for (const int64_t short_by : brief.short_by()) scratch->add_lines()->set_short_by(short_by);
  return *scratch;
}

const v1::ReservationChange& Client::AnswerIn(const v1::BatchResult& result,
                                              v1::ReservationChange* scratch) {
  if (!result.has_change_brief()) return result.change();
  const v1::ChangeBrief& brief = result.change_brief();
  scratch->set_state(brief.state());
  scratch->set_sequence(brief.sequence());
  scratch->set_is_repeat(brief.is_repeat());
  return *scratch;
}

const v1::StockChange& Client::AnswerIn(const v1::BatchResult& result, v1::StockChange* scratch) {
  if (!result.has_change_brief()) return result.stock();
  scratch->set_sequence(result.change_brief().sequence());
  scratch->set_is_repeat(result.change_brief().is_repeat());
  return *scratch;
}

const v1::CheckAvailabilityResponse& Client::AnswerIn(const v1::BatchResult& result,
                                                      v1::CheckAvailabilityResponse* scratch) {
  if (!result.has_check_brief()) return result.check();
  const v1::CheckBrief& brief = result.check_brief();
  for (const int64_t promisable : brief.promisable()) {
    scratch->add_lines()->set_promisable(promisable);
  }
  scratch->set_sequence(brief.sequence());
  scratch->set_stale(brief.stale());
  return *scratch;
}

}  // namespace atp::client
