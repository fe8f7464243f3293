#include "engine/store/log_check.h"

#include <gtest/gtest.h>

#include <string>

namespace atp {
namespace {

// A record of type 1 (whole) with the nine bytes "123456789", whose CRC-32C with the type in front
// was worked out apart: bit by bit, as the definition has it.
uint32_t Crc32cBitByBit(const std::string& bytes) {
  uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0u);
  }
  return ~crc;
}

std::string Record(const std::string& payload, char type = 1) {
  const uint32_t crc = Crc32cBitByBit(std::string(1, type) + payload);
  const uint32_t masked = ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
  std::string record;
  for (int i = 0; i < 4; ++i) record.push_back(static_cast<char>(masked >> (8 * i)));
  record.push_back(static_cast<char>(payload.size()));
  record.push_back(static_cast<char>(payload.size() >> 8));
  record.push_back(type);
  return record + payload;
}

TEST(LogCheckTest, TheChecksumIsTheOneOfTheDefinition) {
  EXPECT_EQ(Crc32cBitByBit("123456789"), 0xe3069283u);  // the published check value
}

TEST(LogCheckTest, ARecordThatDoesNotFitItsChecksumIsFound) {
  const std::string whole = Record("one") + Record("two");
  EXPECT_TRUE(FindWrongChecksum(whole, 0).ok());
  EXPECT_TRUE(FindWrongChecksum(whole.substr(0, whole.size() - 1), 0).ok());  // torn
  std::string damaged = whole;
  damaged.back() = 'x';
  EXPECT_EQ(std::string(FindWrongChecksum(damaged, kLogBlockBytes).message()),
            "record with a wrong checksum at offset 32778");
}

TEST(LogCheckTest, WholeRecordsPass) {
  EXPECT_TRUE(CheckLogBlock("", 0).ok());
  EXPECT_TRUE(CheckLogBlock(Record("one") + Record("") + Record("three"), 0).ok());
}

TEST(LogCheckTest, ATornRecordPasses) {
  const std::string log = Record("one") + Record("the second record");
  for (size_t size = 0; size <= log.size(); ++size) {
    EXPECT_TRUE(CheckLogBlock(log.substr(0, size), 0).ok()) << size;
  }
}

TEST(LogCheckTest, ALengthThatReachesBeyondTheEndIsDamageNotAnEnd) {
  const std::string first = Record("one");
  std::string log = first + Record("second") + Record("third");
  log[first.size() + 5] = 0x40;  // the length of the second record + 16384
  const absl::Status status = CheckLogBlock(log, 2 * kLogBlockBytes);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), "record with a damaged length at offset 65546");
}

TEST(LogCheckTest, ATypeOfARecycledLogIsDamage) {
  for (const char type : {1, 2, 3}) {
    std::string log = Record("one", type);
    log[6] = static_cast<char>(log[6] ^ 4);
    EXPECT_EQ(CheckLogBlock(log, 0).message(), "record of a wrong type at offset 0");
  }
}

TEST(LogCheckTest, UnusedSpacePasses) {
  EXPECT_TRUE(CheckLogBlock(Record("one") + std::string(500, '\0'), 0).ok());
}

}  // namespace
}  // namespace atp
