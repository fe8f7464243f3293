#ifndef ATP_ENGINE_BASE_HASH_H_
#define ATP_ENGINE_BASE_HASH_H_

#include <cstdint>
#include <string_view>

namespace atp {

// XXH3 (xxhash.com), whose output is fixed since 0.8: these values are written to disk and place
// keys in shards. Not cryptographic.
uint64_t Hash64(std::string_view bytes, uint64_t seed = 0);

struct Hash128 {
  uint64_t low = 0;
  uint64_t high = 0;
  friend bool operator==(const Hash128& a, const Hash128& b) {
    return a.low == b.low && a.high == b.high;
  }
  template <typename H>
  friend H AbslHashValue(H state, const Hash128& value) {
    return H::combine(std::move(state), value.low, value.high);
  }
};
Hash128 Hash128Of(std::string_view bytes);

}  // namespace atp

#endif  // ATP_ENGINE_BASE_HASH_H_
