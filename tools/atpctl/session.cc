#include "tools/atpctl/session.h"

#include <chrono>
#include <random>

#include "absl/strings/str_format.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "proto/google/rpc/error_details.pb.h"
#include "proto/google/rpc/status.pb.h"
#include "tools/atpctl/table.h"

namespace atp {
namespace {

std::string RandomUuid() {
  std::random_device random;
  std::uniform_int_distribution<uint64_t> any;
  const uint64_t high = (any(random) & ~uint64_t{0xf000}) | 0x4000;
  const uint64_t low = (any(random) >> 2) | (uint64_t{1} << 63);
  return absl::StrFormat("%08x-%04x-%04x-%04x-%012x", high >> 32, (high >> 16) & 0xffff,
                         high & 0xffff, low >> 48, low & 0xffffffffffff);
}

// What the server attached to an error, in the trailer grpc-status-details-bin.
struct ErrorDetails {
  google::rpc::ErrorInfo info;
  std::string field;
  std::string retry_delay;
};

ErrorDetails DetailsOf(const grpc::Status& status) {
  ErrorDetails details;
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return details;
  for (const google::protobuf::Any& any : rich.details()) {
    google::rpc::BadRequest bad;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&details.info)) continue;
    if (any.UnpackTo(&bad) && bad.field_violations_size() > 0) {
      details.field = bad.field_violations(0).field();
    } else if (any.UnpackTo(&retry)) {
      details.retry_delay = google::protobuf::util::TimeUtil::ToString(retry.retry_delay());
    }
  }
  return details;
}

const char* CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return "OK";
    case grpc::StatusCode::CANCELLED:
      return "CANCELLED";
    case grpc::StatusCode::UNKNOWN:
      return "UNKNOWN";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case grpc::StatusCode::NOT_FOUND:
      return "NOT_FOUND";
    case grpc::StatusCode::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    case grpc::StatusCode::ABORTED:
      return "ABORTED";
    case grpc::StatusCode::OUT_OF_RANGE:
      return "OUT_OF_RANGE";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "UNIMPLEMENTED";
    case grpc::StatusCode::INTERNAL:
      return "INTERNAL";
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DATA_LOSS:
      return "DATA_LOSS";
    default:
      return "UNKNOWN";
  }
}

// The caller may repeat, with the same request id.
bool MayRepeat(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::RESOURCE_EXHAUSTED || code == grpc::StatusCode::CANCELLED;
}

}  // namespace

const char kExitCodesHelp[] =
    "Exit codes:\n"
    "  0  done; the answer is yes\n"
    "  1  the answer is no: not enough stock, rows set aside, a watch that was reset\n"
    "  2  the command line or a local file cannot be used; nothing was asked\n"
    "  3  the server refused, for the reason printed; or a data directory or backup cannot be "
    "used\n"
    "  4  the server cannot be reached or did not answer in time; repeat with the same request id\n"
    "  5  audit found violations, or backup verify one that is not whole\n";

std::shared_ptr<grpc::Channel> Session::channel() {
  if (channel_ == nullptr) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(64 << 20);
    channel_ = grpc::CreateCustomChannel(globals_.server, credentials_, arguments);
  }
  return channel_;
}

void Session::Prepare(grpc::ClientContext* context, bool has_deadline) const {
  if (has_deadline) {
    context->set_deadline(std::chrono::system_clock::now() +
                          std::chrono::milliseconds(globals_.timeout_ms));
  }
  if (!globals_.correlation_id.empty()) {
    context->AddMetadata("x-correlation-id", globals_.correlation_id);
  }
}

const std::string& Session::request_id() {
  if (request_id_.empty()) {
    request_id_ = globals_.request_id.empty() ? RandomUuid() : globals_.request_id;
  }
  return request_id_;
}

int Session::Explain(const grpc::Status& status) {
  if (status.ok()) return kOk;
  const ErrorDetails details = DetailsOf(status);
  const bool may_repeat = MayRepeat(status.error_code());
  if (is_json()) {
    nlohmann::json error = {{"code", CodeName(status.error_code())},
                            {"reason", details.info.reason()},
                            {"field", details.field},
                            {"message", status.error_message()}};
    for (const auto& [key, value] : details.info.metadata()) error["metadata"][key] = value;
    if (!details.retry_delay.empty()) error["retry_delay"] = details.retry_delay;
    if (!request_id_.empty()) error["request_id"] = request_id_;
    if (!repeat_with_.empty()) error["repeat_with"] = repeat_with_;
    err_ << nlohmann::json{{"error", error}}.dump(-1, ' ', false,
                                                  nlohmann::json::error_handler_t::replace)
         << '\n';
  } else {
    err_ << "error: " << CodeName(status.error_code());
    if (!details.info.reason().empty()) err_ << ' ' << Printable(details.info.reason());
    if (!details.field.empty()) err_ << " at " << Printable(details.field);
    err_ << ": " << Printable(status.error_message()) << '\n';
    for (const auto& [key, value] : details.info.metadata()) {
      err_ << "  " << Printable(key) << ": " << Printable(value) << '\n';
    }
    if (may_repeat && !request_id_.empty()) {
      err_ << "  to repeat safely: --request-id " << Printable(request_id_);
      if (!repeat_with_.empty()) err_ << ' ' << repeat_with_;
      err_ << '\n';
    }
  }
  return may_repeat ? kUnavailable : kRefused;
}

int Session::Usage(const absl::Status& status) {
  const std::string message(status.message());
  if (is_json()) {
    const nlohmann::json error = {{"code", "USAGE"}, {"message", message}};
    err_ << nlohmann::json{{"error", error}}.dump(-1, ' ', false,
                                                  nlohmann::json::error_handler_t::replace)
         << '\n';
  } else {
    err_ << "error: " << Printable(message) << '\n';
  }
  return kUsage;
}

void Session::PrintJson(const google::protobuf::Message& message, const nlohmann::json& more) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  if (!status.ok()) {
    err_ << "error: the answer cannot be shown as JSON: " << status.ToString() << '\n';
    return;
  }
  if (more.empty() && request_id_.empty()) {
    out_ << text << std::endl;
    return;
  }
  nlohmann::ordered_json object = nlohmann::ordered_json::parse(text);
  for (const auto& [key, value] : more.items()) object[key] = value;
  if (!request_id_.empty()) object["request_id"] = request_id_;
  out_ << object.dump() << std::endl;
}

void Session::PrintChangeFooter(int64_t sequence, bool is_repeat) {
  out_ << "request id " << Printable(request_id_);
  if (sequence > 0) out_ << ", sequence " << sequence;
  if (globals_.validate_only) out_ << ", only validated: nothing was changed";
  if (is_repeat) out_ << ", a repetition: this is the first answer";
  out_ << '\n';
}

void Session::PrintListFooter(int64_t rows, bool has_more) {
  out_ << rows << (rows == 1 ? " row" : " rows");
  if (has_more) out_ << ", and there are more: --limit";
  out_ << '\n';
}

}  // namespace atp
