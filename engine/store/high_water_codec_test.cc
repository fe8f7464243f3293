#include "engine/store/high_water_codec.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(HighWaterCodecTest, ComesBack) {
  const HighWaterRecord record = {{0x0102030405060708, ~0ull}, 21, 483};
  const auto decoded = DecodeHighWater(EncodeHighWater(record));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->mark.sequence, record.mark.sequence);
  EXPECT_EQ(decoded->mark.chain_hash, record.mark.chain_hash);
  EXPECT_EQ(decoded->manifest_number, 21u);
  EXPECT_EQ(decoded->manifest_bytes, 483u);
}

TEST(HighWaterCodecTest, BeginsWithItsMagicAndLittleEndianSequence) {
  const std::string bytes = EncodeHighWater({{0x0102, 0}, 0, 0});
  EXPECT_EQ(bytes.substr(0, 11), std::string("ATPHIGH1\x02\x01\0", 11));
  EXPECT_EQ(bytes.size(), 48u);
}

TEST(HighWaterCodecTest, AnyFlippedBitAndAnyOtherLengthIsRefused) {
  const std::string whole = EncodeHighWater({{5, 77}, 21, 483});
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string bytes = whole;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(DecodeHighWater(bytes).status().code(), absl::StatusCode::kDataLoss) << bit;
  }
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(DecodeHighWater(whole.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeHighWater(whole + "x").ok());
}

}  // namespace
}  // namespace atp
