#include "engine/store/log_check.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

constexpr size_t kHeaderBytes = 7;
constexpr size_t kTypeOffset = 6;
constexpr uint8_t kTypeMax = 4;  // unused, full, first, middle, last

constexpr std::array<uint32_t, 256> MakeCrc32cTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0u);
    table[i] = crc;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kCrc32cTable = MakeCrc32cTable();

uint32_t Extend(uint32_t crc, char byte) {
  return crc >> 8 ^ kCrc32cTable[(crc ^ static_cast<uint8_t>(byte)) & 0xff];
}

// What a log stores instead of the plain checksum.
uint32_t Mask(uint32_t crc) { return (crc >> 15 | crc << 17) + 0xa282ead8u; }

uint32_t Little(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

// Whether `record` begins with a whole record, of whatever length.
bool FitsAtSomeLength(std::string_view record) {
  const uint32_t stored = Little(record.substr(0, 4));
  uint32_t crc = Extend(~0u, record[kTypeOffset]);
  if (Mask(~crc) == stored) return true;
  for (const char byte : record.substr(kHeaderBytes)) {
    crc = Extend(crc, byte);
    if (Mask(~crc) == stored) return true;
  }
  return false;
}

}  // namespace

absl::Status CheckLogBlock(std::string_view block, uint64_t block_offset) {
  const bool is_last = block.size() < kLogBlockBytes;
  std::string_view rest = block;
  while (rest.size() >= kHeaderBytes) {
    const uint64_t offset = block_offset + (block.size() - rest.size());
    const size_t length = Little(rest.substr(4, 2));
    const auto type = static_cast<uint8_t>(rest[kTypeOffset]);
    if (type > kTypeMax) {
      return absl::DataLossError(absl::StrCat("record of a wrong type at offset ", offset));
    }
    if (type == 0 && length == 0) break;  // unused to the end of the block
    if (kHeaderBytes + length > rest.size()) {
      if (!is_last || !FitsAtSomeLength(rest)) break;
      return absl::DataLossError(absl::StrCat("record with a damaged length at offset ", offset));
    }
    rest.remove_prefix(kHeaderBytes + length);
  }
  return absl::OkStatus();
}

absl::Status FindWrongChecksum(std::string_view block, uint64_t block_offset) {
  std::string_view rest = block;
  while (rest.size() >= kHeaderBytes) {
    const size_t length = Little(rest.substr(4, 2));
    if (rest[kTypeOffset] == 0 && length == 0) break;
    if (kHeaderBytes + length > rest.size()) break;
    uint32_t crc = ~0u;
    for (const char byte : rest.substr(kTypeOffset, 1 + length)) crc = Extend(crc, byte);
    if (Mask(~crc) != Little(rest.substr(0, 4))) {
      return absl::DataLossError(absl::StrCat("record with a wrong checksum at offset ",
                                              block_offset + (block.size() - rest.size())));
    }
    rest.remove_prefix(kHeaderBytes + length);
  }
  return absl::OkStatus();
}

}  // namespace atp
