#include "engine/store/high_water_codec.h"

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

constexpr std::string_view kMagic = "ATPHIGH1";
constexpr size_t kChecked = 40;
constexpr size_t kSize = kChecked + 8;
static_assert(kMagic.size() + 4 * 8 == kChecked);

}  // namespace

std::string EncodeHighWater(const HighWaterRecord& record) {
  std::string bytes(kMagic);
  PutFixed64(&bytes, record.mark.sequence);
  PutFixed64(&bytes, record.mark.chain_hash);
  PutFixed64(&bytes, record.manifest_number);
  PutFixed64(&bytes, record.manifest_bytes);
  PutFixed64(&bytes, Hash64(bytes));
  return bytes;
}

absl::StatusOr<HighWaterRecord> DecodeHighWater(std::string_view bytes) {
  if (bytes.size() != kSize) {
    return absl::DataLossError(absl::StrCat("has ", bytes.size(), " bytes instead of ", kSize));
  }
  ByteReader reader(bytes);
  if (reader.Take(kMagic.size()) != kMagic) {
    return absl::DataLossError("does not begin as a high-water mark");
  }
  HighWaterRecord record;
  record.mark.sequence = reader.Fixed64();
  record.mark.chain_hash = reader.Fixed64();
  record.manifest_number = reader.Fixed64();
  record.manifest_bytes = reader.Fixed64();
  if (reader.Fixed64() != Hash64(bytes.substr(0, kChecked))) {
    return absl::DataLossError("has a wrong checksum");
  }
  return record;
}

}  // namespace atp
