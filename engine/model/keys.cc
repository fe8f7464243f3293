#include "engine/model/keys.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// Nearly all keys are; asked eight bytes at a time.
bool IsPrintableAscii(std::string_view text) {
  constexpr uint64_t kEach = 0x0101010101010101;
  constexpr uint64_t kTops = 0x80 * kEach;
  // Sets the top bit of each byte that is no printable ASCII: its own, or borrowed by what is less
  // than a space, or that of a DEL, which is the only one that 1 carries into it.
  const auto unprintable = [](uint64_t eight) {
    return (eight | (eight - 0x20 * kEach) | (eight + kEach)) & kTops;
  };
  uint64_t found = 0;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t eight;
    std::memcpy(&eight, text.data() + i, sizeof(eight));
    found |= unprintable(eight);
  }
  uint64_t rest = 0x20 * kEach;
  std::memcpy(&rest, text.data() + i, text.size() - i);
  return (found | unprintable(rest)) == 0;
}

absl::Status CheckCharacters(std::string_view text, Field field) {
  if (IsPrintableAscii(text)) return absl::OkStatus();
  if (!IsUtf8(text)) return BadField("KEY_NOT_UTF8", field, "not valid UTF-8");
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // C1 controls are U+0080 to U+009F: C2 80 to C2 9F.
    const bool is_c1 = byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || is_c1) {
      return BadField("KEY_CONTROL_CHARACTER", field,
                      absl::StrCat("control character at byte ", i));
    }
  }
  return absl::OkStatus();
}

absl::Status TooLong(size_t size, size_t max, Field field) {
  return BadField("KEY_TOO_LONG", field, absl::StrCat(size, " bytes; at most ", max));
}

}  // namespace

// Follows table 3-7 of the Unicode standard: no overlong forms, no surrogates.
bool IsUtf8(std::string_view text) {
  size_t i = 0;
  const auto at = [&](size_t k) { return static_cast<unsigned char>(text[k]); };
  while (i < text.size()) {
    const unsigned char lead = at(i);
    size_t more;
    unsigned char low = 0x80, high = 0xBF;
    if (lead < 0x80) {
      ++i;
      continue;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return false;
    }
    if (text.size() - i <= more) return false;
    if (at(i + 1) < low || at(i + 1) > high) return false;
    for (size_t k = 2; k <= more; ++k) {
      if (at(i + k) < 0x80 || at(i + k) > 0xBF) return false;
    }
    i += more + 1;
  }
  return true;
}

absl::Status CheckKey(std::string_view key, Field field) {
  if (key.empty()) return BadField("KEY_EMPTY", field, "must not be empty");
  if (key.size() > kKeyBytesMax) return TooLong(key.size(), kKeyBytesMax, field);
  return CheckCharacters(key, field);
}

absl::Status CheckText(std::string_view text, Field field) {
  if (text.size() > kNoteBytesMax) return TooLong(text.size(), kNoteBytesMax, field);
  return CheckCharacters(text, field);
}

}  // namespace atp
