#ifndef ATP_TESTS_SIMULATION_DICE_H_
#define ATP_TESTS_SIMULATION_DICE_H_

#include <cstddef>
#include <cstdint>

namespace atp::simulation {

// Draws of one step: a function of the seed and the step's number alone, whatever was drawn before.
// So a history from which steps are left out plays the others as it did. Costs a few adds to make.
class Dice {
 public:
  Dice(uint64_t seed, uint64_t step) : state_(seed * 0xD1342543DE82EF95u + step) {
    Next();
    state_ ^= step << 32;
  }

  uint64_t Next() {  // SplitMix64
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  // Uniform, both ends included.
  int64_t Between(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(Next() % static_cast<uint64_t>(most - least + 1));
  }
  bool OneIn(uint64_t n) { return Next() % n == 0; }
  // An index of something that has `size` elements, which is not 0.
  size_t Index(size_t size) { return Next() % size; }

 private:
  uint64_t state_;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_DICE_H_
