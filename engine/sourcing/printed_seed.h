#ifndef ATP_ENGINE_SOURCING_PRINTED_SEED_H_
#define ATP_ENGINE_SOURCING_PRINTED_SEED_H_

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace atp::sourcing {

// The seed of a property test: the one it is asked for by the environment variable ATP_SEED, or a
// fresh one. Prints it.
inline uint64_t PrintedSeed() {
  const char* const asked = std::getenv("ATP_SEED");
  const uint64_t seed =
      asked != nullptr ? std::strtoull(asked, nullptr, 10) : std::random_device()();
  std::printf("ATP_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

// From `least` to `most`, both included.
inline int64_t Between(std::mt19937_64& random, int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random);
}

inline bool OneIn(std::mt19937_64& random, int64_t n) { return Between(random, 1, n) == 1; }

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_PRINTED_SEED_H_
