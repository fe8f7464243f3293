#ifndef ATP_TESTS_FUZZ_CHOICES_H_
#define ATP_TESTS_FUZZ_CHOICES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace atp::fuzz {

// An input read as a row of choices, so that any bytes at all are a sensible test and a changed
// byte is a changed choice. Where it has ended every choice is the first one.
class Choices {
 public:
  Choices(const uint8_t* data, size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const { return rest_.empty(); }
  size_t size() const { return rest_.size(); }

  uint8_t Byte() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  // 0 to n - 1; n is 1 to 256.
  size_t Below(size_t n) { return Byte() % n; }
  bool OneIn(size_t n) { return Below(n) == n - 1; }
  // Mostly small, sometimes at the edge of some type, seldom any.
  int64_t Number();
  // Up to `size_max` bytes of UTF-8, ASCII for the most part.
  std::string Text(size_t size_max);
  std::string_view Rest() { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_CHOICES_H_
