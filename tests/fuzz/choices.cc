#include "tests/fuzz/choices.h"

#include <limits>

namespace atp::fuzz {
namespace {

constexpr int64_t kEdges[] = {-1,
                              1000,
                              1001,
                              std::numeric_limits<int32_t>::max(),
                              std::numeric_limits<int32_t>::min(),
                              int64_t{1} << 32,
                              1'000'000'000'000,
                              1'000'000'000'001,
                              int64_t{1} << 62,
                              std::numeric_limits<int64_t>::max() - 1,
                              std::numeric_limits<int64_t>::max(),
                              std::numeric_limits<int64_t>::min()};

}  // namespace

int64_t Choices::Number() {
  const uint8_t byte = Byte();
  if (byte < 0xF0) return byte % 32;
  if (byte < 0xFC) return kEdges[byte % std::size(kEdges)];
  uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8 | Byte();
  return static_cast<int64_t>(number);
}

std::string Choices::Text(size_t size_max) {
  std::string text;
  for (size_t left = Below(size_max + 1); left > 0; --left) {
    const uint8_t byte = Byte();
    if (byte < 0x80) {
      text.push_back(static_cast<char>(byte));
    } else {  // two bytes, of U+0080 to U+00FF
      text.push_back(static_cast<char>(0xC0 | byte >> 6));
      text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return text;
}

}  // namespace atp::fuzz
