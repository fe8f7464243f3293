#ifndef ATP_SERVER_ENCODED_DELTAS_H_
#define ATP_SERVER_ENCODED_DELTAS_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include <cstdint>
#include <deque>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/model/delta.h"

namespace atp {

// The most recent deltas as they are sent, each encoded once for all who want every one.
//
// A WatchResponse with many deltas is, as bytes, one with the first few followed by one with the
// rest. So what was encoded in pieces is sent in any number of them, and only a reader that stands
// inside a piece gets a copy of the rest of it.
//
// Invariant: pieces follow one another without a hole. Bounded by bytes: the oldest are dropped,
// and live on in the messages that hold them. Append() by one thread; otherwise thread-safe.
class EncodedDeltas {
 public:
  enum class Found { kDeltas, kNothingNew, kTooOld };

  explicit EncodedDeltas(size_t bytes_max) : bytes_max_(bytes_max) {}

  // Forgets all; what is appended next follows `last`.
  void Restart(Sequence last);

  // None coalesced, and the first follows the last.
  void Append(const std::vector<DeltaPtr>& deltas);

  // Puts what comes after *place, or the first MiB of it, into *message and moves *place on.
  // kTooOld: what comes next is not here. Does not copy, but for the first piece.
  Found Take(Sequence* place, grpc::ByteBuffer* message) const;

 private:
  struct Piece {
    Sequence first;
    Sequence last;
    grpc::Slice bytes;
    std::vector<uint32_t> ends;  // of each delta, in bytes
  };

  void Keep(Piece piece);

  const size_t bytes_max_;
  mutable Mutex mu_;
  std::deque<Piece> pieces_ ATP_GUARDED_BY(mu_);
  size_t bytes_ ATP_GUARDED_BY(mu_) = 0;
  Sequence last_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace atp

#endif  // ATP_SERVER_ENCODED_DELTAS_H_
