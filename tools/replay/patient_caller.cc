#include "tools/replay/patient_caller.h"

#include <algorithm>
#include <thread>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr auto kAttemptTimeout = std::chrono::seconds(20);
constexpr auto kBackoffFirst = std::chrono::milliseconds(20);
constexpr auto kBackoffMax = std::chrono::milliseconds(500);

bool IsWorthRepeating(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::RESOURCE_EXHAUSTED ||
         code == grpc::StatusCode::DEADLINE_EXCEEDED || code == grpc::StatusCode::CANCELLED;
}

absl::Status ToAbsl(const grpc::Status& status) {
  // The codes of both are the same numbers.
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace

absl::Status PatientCaller::Repeat(const Attempt& attempt) const {
  const auto give_up = std::chrono::steady_clock::now() + retry_for_;
  auto backoff = kBackoffFirst;
  while (true) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kAttemptTimeout);
    const grpc::Status status = attempt(&context);
    if (status.ok()) return absl::OkStatus();
    if (!IsWorthRepeating(status.error_code())) return ToAbsl(status);
    if (std::chrono::steady_clock::now() + backoff > give_up) {
      return absl::UnavailableError(
          absl::StrCat("gave up after ", retry_for_.count(), " s: ", status.error_message()));
    }
    std::this_thread::sleep_for(backoff);
    backoff = std::min(backoff * 2, kBackoffMax);
  }
}

}  // namespace atp
