#include "server/watch_stream.h"

#include <atomic>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/model/error.h"
#include "server/call.h"
#include "server/translate_delta.h"

namespace atp {
namespace {

constexpr int kHeartbeatMs = 1000;
constexpr size_t kEventsAtATime = 256;

class WatchStream final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  WatchStream(ServiceParts* parts, grpc::CallbackServerContext* context)
      : parts_(*parts), context_(*context), call_(context, "Watch") {}

  ~WatchStream() override {
    if (subscription_ != nullptr) parts_.watches.Remove(subscription_.get());
  }

  // Nothing of this object is touched after Finish(): gRPC deletes it as soon as it likes.
  void Start(const v1::WatchRequest& request) {
    absl::Status status = call_.CheckWaiting();
    if (status.ok()) status = Subscribe(request);
    // From here a cancelled call finds the subscription.
    is_subscribed_.store(status.ok(), std::memory_order_release);
    if (status.ok() && context_.IsCancelled()) subscription_->Cancel();
    if (status.ok() && !parts_.watch_threads.TryRun([this] { Run(); })) {
      status = MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_SUBSCRIBERS", "",
                         "as many streams as can be served at once are open");
    }
    // With OK the thread finishes the call, and may have done so already.
    if (!status.ok()) Finish(call_.End(status));
  }

  void OnWriteDone(bool ok) override {
    MutexLock lock(&mu_);
    is_writing_ = false;
    was_written_ = ok;
    written_.SignalAll();
  }
  void OnCancel() override {
    if (is_subscribed_.load(std::memory_order_acquire)) subscription_->Cancel();
  }
  void OnDone() override { delete this; }

 private:
  absl::Status Subscribe(const v1::WatchRequest& request) {
    const absl::StatusOr<Engine*> engine = parts_.gate.Enter();
    if (!engine.ok()) return engine.status();
    const absl::StatusOr<SubscribeRequest> subscribe = ToSubscribeRequest(request);
    if (!subscribe.ok()) return subscribe.status();
    auto subscription = (*engine)->Subscribe(*subscribe);
    if (!subscription.ok()) return subscription.status();
    if (!parts_.watches.Add(subscription->get())) return DrainingError();
    subscription_ = *std::move(subscription);
    return absl::OkStatus();
  }

  void Run() {
    // Tells the client at once that it is subscribed, also when nothing happens for a while.
    StartSendInitialMetadata();
    Finish(call_.End(Stream()));
  }

  absl::Status Stream() {
    std::vector<FeedEvent> events;
    bool ended = false;
    while (!ended) {
      events.clear();
      const absl::Status next = subscription_->Next(kEventsAtATime, kHeartbeatMs, &events, &ended);
      for (const FeedEvent& event : events) {
        if (!Write(event)) return GoneError();
      }
      if (!next.ok()) return next;
    }
    if (parts_.gate.is_draining()) return DrainingError();
    return context_.IsCancelled() ? GoneError() : absl::OkStatus();
  }

  // False: nobody is there to write to.
  bool Write(const FeedEvent& event) {
    message_.Clear();
    FillEvent(event, &message_);
    MutexLock lock(&mu_);
    is_writing_ = true;
    StartWrite(&message_);
    while (is_writing_) written_.Wait(&mu_);
    return was_written_;
  }

  static absl::Status GoneError() { return absl::CancelledError("the subscriber has gone"); }

  ServiceParts& parts_;
  grpc::CallbackServerContext& context_;
  const Call call_;

  // Set before is_subscribed_; then used by the thread, and cancelled by anybody.
  std::unique_ptr<Subscription> subscription_;
  std::atomic<bool> is_subscribed_{false};

  // Read by gRPC while is_writing_, else the thread's.
  v1::WatchResponse message_;

  Mutex mu_;
  CondVar written_;
  bool is_writing_ ATP_GUARDED_BY(mu_) = false;
  bool was_written_ ATP_GUARDED_BY(mu_) = false;
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchResponse>* StartWatch(ServiceParts* parts,
                                                        grpc::CallbackServerContext* context,
                                                        const v1::WatchRequest& request) {
  auto* const stream = new WatchStream(parts, context);
  stream->Start(request);
  return stream;
}

}  // namespace atp
