#include "engine/base/bytes.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace atp {
namespace {

constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();
constexpr uint64_t kAllOnes = std::numeric_limits<uint64_t>::max();

TEST(BytesTest, VarintsComeBackAndTakeAsManyBytesAsTheyNeed) {
  struct Row {
    uint64_t value;
    size_t size;
  };
  const Row rows[] = {
      {0, 1},           {1, 1},          {127, 1},
      {128, 2},         {16383, 2},      {16384, 3},
      {1u << 21, 4},    {1ull << 35, 6}, {(1ull << 63) - 1, 9},
      {1ull << 63, 10}, {kAllOnes, 10},
  };
  for (const Row& row : rows) {
    std::string bytes;
    PutVarint(&bytes, row.value);
    EXPECT_EQ(bytes.size(), row.size) << row.value;
    ByteReader reader(bytes);
    EXPECT_EQ(reader.Varint(), row.value);
    EXPECT_TRUE(reader.AtCleanEnd()) << row.value;
  }
}

TEST(BytesTest, SignedValuesComeBackAndSmallOnesAreShort) {
  for (const int64_t value : {int64_t{0}, int64_t{-1}, int64_t{1}, int64_t{-64}, int64_t{63},
                              int64_t{-65}, kLowest, kLowest + 1, kHighest, kHighest - 1}) {
    std::string bytes;
    PutSigned(&bytes, value);
    if (value >= -64 && value <= 63) {
      EXPECT_EQ(bytes.size(), 1u) << value;
    }
    ByteReader reader(bytes);
    EXPECT_EQ(reader.Signed(), value);
    EXPECT_TRUE(reader.AtCleanEnd()) << value;
  }
}

// These bytes are on disks: a change here is a change of the format.
TEST(BytesTest, EncodingIsFixed) {
  std::string bytes;
  PutVarint(&bytes, 300);
  PutSigned(&bytes, -2);
  PutString(&bytes, "ab");
  PutFixed64(&bytes, 0x0102030405060708);
  PutKey64(&bytes, 0x0102030405060708);
  EXPECT_EQ(bytes, std::string("\xac\x02"
                               "\x03"
                               "\x02"
                               "ab"
                               "\x08\x07\x06\x05\x04\x03\x02\x01"
                               "\x01\x02\x03\x04\x05\x06\x07\x08"));
}

TEST(BytesTest, StringsMayBeEmptyAndHoldAnyByte) {
  const std::string odd("\0\xff\x80z", 4);
  std::string bytes;
  PutString(&bytes, "");
  PutString(&bytes, odd);
  ByteReader reader(bytes);
  EXPECT_EQ(reader.String(), "");
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(reader.String(), odd);
  EXPECT_TRUE(reader.AtCleanEnd());
}

TEST(BytesTest, KeysSortAsTheirNumbers) {
  const uint64_t ascending[] = {0, 1, 127, 128, 255, 256, 65535, 65536, 1ull << 63, kAllOnes};
  std::string before;
  for (const uint64_t value : ascending) {
    std::string key;
    PutKey64(&key, value);
    EXPECT_LT(before, key) << value;
    before = key;
    ByteReader reader(key);
    EXPECT_EQ(reader.Key64(), value);
    EXPECT_TRUE(reader.AtCleanEnd());
  }
}

TEST(BytesTest, LeftoverBytesAreNotACleanEnd) {
  ByteReader reader("\x01\x02");
  EXPECT_EQ(reader.Varint(), 1u);
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.AtCleanEnd());
  EXPECT_EQ(reader.rest(), "\x02");
}

TEST(BytesTest, MalformedVarintsAreRefused) {
  const std::string nine(9, '\xff');
  const std::string rows[] = {
      "",                         // nothing there
      "\x80",                     // cut off
      nine,                       // cut off after nine
      nine + '\x02',              // a 65th bit
      nine + '\x81' + '\x01',     // an eleventh byte
      std::string(1000, '\x80'),  // never ends
  };
  for (const std::string& bytes : rows) {
    ByteReader reader(bytes);
    EXPECT_EQ(reader.Varint(), 0u);
    EXPECT_FALSE(reader.ok()) << testing::PrintToString(bytes);
  }
}

TEST(BytesTest, StringLongerThanTheRestIsRefused) {
  for (const uint64_t size : {uint64_t{3}, uint64_t{1} << 32, kAllOnes}) {
    std::string bytes;
    PutVarint(&bytes, size);
    bytes += "ab";
    ByteReader reader(bytes);
    EXPECT_EQ(reader.String(), "");
    EXPECT_FALSE(reader.ok()) << size;
  }
}

TEST(BytesTest, FixedWidthsCutShortAreRefused) {
  for (size_t size = 0; size < 8; ++size) {
    const std::string bytes(size, '\x7f');
    ByteReader fixed(bytes);
    EXPECT_EQ(fixed.Fixed64(), 0u);
    EXPECT_FALSE(fixed.ok());
    ByteReader key(bytes);
    EXPECT_EQ(key.Key64(), 0u);
    EXPECT_FALSE(key.ok());
  }
}

TEST(BytesTest, NothingIsReadAfterAFailure) {
  std::string bytes;
  PutVarint(&bytes, 100);  // the length of a string that is not there
  bytes += "\x05\x05\x05\x05\x05\x05\x05\x05\x05";
  ByteReader reader(bytes);
  reader.String();
  ASSERT_FALSE(reader.ok());
  EXPECT_EQ(reader.Varint(), 0u);
  EXPECT_EQ(reader.Signed(), 0);
  EXPECT_EQ(reader.Fixed64(), 0u);
  EXPECT_EQ(reader.Key64(), 0u);
  EXPECT_EQ(reader.String(), "");
  EXPECT_EQ(reader.Take(1), "");
  EXPECT_FALSE(reader.ok());
  EXPECT_FALSE(reader.AtCleanEnd());
}

TEST(BytesTest, RandomRecordsComeBackAndNoPrefixOfOnePasses) {
  const uint64_t seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 200; ++round) {
    const uint64_t number = random() >> (random() % 64);
    const auto change = static_cast<int64_t>(random()) >> (random() % 64);
    const std::string text(random() % 20, static_cast<char>(random()));
    const uint64_t fixed = random();
    std::string bytes;
    PutVarint(&bytes, number);
    PutSigned(&bytes, change);
    PutString(&bytes, text);
    PutFixed64(&bytes, fixed);

    ByteReader reader(bytes);
    EXPECT_EQ(reader.Varint(), number);
    EXPECT_EQ(reader.Signed(), change);
    EXPECT_EQ(reader.String(), text);
    EXPECT_EQ(reader.Fixed64(), fixed);
    EXPECT_TRUE(reader.AtCleanEnd());

    for (size_t size = 0; size < bytes.size(); ++size) {
      ByteReader cut(std::string_view(bytes).substr(0, size));
      cut.Varint();
      cut.Signed();
      cut.String();
      cut.Fixed64();
      EXPECT_FALSE(cut.ok()) << "cut to " << size << " of " << bytes.size();
    }
  }
}

}  // namespace
}  // namespace atp
