#include "tools/atpbench/followers.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <chrono>

#include "engine/base/mutex.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "tools/atpbench/delta_scan.h"
#include "tools/atpbench/histogram.h"

namespace atp {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(60);
constexpr int kFirstConnection = 100'000;  // no number of a connection that plays

int64_t WallNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

class Followers::Follower final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Follower(const Endpoint& server, int number, uint64_t after)
      : stub_(ConnectTo(server, kFirstConnection + number)), last_(after) {
    v1::WatchRequest request;
    request.set_after_sequence(static_cast<int64_t>(after));
    const grpc::Slice slice(request.SerializeAsString());
    request_ = grpc::ByteBuffer(&slice, 1);
    context_.set_wait_for_ready(true);
    stub_.PrepareBidiStreamingCall(&context_, "/atp.v1.DeltaService/Watch", {}, this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&response_);
    StartCall();
  }

  ~Follower() override { Leave(); }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    Take();
    StartRead(&response_);
  }

  void OnDone(const grpc::Status& status) override {
    const MutexLock lock(&mu_);
    has_ended_ = true;
    end_ = status;
    changed_.SignalAll();
  }

  void FinishAt(uint64_t sequence, SteadyClock::time_point deadline, FollowUse* use) {
    {
      const MutexLock lock(&mu_);
      while (last_ < sequence && !has_ended_ && SteadyClock::now() < deadline) {
        changed_.WaitFor(&mu_, 100);
      }
      if (has_ended_) use->ends.push_back(end_.error_message());
    }
    Leave();
    const MutexLock lock(&mu_);
    use->deltas += deltas_;
    use->gaps += gaps_ + (last_ < sequence ? 1 : 0);
    use->delay.Merge(delay_);
  }

 private:
  void Leave() {
    context_.TryCancel();
    const MutexLock lock(&mu_);
    while (!has_ended_) changed_.Wait(&mu_);
  }

  void Take() {
    const int64_t now = WallNanos();
    grpc::ProtoBufferReader bytes(&response_);
    const MutexLock lock(&mu_);
    DeltaScan scan;
    scan.on_delta = [&](const DeltaScan::Seen& delta) ATP_NO_THREAD_SAFETY_ANALYSIS {
      ++deltas_;
      if (static_cast<uint64_t>(delta.sequence) != last_ + 1) ++gaps_;
      last_ = static_cast<uint64_t>(delta.sequence);
      delay_.Add(now - delta.time_nanos);
    };
    if (!scan.Read(&bytes) || scan.was_reset) ++gaps_;
    changed_.SignalAll();
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;  // gRPC's while it reads
  Mutex mu_;
  CondVar changed_;
  uint64_t last_ ATP_GUARDED_BY(mu_);
  bool has_ended_ ATP_GUARDED_BY(mu_) = false;
  grpc::Status end_ ATP_GUARDED_BY(mu_);
  int64_t deltas_ ATP_GUARDED_BY(mu_) = 0;
  int64_t gaps_ ATP_GUARDED_BY(mu_) = 0;
  Histogram delay_ ATP_GUARDED_BY(mu_);
};

Followers::Followers(const Endpoint& server, int count, uint64_t after) {
  for (int k = 0; k < count; ++k) {
    followers_.push_back(std::make_unique<Follower>(server, k, after));
  }
}

Followers::~Followers() = default;

FollowUse Followers::FinishAt(uint64_t sequence) {
  FollowUse use;
  use.subscribers = static_cast<int>(followers_.size());
  const auto deadline = SteadyClock::now() + kPatience;
  for (const auto& follower : followers_) follower->FinishAt(sequence, deadline, &use);
  return use;
}

}  // namespace atp
