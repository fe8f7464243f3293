#include "server/malformed_requests.h"

#include <string_view>

#include "engine/model/error.h"
#include "server/errors.h"

namespace atp {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;

constexpr std::string_view kOurServices = "/atp.v1.";

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
      grpc::experimental::ServerRpcInfo* info) override {
    // Calls of services that are not there (reflection, if not asked for) end the same way, and
    // mean it. Those that read bytes say themselves what is malformed, and write much.
    const std::string_view method = info->method() == nullptr ? "" : info->method();
    const bool is_ours = method.substr(0, kOurServices.size()) == kOurServices;
    const bool reads_bytes =
        method == "/atp.v1.DeltaService/Watch" || method == "/atp.v1.BatchService/Batch";
    return is_ours && !reads_bytes ? new MalformedRequests() : nullptr;
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
