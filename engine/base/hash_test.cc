#include "engine/base/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace atp {
namespace {

// The published XXH3 values of the empty input. Hashes are on disk and place keys in shards, so a
// library that computes anything else must not pass.
TEST(HashTest, ValuesAreThoseOfXxh3) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2u);
  const Hash128 empty = Hash128Of("");
  EXPECT_EQ(empty.low, 0x6001c324468d497fu);
  EXPECT_EQ(empty.high, 0x99aa06d3014798d8u);
}

TEST(HashTest, SeedChangesTheValue) {
  EXPECT_EQ(Hash64("item"), Hash64("item", 0));
  EXPECT_NE(Hash64("item"), Hash64("item", 1));
}

TEST(HashTest, EveryByteCounts) {
  EXPECT_NE(Hash64(std::string("a\0", 2)), Hash64("a"));
  // Each length class of XXH3 (to 16, to 128, to 240, above) with one byte changed at a time.
  for (const size_t size : {1, 16, 17, 128, 129, 240, 241, 1000}) {
    std::string bytes(size, 'x');
    std::unordered_set<uint64_t> seen = {Hash64(bytes)};
    for (size_t i = 0; i < size; ++i) {
      bytes[i] = 'y';
      EXPECT_TRUE(seen.insert(Hash64(bytes)).second) << "byte " << i << " of " << size;
      bytes[i] = 'x';
    }
  }
}

TEST(HashTest, ADigestTellsValuesOrderAndPartsApart) {
  const auto of = [](const auto&... values) {
    Digest digest(0);
    (digest.Add(values), ...);
    return digest.hash();
  };
  const std::string_view ab = "ab", a = "a", b = "b", none = "";
  const std::unordered_set<uint64_t> seen = {
      of(),     of(1ul),    of(0ul),    of(0ul, 0ul), of(1ul, 2ul),      of(2ul, 1ul),
      of(ab),   of(a, b),   of(b, a),   of(none),     of(none, none),    of(ab, none),
      of(~0ul), of(1ul, a), of(a, 1ul), of(none, ab), of(0ul, 0ul, 0ul), of(3ul),
  };
  EXPECT_EQ(seen.size(), 18u);
  EXPECT_EQ(of(ab, 7ul), of(ab, 7ul));
  EXPECT_NE(Digest(1).hash(), Digest(2).hash());
}

TEST(HashTest, Hash128ComparesBothHalves) {
  EXPECT_EQ(Hash128Of("abc"), Hash128Of("abc"));
  EXPECT_FALSE((Hash128{1, 2}) == (Hash128{1, 3}));
  EXPECT_FALSE((Hash128{1, 2}) == (Hash128{2, 2}));
}

}  // namespace
}  // namespace atp
