#ifndef ATP_BENCH_STREAMED_FLOOR_H_
#define ATP_BENCH_STREAMED_FLOOR_H_

#include <memory>

#include "proto/atp/v1/batch_service.pb.h"

namespace atp {

// What gRPC itself costs: a server whose handler of BatchService.Batch does nothing but answer, and
// a client that does nothing but ask. The same messages on the same kind of stream, written and
// parsed by gRPC, without a ledger, a disk or the client library.
class StreamedFloor {
 public:
  // Every request is answered with `response`.
  explicit StreamedFloor(const v1::BatchResponse& response);
  ~StreamedFloor();

  // Sends `request` again and again, at most `messages_max` unanswered, for so long. Returns how
  // many were answered each second.
  double Run(const v1::BatchRequest& request, int messages_max, double seconds);

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace atp

#endif  // ATP_BENCH_STREAMED_FLOOR_H_
