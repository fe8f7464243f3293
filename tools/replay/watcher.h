#ifndef ATP_TOOLS_REPLAY_WATCHER_H_
#define ATP_TOOLS_REPLAY_WATCHER_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "engine/base/mutex.h"
#include "proto/atp/v1/delta_service.grpc.pb.h"
#include "tools/replay/feed_count.h"

namespace atp {

// A subscriber to every delta, on a thread of its own: it holds the stream against the promise that
// each sequence comes once and in order, and resumes after the last one when the server goes away.
// A heartbeat beyond the last delta, or a reset, is a gap.
class Watcher {
 public:
  Watcher(std::shared_ptr<grpc::Channel> channel, uint64_t after);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // Waits until the delta of `sequence` has come, at most `timeout_ms`, then ends the subscription.
  void FinishAt(uint64_t sequence, int timeout_ms);

  FeedCount count() const;
  uint64_t resumes() const;
  // Why it gave up, if it did; for people.
  std::string error() const;

 private:
  void Run();
  // One stream, from its start to its end.
  grpc::Status WatchOnce(grpc::ClientContext* context);
  void Handle(const v1::WatchResponse& response);
  void Stop();

  const std::unique_ptr<v1::DeltaService::Stub> stub_;
  mutable Mutex mu_;
  CondVar changed_;
  FeedCount count_ ATP_GUARDED_BY(mu_);
  uint64_t resumes_ ATP_GUARDED_BY(mu_) = 0;
  std::string error_ ATP_GUARDED_BY(mu_);
  bool is_stopped_ ATP_GUARDED_BY(mu_) = false;
  grpc::ClientContext* context_ ATP_GUARDED_BY(mu_) = nullptr;  // of the open stream
  std::thread thread_;                                          // last: it uses all of the above
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_WATCHER_H_
