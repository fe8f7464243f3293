#ifndef ATP_TESTS_FUZZ_MUTATOR_H_
#define ATP_TESTS_FUZZ_MUTATOR_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/load/dice.h"

namespace atp::fuzz {

// New inputs from old ones where there is no libFuzzer: one to eight changes each, such as a bit
// turned, a byte replaced, bytes left out, repeated, put in or taken from another input. The same
// seed gives the same inputs.
class Mutator {
 public:
  static constexpr size_t kInputBytesMax = 4096;

  // `corpus` must outlive it.
  Mutator(const std::vector<std::string>& corpus, uint64_t seed) : corpus_(corpus), dice_(seed) {}

  std::string Next();

 private:
  void Change(std::string* input);
  std::string PieceOf(const std::string& from);

  const std::vector<std::string>& corpus_;
  Dice dice_;
};

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_MUTATOR_H_
