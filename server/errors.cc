#include "server/errors.h"

#include <string_view>

#include "absl/strings/numbers.h"
#include "engine/model/error.h"
#include "proto/google/rpc/error_details.pb.h"

namespace atp {
namespace {

// A first guess; callers back off from there. Recovery and fail-over take longer than a full queue.
constexpr int64_t kRetryUnavailableMs = 1000;
constexpr int64_t kRetryExhaustedMs = 100;
// The detail of an error that knows better.
constexpr std::string_view kRetryInMs = "retry_in_ms";

google::rpc::ErrorInfo MakeErrorInfo(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonOf(status));
  info.set_domain(kErrorDomain);
  ForEachDetail(status, [&info](std::string_view key, std::string_view value) {
    if (key == kRetryInMs) return;
    (*info.mutable_metadata())[std::string(key)] = std::string(value);
  });
  return info;
}

google::rpc::BadRequest MakeBadRequest(const std::string& field, const std::string& message) {
  google::rpc::BadRequest bad_request;
  auto* const violation = bad_request.add_field_violations();
  violation->set_field(field);
  violation->set_description(message);
  return bad_request;
}

// 0: repeating does not help.
int64_t RetryDelayMs(const absl::Status& status) {
  const absl::StatusCode code = status.code();
  int64_t known_ms = 0;
  if (absl::SimpleAtoi(ErrorDetail(status, kRetryInMs), &known_ms)) return known_ms;
  if (code == absl::StatusCode::kUnavailable) return kRetryUnavailableMs;
  if (code == absl::StatusCode::kResourceExhausted) return kRetryExhaustedMs;
  return 0;
}

google::rpc::RetryInfo MakeRetryInfo(int64_t delay_ms) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay_ms / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay_ms % 1000 * 1'000'000));
  return retry;
}

}  // namespace

std::string ReasonOf(const absl::Status& status) {
  if (status.ok()) return "";
  std::string reason = ErrorReason(status);
  if (!reason.empty()) return reason;
  // Whatever the engine reads, it has written to the log or to a checkpoint.
  if (absl::IsDataLoss(status)) return "JOURNAL_DAMAGED";
  return absl::StatusCodeToString(status.code());
}

google::rpc::Status ToRichStatus(const absl::Status& status) {
  const std::string message(status.message().data(), status.message().size());
  google::rpc::Status rich;
  rich.set_code(static_cast<int32_t>(status.code()));
  rich.set_message(message);
  rich.add_details()->PackFrom(MakeErrorInfo(status));
  const std::string field = ErrorField(status);
  if (!field.empty()) rich.add_details()->PackFrom(MakeBadRequest(field, message));
  const int64_t delay_ms = RetryDelayMs(status);
  if (delay_ms > 0) rich.add_details()->PackFrom(MakeRetryInfo(delay_ms));
  return rich;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rich = ToRichStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), rich.message(),
                      rich.SerializeAsString());
}

}  // namespace atp
