#ifndef ATP_ENGINE_FEED_DELTA_RING_H_
#define ATP_ENGINE_FEED_DELTA_RING_H_

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/model/delta.h"

namespace atp {

// The most recent deltas, for subscribers to pull.
//
//      ring:  [ 41..44 ][ 45..45 ][ 46..90 ]      Read(44) gives 45, 46, ...; Read(12) is kTooOld
//
// Batches come in as they become durable, undecoded; the first reader that needs one decodes it for
// all. Appending costs a few pointers whether anybody listens or not, and never waits for a reader.
//
// Invariant: batches follow one another without a hole. Bounded by bytes: the oldest are dropped.
// Thread-safe.
class DeltaRing {
 public:
  using Decode = std::function<std::vector<DeltaPtr>()>;
  enum class Found { kDeltas, kNothingNew, kTooOld };

  // Nothing up to `last` is in the ring; what is appended must follow it.
  DeltaRing(Sequence last, size_t bytes_max) : bytes_max_(bytes_max), last_(last) {}

  // Adds the deltas first..last, which take `bytes` to keep.
  void Append(Sequence first, Sequence last, size_t bytes, Decode decode);

  // Appends the deltas after `after`, at most `max`, to *deltas.
  Found Read(Sequence after, size_t max, std::vector<DeltaPtr>* deltas);

  // Waits until something after `after` is there, Wake() was called, or the time has passed.
  void Wait(Sequence after, int timeout_ms);
  // Wakes all who wait.
  void Wake();

  Sequence last() const;

 private:
  struct Batch {
    Sequence first;
    Sequence last;
    size_t bytes;
    Decode decode;
    std::once_flag once;
    std::vector<DeltaPtr> deltas;  // valid after `once`
  };

  const size_t bytes_max_;
  mutable Mutex mu_;
  CondVar changed_;
  std::deque<std::shared_ptr<Batch>> batches_ ATP_GUARDED_BY(mu_);
  size_t bytes_ ATP_GUARDED_BY(mu_) = 0;
  Sequence last_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_ENGINE_FEED_DELTA_RING_H_
