#ifndef ATP_TOOLS_REPLAY_PATIENT_CALLER_H_
#define ATP_TOOLS_REPLAY_PATIENT_CALLER_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <functional>

#include "absl/status/status.h"

namespace atp {

// Makes calls to a server that may be away for a while. An attempt that met UNAVAILABLE,
// RESOURCE_EXHAUSTED, a deadline or a cancellation is repeated, waiting longer each time, until
// `retry_for` has passed; then the answer is UNAVAILABLE. Any other error is final, with the
// server's code and words. So changes must carry a request id.
//
// Thread-safe. Blocks.
class PatientCaller {
 public:
  // A context is good for one attempt, and comes with a deadline.
  using Attempt = std::function<grpc::Status(grpc::ClientContext*)>;

  explicit PatientCaller(std::chrono::seconds retry_for) : retry_for_(retry_for) {}

  absl::Status Repeat(const Attempt& attempt) const;

  // One unary call.
  template <typename Stub, typename Request, typename Response>
  absl::Status Call(Stub* stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) const {
    return Repeat([&](grpc::ClientContext* context) {
      response->Clear();
      return (stub->*method)(context, request, response);
    });
  }

  // Calls visit(page), which returns a status, for each page of a list; ends with the first error.
  template <typename Response, typename Stub, typename Request, typename Visit>
  absl::Status EachPage(Stub* stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        Request* request, const Visit& visit) const {
    do {
      Response page;
      if (absl::Status status = Call(stub, method, *request, &page); !status.ok()) return status;
      if (absl::Status status = visit(page); !status.ok()) return status;
      request->set_page_token(page.next_page_token());
    } while (!request->page_token().empty());
    return absl::OkStatus();
  }

 private:
  const std::chrono::seconds retry_for_;
};

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_PATIENT_CALLER_H_
