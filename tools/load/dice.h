#ifndef ATP_TOOLS_LOAD_DICE_H_
#define ATP_TOOLS_LOAD_DICE_H_

#include <cstdint>
#include <random>

namespace atp {

// Draws numbers from the generator's own bits, so that a seed gives the same on every machine: the
// standard library's distributions differ from one library to the next.
class Dice {
 public:
  explicit Dice(uint64_t seed) : bits_(seed) {}

  // 0 to n - 1. n >= 1.
  uint64_t Below(uint64_t n) { return bits_() % n; }
  bool OneIn(uint64_t n) { return Below(n) == 0; }
  // At least 0, less than 1.
  double Fraction() { return static_cast<double>(bits_() >> 11) / (uint64_t{1} << 53); }

 private:
  std::mt19937_64 bits_;
};

}  // namespace atp

#endif  // ATP_TOOLS_LOAD_DICE_H_
