#ifndef ATP_SERVER_CALL_H_
#define ATP_SERVER_CALL_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "engine/model/entry.h"

namespace atp {

// One RPC from arrival to answer: who it is, whether anybody still waits for it, and its log line.
//
// Tracing: x-correlation-id (1 to 64 printable bytes) is taken from the call and sent back in the
// initial metadata; traceparent travels on if it has the shape that W3C gives it. One that cannot
// be used is as good as none.
//
// One thread at a time; `context` must outlive it, that is, it is not used after the call finished.
class Call {
 public:
  // `method` must be a literal.
  Call(grpc::CallbackServerContext* context, const char* method);

  // Why no work should be done: the caller has gone, or its deadline has passed.
  absl::Status CheckWaiting() const;

  // What the call hands to the engine.
  RequestContext MakeRequest(const std::string& request_id) const;

  // Writes the log line (debug if OK, else warn) and says how to finish.
  grpc::Status End(const absl::Status& status) const;

 private:
  grpc::CallbackServerContext* const context_;
  const char* const method_;
  const std::chrono::steady_clock::time_point start_;
  std::string correlation_id_;
  std::string traceparent_;
};

// "00-<32 hex>-<16 hex>-<2 hex>", lower case.
bool IsTraceparent(const std::string& text);

}  // namespace atp

#endif  // ATP_SERVER_CALL_H_
