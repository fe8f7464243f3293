#include "server/call.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"
#include "server/errors.h"
#include "server/log/log.h"
#include "server/reservation_reach.h"

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

bool IsChange(std::string_view method) {
  const MethodAccess* const access = FindMethodAccess(method);
  return access != nullptr && access->scope.has_value() && access->scope != Scope::kStockRead &&
         access->scope != Scope::kFeedRead;
}

}  // namespace

std::string_view MethodOf(const google::protobuf::Message& request) {
  std::string_view method = request.GetDescriptor()->name();
  constexpr std::string_view kSuffix = "Request";
  method.remove_suffix(kSuffix.size());
  return method;
}

bool IsTraceparent(const std::string& text) {
  static constexpr char kShape[] = "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
  if (text.size() != sizeof(kShape) - 1) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (kShape[i] == '-' ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

Call::Call(Door* door, grpc::CallbackServerContext* context, const char* method)
    : door_(*door),
      context_(context),
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

absl::StatusOr<Engine*> Call::Enter(const EngineGate& gate) {
  const absl::Status waiting = CheckWaiting();
  if (!waiting.ok()) return waiting;
  absl::StatusOr<Pass> pass = door_.Enter(*context_, method_, &who_);
  if (!pass.ok()) return Deny(pass.status(), method_, nullptr);
  pass_ = *std::move(pass);
  const absl::Status audit = CheckAudit(method_);
  if (!audit.ok()) return audit;
  return gate.Enter();
}

absl::StatusOr<Engine*> Call::Enter(const EngineGate& gate,
                                    const google::protobuf::Message& request) {
  const absl::StatusOr<Engine*> engine = Enter(gate);
  if (!engine.ok()) return engine;
  const absl::Status reach = CheckReach(*engine, request);
  if (!reach.ok()) return reach;
  return engine;
}

absl::Status Call::CheckReach(Engine* engine, const google::protobuf::Message& message) const {
  return CheckReach(engine, method_, message);
}

absl::Status Call::CheckReach(Engine* engine, std::string_view method,
                              const google::protobuf::Message& request) const {
  const Identity& identity = *pass_.identity;
  if (!identity.locations.has_value() && !identity.channels.has_value()) return absl::OkStatus();
  const MethodAccess& access = *FindMethodAccess(method);
  absl::Status status = atp::CheckReach(identity, access, request);
  if (status.ok()) status = CheckReservationReach(identity, access, request, engine);
  return status.ok() ? status : Deny(status, method, &request);
}

absl::Status Call::TakeItems(int64_t count) {
  const absl::Status status = door_.limits().Take(pass_.slot, count);
  return status.ok() ? status : Deny(status, method_, nullptr);
}

absl::Status Call::CheckItem(Engine* engine, const google::protobuf::Message& item) const {
  if (!door_.asks() && door_.audit() == nullptr) return absl::OkStatus();
  const std::string_view method = MethodOf(item);
  const absl::Status scope = door_.CheckScope(*pass_.identity, method);
  if (!scope.ok()) return Deny(scope, method, &item);
  const absl::Status audit = CheckAudit(method);
  return audit.ok() ? CheckReach(engine, method, item) : audit;
}

absl::Status Call::CheckAudit(std::string_view method) const {
  if (door_.audit() == nullptr || !door_.audit()->has_failed() || !IsChange(method)) {
    return absl::OkStatus();
  }
  // The line that says so tries the file again.
  return Deny(MakeError(absl::StatusCode::kUnavailable, "AUDIT_LOG_FAILED", "",
                        "the audit log cannot be written; nothing was applied"),
              method, nullptr);
}

absl::Status Call::Deny(const absl::Status& status, std::string_view method,
                        const google::protobuf::Message* request) const {
  if (door_.audit() == nullptr) return status;
  AuditRecord record = RecordOf(AuditRecord::Event::kDenial, method);
  if (request != nullptr) record.request_id = TextField(*request, "request_id");
  record.code = absl::StatusCodeToString(status.code());
  record.reason = ReasonOf(status);
  record.field = ErrorField(status);
  record.message = std::string(status.message());
  door_.audit()->Write(record);
  return status;
}

void Call::Changed(const std::string& request_id, Sequence sequence,
                   std::string_view method) const {
  if (door_.audit() == nullptr) return;
  AuditRecord record =
      RecordOf(AuditRecord::Event::kChange, method.empty() ? std::string_view(method_) : method);
  record.request_id = request_id;
  record.sequence = sequence;
  door_.audit()->Write(record);
}

absl::Status Call::TakePlace(Places* places) {
  std::optional<Places::Place> place = places->TryTake();
  if (!place.has_value()) {
    return MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", "",
                     absl::StrCat(places->max(), " changes are under way; nothing was applied"));
  }
  place_ = *std::move(place);
  return absl::OkStatus();
}

bool Call::IsWrittenDown(const Outcome& outcome) const {
  // What was only validated has no sequence.
  return door_.audit() != nullptr && !outcome.repeated && outcome.entry.sequence != 0 &&
         outcome.entry.cause != Cause::kRefuse;
}

AuditRecord Call::RecordOf(AuditRecord::Event event, std::string_view method) const {
  AuditRecord record;
  record.event = event;
  record.identity = who_;
  record.peer = context_->peer();
  record.method = std::string(method);
  record.correlation_id = correlation_id_;
  return record;
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
    if (door_.asks() && !who_.empty()) fields["identity"] = who_;
    if (!correlation_id_.empty()) fields["correlation_id"] = correlation_id_;
    if (!traceparent_.empty()) fields["traceparent"] = traceparent_;
    Log(level, status.ok() ? "answered" : std::string(status.message()), fields);
  }
  return ToGrpcStatus(status);
}

}  // namespace atp
