#ifndef ATP_SERVER_OPEN_STREAMS_H_
#define ATP_SERVER_OPEN_STREAMS_H_

#include <limits>
#include <map>
#include <memory>

#include "absl/status/status.h"
#include "engine/base/mutex.h"

namespace atp {

// A stream that can be told to take nothing more: what it has read it answers, then it ends.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Any thread, any number of times; the first reason counts.
  virtual void End(const absl::Status& reason) = 0;
};

// The streams of one kind that are open, so that a drain can end them, and of a bounded number.
// Thread-safe.
class OpenStreams {
 public:
  // kFull: there are as many as there may be. kEnded: EndAll() was called.
  enum class Added { kYes, kFull, kEnded };

  explicit OpenStreams(size_t max = std::numeric_limits<size_t>::max()) : max_(max) {}

  [[nodiscard]] Added Add(const std::shared_ptr<OpenStream>& stream) {
    MutexLock lock(&mu_);
    if (is_ended_) return Added::kEnded;
    if (streams_.size() >= max_) return Added::kFull;
    streams_[stream.get()] = stream;
    return Added::kYes;
  }
  void Remove(OpenStream* stream) {
    MutexLock lock(&mu_);
    streams_.erase(stream);
  }
  // Ends all there are and refuses new ones. Without the lock: a stream that ends removes itself.
  void EndAll(const absl::Status& reason) {
    std::map<OpenStream*, std::weak_ptr<OpenStream>> streams;
    {
      MutexLock lock(&mu_);
      is_ended_ = true;
      streams.swap(streams_);
    }
    for (const auto& [key, weak] : streams) {
      if (const auto stream = weak.lock()) stream->End(reason);
    }
  }

 private:
  const size_t max_;
  Mutex mu_;
  bool is_ended_ ATP_GUARDED_BY(mu_) = false;
  std::map<OpenStream*, std::weak_ptr<OpenStream>> streams_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_SERVER_OPEN_STREAMS_H_
