#ifndef ATP_ENGINE_MODEL_KEYS_H_
#define ATP_ENGINE_MODEL_KEYS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/model/field.h"

namespace atp {

inline constexpr size_t kKeyBytesMax = 64;
inline constexpr size_t kNoteBytesMax = 1024;

// Keys (items, locations, documents, request ids) are 1 to 64 bytes of UTF-8 without control
// characters. Reasons: KEY_EMPTY, KEY_TOO_LONG, KEY_NOT_UTF8, KEY_CONTROL_CHARACTER.
absl::Status CheckKey(std::string_view key, Field field);

// The same for free text, which may be empty, up to 1,024 bytes.
absl::Status CheckText(std::string_view text, Field field);

bool IsUtf8(std::string_view text);

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_KEYS_H_
