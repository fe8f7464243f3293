#include "engine/model/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr char kPrefix[] = "atp/";
constexpr char kReason[] = "reason";
constexpr char kField[] = "field";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::Status WithDetail(absl::Status status, std::string_view key, std::string_view value) {
  status.SetPayload(absl::StrCat(kPrefix, View(key)), absl::Cord(View(value)));
  return status;
}

absl::Status MakeError(absl::StatusCode code, std::string_view reason, Field field,
                       std::string_view message) {
  absl::Status status(code, View(message));
  status = WithDetail(std::move(status), kReason, reason);
  const std::string path = field.Path();
  return path.empty() ? status : WithDetail(std::move(status), kField, path);
}

absl::Status BadField(std::string_view reason, Field field, std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, field, message);
}

std::string ErrorDetail(const absl::Status& status, std::string_view key) {
  const auto payload = status.GetPayload(absl::StrCat(kPrefix, View(key)));
  return payload.has_value() ? std::string(*payload) : std::string();
}

std::string ErrorReason(const absl::Status& status) { return ErrorDetail(status, kReason); }
std::string ErrorField(const absl::Status& status) { return ErrorDetail(status, kField); }

void ForEachDetail(const absl::Status& status,
                   const std::function<void(std::string_view, std::string_view)>& visit) {
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& value) {
    const std::string_view name(type.data(), type.size());
    if (name.substr(0, sizeof(kPrefix) - 1) != kPrefix) return;
    const std::string_view key = name.substr(sizeof(kPrefix) - 1);
    if (key != kReason && key != kField) visit(key, std::string(value));
  });
}

std::string Field::Path() const {
  if (list_.empty()) return std::string(name_);
  return absl::StrCat(View(list_), "[", index_, "].", View(name_));
}

}  // namespace atp
