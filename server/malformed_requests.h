#ifndef ATP_SERVER_MALFORMED_REQUESTS_H_
#define ATP_SERVER_MALFORMED_REQUESTS_H_

#include <grpcpp/support/server_interceptor.h>

#include <memory>

#include "absl/status/status.h"

namespace atp {

// Gives a request whose bytes are no message (cut off, or with text that is not UTF-8) a clear
// error: INVALID_ARGUMENT, reason REQUEST_MALFORMED.
//
// Methods that read bytes (batches, deltas) parse them and say so themselves. For the others:
// without it gRPC's callback API answers such a call UNIMPLEMENTED with an empty message, which no
// handler of ours ever returns: that is how it is recognised.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMalformedRequests();

// That error.
absl::Status MalformedError();

}  // namespace atp

#endif  // ATP_SERVER_MALFORMED_REQUESTS_H_
