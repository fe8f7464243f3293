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

// The hash of numbers and texts that are given one after another; the same values in the same order
// give the same hash, and a text and its parts do not. Written to disk.
class Digest {
 public:
  explicit Digest(uint64_t seed) : hash_(seed) {}

  // A multiplication to 128 bits, folded: each bit of the number reaches all of the hash.
  void Add(uint64_t number) {
    const auto product =
        static_cast<unsigned __int128>(hash_ ^ number ^ 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93;
    hash_ = static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product);
  }
  void Add(std::string_view text) { hash_ = Hash64(text, hash_); }

  uint64_t hash() const { return hash_; }

 private:
  uint64_t hash_;
};

}  // namespace atp

#endif  // ATP_ENGINE_BASE_HASH_H_
