#include "engine/store/high_water_codec.h"

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace atp {
namespace {

constexpr std::string_view kMagic = "ATPHIGH1";
constexpr size_t kChecked = 24;
constexpr size_t kSize = kChecked + 8;
static_assert(kMagic.size() + 8 + 8 == kChecked);

}  // namespace

std::string EncodeHighWater(const HighWater& mark) {
  std::string bytes(kMagic);
  PutFixed64(&bytes, mark.sequence);
  PutFixed64(&bytes, mark.chain_hash);
  PutFixed64(&bytes, Hash64(bytes));
  return bytes;
}

absl::StatusOr<HighWater> DecodeHighWater(std::string_view bytes) {
  if (bytes.size() != kSize) {
    return absl::DataLossError(absl::StrCat("has ", bytes.size(), " bytes instead of ", kSize));
  }
  ByteReader reader(bytes);
  const std::string_view magic = reader.Take(kMagic.size());
  HighWater mark;
  mark.sequence = reader.Fixed64();
  mark.chain_hash = reader.Fixed64();
  if (magic != kMagic) return absl::DataLossError("does not begin as a high-water mark");
  if (reader.Fixed64() != Hash64(bytes.substr(0, kChecked))) {
    return absl::DataLossError("has a wrong checksum");
  }
  return mark;
}

}  // namespace atp
