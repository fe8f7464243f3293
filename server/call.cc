#include "server/call.h"

#include <algorithm>

#include "engine/model/keys.h"
#include "server/errors.h"
#include "server/log.h"

namespace atp {
namespace {

constexpr char kCorrelationKey[] = "x-correlation-id";
constexpr char kTraceparentKey[] = "traceparent";

// The value of a metadata key; empty if there is none.
std::string MetadataOf(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end()) return "";
  return std::string(found->second.data(), found->second.size());
}

}  // namespace

bool IsTraceparent(const std::string& text) {
  static constexpr char kShape[] = "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
  if (text.size() != sizeof(kShape) - 1) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (kShape[i] == '-' ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

Call::Call(grpc::CallbackServerContext* context, const char* method)
    : context_(context),
      method_(method),
      start_(std::chrono::steady_clock::now()),
      correlation_id_(MetadataOf(*context, kCorrelationKey)),
      traceparent_(MetadataOf(*context, kTraceparentKey)) {
  if (!correlation_id_.empty() && !CheckKey(correlation_id_, "").ok()) correlation_id_.clear();
  if (!correlation_id_.empty()) context_->AddInitialMetadata(kCorrelationKey, correlation_id_);
  if (!IsTraceparent(traceparent_)) traceparent_.clear();
}

absl::Status Call::CheckWaiting() const {
  if (context_->deadline() <= std::chrono::system_clock::now()) {
    return absl::DeadlineExceededError(
        "the deadline had passed before the work began; nothing was applied");
  }
  if (context_->IsCancelled()) {
    return absl::CancelledError("the caller had gone before the work began; nothing was applied");
  }
  return absl::OkStatus();
}

RequestContext Call::MakeRequest(const std::string& request_id) const {
  RequestContext request;
  request.request_id = request_id;
  request.correlation_id = correlation_id_;
  request.traceparent = traceparent_;
  return request;
}

grpc::Status Call::End(const absl::Status& status) const {
  const LogLevel level = status.ok() ? LogLevel::kDebug : LogLevel::kWarn;
  if (IsLogged(level)) {
    const auto took = std::chrono::steady_clock::now() - start_;
    nlohmann::ordered_json fields = {
        {"method", method_},
        {"code", absl::StatusCodeToString(status.code())},
        {"reason", ReasonOf(status)},
        {"micros", std::chrono::duration_cast<std::chrono::microseconds>(took).count()}};
    if (!correlation_id_.empty()) fields["correlation_id"] = correlation_id_;
    if (!traceparent_.empty()) fields["traceparent"] = traceparent_;
    Log(level, status.ok() ? "answered" : std::string(status.message()), fields);
  }
  return ToGrpcStatus(status);
}

}  // namespace atp
