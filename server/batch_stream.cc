#include "server/batch_stream.h"

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/mutex.h"
#include "server/batch_run.h"
#include "server/call.h"

namespace atp {
namespace {

// Longer messages are not run by network threads: some hundred lines, and less than a millisecond.
constexpr size_t kShortBytes = 16 << 10;

class BatchStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                          public OpenStream,
                          public std::enable_shared_from_this<BatchStream> {
 public:
  BatchStream(ServiceParts* parts, grpc::CallbackServerContext* context)
      : parts_(*parts), call_(&parts->door, context, "Batch"), origin_(call_.MakeRequest("")) {}

  void Start() {
    self_ = shared_from_this();
    const absl::StatusOr<Engine*> engine = call_.Enter(parts_.gate);
    absl::Status status = engine.status();
    if (status.ok() && parts_.batches.Add(self_) != OpenStreams::Added::kYes) {
      status = DrainingError();
    }
    if (!status.ok()) return End(status);
    engine_ = *engine;
    Advance();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(absl::OkStatus());
    {
      MutexLock lock(&mu_);
      is_reading_ = false;
      // It came after the stream had been ended, and could not be answered.
      if (is_finished_) return;
      const auto message = std::make_shared<Message>(engine_, origin_, &call_);
      message->bytes.Swap(&incoming_);
      under_way_.push_back(message);
      to_run_.push_back(message);
    }
    Advance();
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(&mu_);
      is_writing_ = false;
      under_way_.pop_front();
    }
    if (!ok) return OnCancel();
    Advance();
  }

  void OnCancel() override {
    {
      MutexLock lock(&mu_);
      DropWhatWaits();
    }
    End(absl::CancelledError("the caller has gone"));
  }

  void End(const absl::Status& reason) override {
    {
      MutexLock lock(&mu_);
      if (!end_.has_value()) end_ = reason;
    }
    Advance();
  }

  void OnDone() override {
    parts_.batches.Remove(this);
    self_.reset();
  }

 private:
  struct Message {
    Message(Engine* engine, const RequestContext& origin, Call* call) : run(engine, origin, call) {}

    grpc::ByteBuffer bytes;  // the request, then the response
    BatchRun run;
    bool is_answered = false;  // guarded by the stream's mu_
  };
  using MessagePtr = std::shared_ptr<Message>;

  // Does whatever can be done next.
  void Advance() {
    const auto keep_alive = shared_from_this();
    bool starts_read, starts_write, starts_run, is_short, ends;
    grpc::Status status;
    {
      MutexLock lock(&mu_);
      starts_read = !end_.has_value() && !is_reading_ &&
                    under_way_.size() < static_cast<size_t>(parts_.batch_messages_max);
      is_reading_ |= starts_read;
      // Under the lock: until it has begun nobody may finish the call. (Nor while something is to
      // be written, but that is under way.) What gRPC calls back it calls on other threads.
      if (starts_read) StartRead(&incoming_);
      starts_write = !is_writing_ && !under_way_.empty() && under_way_.front()->is_answered;
      is_writing_ |= starts_write;
      starts_run = !is_running_ && !to_run_.empty();
      is_running_ |= starts_run;
      is_short = starts_run && to_run_.front()->bytes.Length() <= kShortBytes;
      ends = end_.has_value() && under_way_.empty() && !is_running_ && !is_finished_;
      is_finished_ |= ends;
      if (ends) status = call_.End(*end_);
      if (starts_write) outgoing_.Swap(&under_way_.front()->bytes);
    }
    if (starts_write) StartWrite(&outgoing_);
    // Where all threads are busy this one helps.
    if (starts_run &&
        (is_short || !parts_.batch_threads.TryRun([keep_alive] { keep_alive->Run(); }))) {
      Run();
    }
    if (ends) Finish(status);
  }

  // One message after the other; only one thread is here at a time.
  void Run() {
    while (const MessagePtr message = NextToRun()) {
      const absl::Status status = message->run.Run(&message->bytes);
      if (!status.ok()) {
        {
          MutexLock lock(&mu_);
          to_run_.push_front(message);
          DropWhatWaits();
        }
        End(status);
        continue;
      }
      engine_->WhenDurable(message->run.last(),
                           [self = shared_from_this(), message](const absl::Status& durable) {
                             self->Answer(message, durable);
                           });
    }
    Advance();
  }

  // Null, and nobody runs, if there is none.
  MessagePtr NextToRun() {
    MutexLock lock(&mu_);
    if (to_run_.empty()) {
      is_running_ = false;
      return nullptr;
    }
    const MessagePtr message = to_run_.front();
    to_run_.pop_front();
    return message;
  }

  void Answer(const MessagePtr& message, const absl::Status& durable) {
    grpc::ByteBuffer response;
    message->run.Answer(durable, &response);
    {
      MutexLock lock(&mu_);
      message->bytes.Swap(&response);
      message->is_answered = true;
    }
    Advance();
  }

  // What was read and not run: the last of what is under way.
  void DropWhatWaits() ATP_REQUIRES(mu_) {
    under_way_.resize(under_way_.size() - to_run_.size());
    to_run_.clear();
  }

  ServiceParts& parts_;
  Call call_;
  const RequestContext origin_;
  Engine* engine_ = nullptr;           // set before anything is read
  std::shared_ptr<BatchStream> self_;  // until the call is over

  // gRPC's, while is_reading_ and is_writing_.
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;

  Mutex mu_;
  std::deque<MessagePtr> under_way_ ATP_GUARDED_BY(mu_);  // until written, in the order of reading
  std::deque<MessagePtr> to_run_ ATP_GUARDED_BY(mu_);     // the last of them
  bool is_reading_ ATP_GUARDED_BY(mu_) = false;
  bool is_writing_ ATP_GUARDED_BY(mu_) = false;
  bool is_running_ ATP_GUARDED_BY(mu_) = false;
  bool is_finished_ ATP_GUARDED_BY(mu_) = false;
  std::optional<absl::Status> end_ ATP_GUARDED_BY(mu_);  // why nothing more is read
};

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartBatch(
    ServiceParts* parts, grpc::CallbackServerContext* context) {
  const auto stream = std::make_shared<BatchStream>(parts, context);
  stream->Start();
  return stream.get();
}

}  // namespace atp
