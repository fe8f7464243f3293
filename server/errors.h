#ifndef ATP_SERVER_ERRORS_H_
#define ATP_SERVER_ERRORS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"
#include "proto/google/rpc/status.pb.h"

namespace atp {

// The engine's error as a client sees it. Code and message stay; the details (the binary trailer
// grpc-status-details-bin, a google.rpc.Status) hold
//   ErrorInfo   always: ReasonOf(), domain "atp.v1", and what else programs may act on as metadata
//   BadRequest  if a field is at fault: its path and the message
//   RetryInfo   for UNAVAILABLE and RESOURCE_EXHAUSTED: when to try again
grpc::Status ToGrpcStatus(const absl::Status& status);
// Those details, with code and message: not of OK.
google::rpc::Status ToRichStatus(const absl::Status& status);

// A name of atp.v1.ErrorReason: the engine's; JOURNAL_DAMAGED for damage that was found without
// one. Else the name of the code, such as "CANCELLED". Empty for OK.
std::string ReasonOf(const absl::Status& status);

inline constexpr char kErrorDomain[] = "atp.v1";

}  // namespace atp

#endif  // ATP_SERVER_ERRORS_H_
