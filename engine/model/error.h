#ifndef ATP_ENGINE_MODEL_ERROR_H_
#define ATP_ENGINE_MODEL_ERROR_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/model/field.h"

namespace atp {

// Errors carry, beside code and message, what a program acts on: a stable UPPER_SNAKE reason, the
// path of the field at fault (empty if none), and for amounts "by how much". They travel as
// payloads of an absl::Status, so that only the border needs to know how they are shown.
absl::Status MakeError(absl::StatusCode code, std::string_view reason, Field field,
                       std::string_view message);

// INVALID_ARGUMENT; the commonest case.
absl::Status BadField(std::string_view reason, Field field, std::string_view message);

// Adds "key" = "value" for programs, e.g. ("over_by", "3").
absl::Status WithDetail(absl::Status status, std::string_view key, std::string_view value);

// What was attached, or empty.
std::string ErrorReason(const absl::Status& status);
std::string ErrorField(const absl::Status& status);
std::string ErrorDetail(const absl::Status& status, std::string_view key);

// Calls visit(key, value) for each detail other than reason and field.
void ForEachDetail(const absl::Status& status,
                   const std::function<void(std::string_view, std::string_view)>& visit);

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_ERROR_H_
