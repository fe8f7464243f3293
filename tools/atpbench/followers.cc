#include "tools/atpbench/followers.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <thread>

#include "engine/base/mutex.h"
#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "tools/atpbench/connection.h"
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

class Followers::Follower {
 public:
  Follower(const std::string& target, int number, uint64_t after)
      : stub_(v1::DeltaService::NewStub(ConnectTo(target, kFirstConnection + number))),
        last_(after),
        thread_([this] { Run(); }) {}

  ~Follower() {
    context_.TryCancel();
    if (thread_.joinable()) thread_.join();
  }

  void FinishAt(uint64_t sequence, SteadyClock::time_point deadline, FollowUse* use) {
    {
      MutexLock lock(&mu_);
      while (last_ < sequence && !has_ended_ && SteadyClock::now() < deadline) {
        changed_.WaitFor(&mu_, 100);
      }
    }
    context_.TryCancel();
    thread_.join();
    MutexLock lock(&mu_);
    use->deltas += deltas_;
    use->gaps += gaps_ + (last_ < sequence ? 1 : 0);
    use->delay.Merge(delay_);
  }

 private:
  void Run() {
    v1::WatchRequest request;
    {
      MutexLock lock(&mu_);
      request.set_after_sequence(static_cast<int64_t>(last_));
    }
    const auto reader = stub_->Watch(&context_, request);
    for (v1::WatchResponse response; reader->Read(&response);) Take(response);
    reader->Finish();
    MutexLock lock(&mu_);
    has_ended_ = true;
    changed_.SignalAll();
  }

  void Take(const v1::WatchResponse& response) {
    const int64_t now = WallNanos();
    MutexLock lock(&mu_);
    if (response.has_delta()) {
      const v1::Delta& delta = response.delta();
      ++deltas_;
      if (static_cast<uint64_t>(delta.sequence()) != last_ + 1) ++gaps_;
      last_ = static_cast<uint64_t>(delta.sequence());
      delay_.Add(now - delta.time().seconds() * 1'000'000'000 - delta.time().nanos());
    } else if (response.has_reset()) {
      ++gaps_;
    }
    changed_.SignalAll();
  }

  const std::unique_ptr<v1::DeltaService::Stub> stub_;
  grpc::ClientContext context_;
  Mutex mu_;
  CondVar changed_;
  uint64_t last_ ATP_GUARDED_BY(mu_);
  bool has_ended_ ATP_GUARDED_BY(mu_) = false;
  int64_t deltas_ ATP_GUARDED_BY(mu_) = 0;
  int64_t gaps_ ATP_GUARDED_BY(mu_) = 0;
  Histogram delay_ ATP_GUARDED_BY(mu_);
  std::thread thread_;  // last: it uses all of the above
};

Followers::Followers(const std::string& target, int count, uint64_t after) {
  for (int k = 0; k < count; ++k) {
    followers_.push_back(std::make_unique<Follower>(target, k, after));
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
