#ifndef ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_
#define ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/state_store.h"

namespace atp {

// What the file HIGH_WATER holds: a point the log had reached, and one that RocksDB's manifest, the
// list of its files, had reached. A manifest that lost its end would be believed, and the files it
// no longer lists thrown away.
struct HighWaterRecord {
  HighWater mark;
  uint64_t manifest_number = 0;
  uint64_t manifest_bytes = 0;
};

// 48 bytes, ending in a checksum. FORMAT.md draws them.
std::string EncodeHighWater(const HighWaterRecord& record);

// DATA_LOSS unless `bytes` is exactly what EncodeHighWater() makes.
absl::StatusOr<HighWaterRecord> DecodeHighWater(std::string_view bytes);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_
