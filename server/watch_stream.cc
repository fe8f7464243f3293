#include "server/watch_stream.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/model/error.h"
#include "server/call.h"
#include "server/encode_events.h"
#include "server/malformed_requests.h"
#include "server/translate_delta.h"

namespace atp {
namespace {

// Of one step.
constexpr size_t kEventsAtATime = 1024;

class WatchStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                          public OpenStream,
                          public DeltaFeed::Listener,
                          public std::enable_shared_from_this<WatchStream> {
 public:
  WatchStream(ServiceParts* parts, grpc::CallbackServerContext* context)
      : parts_(*parts), call_(&parts->door, context, "Watch") {}

  void Start(const grpc::ByteBuffer& request) {
    self_ = shared_from_this();
    const absl::Status status = Subscribe(request);
    if (!status.ok()) End(status);
  }

  void OnNews() override {
    {
      const MutexLock lock(&mu_);
      is_woken_ = true;
    }
    Advance();
  }

  void OnTick() override {
    {
      const MutexLock lock(&mu_);
      const bool is_idle = !is_writing_ && !is_stepping_ && !end_.has_value();
      const bool is_quiet = !std::exchange(has_written_, false);
      if (!is_idle || !is_quiet || !subscription_->place().has_value()) return;
      to_write_.push_back(EncodeHeartbeat(*subscription_->place()));
    }
    Advance();
  }

  void OnWriteDone(bool ok) override {
    {
      const MutexLock lock(&mu_);
      is_writing_ = false;
      has_written_ = true;
    }
    if (!ok) return OnCancel();
    Advance();
  }

  void OnCancel() override { End(absl::CancelledError("the subscriber has gone")); }

  void End(const absl::Status& reason) override {
    {
      const MutexLock lock(&mu_);
      to_write_.clear();
      if (!end_.has_value()) end_ = reason;
    }
    Advance();
  }

  void OnDone() override {
    parts_.feed.Remove(this);
    parts_.watches.Remove(this);
    self_.reset();
  }

 private:
  // With OK it may be cancelled, ended and told of news by others.
  absl::Status Subscribe(const grpc::ByteBuffer& bytes) {
    const absl::StatusOr<Engine*> engine = call_.Enter(parts_.gate);
    if (!engine.ok()) return engine.status();
    v1::WatchRequest request;
    grpc::ByteBuffer unread = bytes;
    if (!grpc::SerializationTraits<v1::WatchRequest>::Deserialize(&unread, &request).ok()) {
      return MalformedError();
    }
    const absl::Status reach = call_.CheckReach(*engine, request);
    if (!reach.ok()) return reach;
    const absl::StatusOr<SubscribeRequest> subscribe = ToSubscribeRequest(request);
    if (!subscribe.ok()) return subscribe.status();
    auto subscription = (*engine)->Subscribe(*subscribe);
    if (!subscription.ok()) return subscription.status();
    {
      const MutexLock lock(&mu_);
      is_filtered_ = !subscribe->items.empty() || !subscribe->locations.empty();
      subscription_ = *std::move(subscription);
      history_ = EncodeHistory((*engine)->history());
    }
    // Tells the client at once that it is subscribed, also when nothing happens for a while.
    StartSendInitialMetadata();
    switch (parts_.watches.Add(self_)) {
      case OpenStreams::Added::kFull:
        return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_SUBSCRIBERS", "",
                         "as many streams as can be served at once are open");
      case OpenStreams::Added::kEnded:
        return DrainingError();
      case OpenStreams::Added::kYes:
        break;
    }
    parts_.feed.Add(*engine, self_);
    Advance();
    return absl::OkStatus();
  }

  // Does what can be done next, if that is not under way.
  void Advance() {
    const auto keep_alive = shared_from_this();
    bool writes = false, steps = false, ends = false;
    grpc::Status status;
    {
      const MutexLock lock(&mu_);
      if (is_writing_ || is_stepping_ || is_finished_) return;
      writes = is_writing_ = FindMessage();
      if (writes && history_.has_value()) {
        outgoing_ = Join(*history_, outgoing_);
        history_.reset();
      }
      ends = is_finished_ = !writes && end_.has_value();
      steps = is_stepping_ = !writes && !ends && std::exchange(is_woken_, false);
      if (ends) {
        status = call_.End(*end_);
        subscription_.reset();  // it must not outlive the call, which others may hold on to
      }
    }
    if (writes) StartWrite(&outgoing_);
    if (steps) parts_.watch_threads.Run([keep_alive] { keep_alive->Step(); });
    if (ends) Finish(status);
  }

  // Whether there is something to write, which is then in outgoing_.
  bool FindMessage() ATP_REQUIRES(mu_) {
    if (!to_write_.empty()) {
      outgoing_.Swap(&to_write_.front());
      to_write_.pop_front();
      return true;
    }
    if (end_.has_value() || is_filtered_) return false;
    std::optional<Sequence> place = subscription_->place();
    if (!place.has_value()) return false;
    switch (parts_.feed.deltas().Take(&*place, &outgoing_)) {
      case EncodedDeltas::Found::kDeltas:
        subscription_->SkipTo(*place);
        return true;
      case EncodedDeltas::Found::kNothingNew:
        is_woken_ = false;
        return false;
      case EncodedDeltas::Found::kTooOld:
        is_woken_ = true;
        return false;
    }
    return false;
  }

  // While it is under way the subscription is its own.
  void Step() {
    Subscription* subscription;
    {
      const MutexLock lock(&mu_);
      subscription = subscription_.get();
    }
    const std::optional<Sequence> before = subscription->place();
    std::vector<FeedEvent> events;
    bool ended = false;
    const absl::Status status = subscription->Next(kEventsAtATime, 0, &events, &ended);
    std::vector<grpc::ByteBuffer> messages = EncodeEvents(events);
    {
      const MutexLock lock(&mu_);
      is_stepping_ = false;
      // Where there was something there may be more.
      is_woken_ |= !messages.empty() || subscription->place() != before;
      if (!end_.has_value()) {
        for (grpc::ByteBuffer& message : messages) to_write_.push_back(std::move(message));
        if (ended || !status.ok()) end_ = status;
      }
    }
    Advance();
  }

  ServiceParts& parts_;
  Call call_;
  std::shared_ptr<WatchStream> self_;  // until the call is over

  // gRPC's, while is_writing_.
  grpc::ByteBuffer outgoing_;

  Mutex mu_;
  // Used under mu_, or by the step that is under way. Null before Subscribe() and at the end.
  std::unique_ptr<Subscription> subscription_ ATP_GUARDED_BY(mu_);
  std::deque<grpc::ByteBuffer> to_write_ ATP_GUARDED_BY(mu_);    // what a step has found
  std::optional<grpc::ByteBuffer> history_ ATP_GUARDED_BY(mu_);  // until a message has had it
  bool is_filtered_ ATP_GUARDED_BY(mu_) = false;
  bool is_writing_ ATP_GUARDED_BY(mu_) = false;
  bool is_stepping_ ATP_GUARDED_BY(mu_) = false;
  bool is_woken_ ATP_GUARDED_BY(mu_) = true;      // there may be something for a step to find
  bool has_written_ ATP_GUARDED_BY(mu_) = false;  // since the last tick
  bool is_finished_ ATP_GUARDED_BY(mu_) = false;
  std::optional<absl::Status> end_ ATP_GUARDED_BY(mu_);  // once to_write_ is written
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatch(ServiceParts* parts,
                                                       grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer& request) {
  const auto stream = std::make_shared<WatchStream>(parts, context);
  stream->Start(request);
  return stream.get();
}

}  // namespace atp
