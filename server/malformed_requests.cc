#include "server/malformed_requests.h"

#include "engine/model/error.h"
#include "server/errors.h"

namespace atp {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;

class MalformedRequests final : public grpc::experimental::Interceptor {
 public:
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      const grpc::Status status = methods->GetSendStatus();
      if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED &&
          status.error_message().empty()) {
        methods->ModifySendStatus(ToGrpcStatus(MalformedError()));
      }
    }
    methods->Proceed();
  }
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo*) override {
    return new MalformedRequests();
  }
};

}  // namespace

absl::Status MalformedError() {
  return BadField("REQUEST_MALFORMED", "",
                  "the request is not a message of this call, or has text that is not UTF-8");
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeMalformedRequests() {
  return std::make_unique<Factory>();
}

}  // namespace atp
