#ifndef ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_
#define ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/state_store.h"

namespace atp {

// The contents of the file HIGH_WATER: 32 bytes, ending in a checksum. FORMAT.md draws them.
std::string EncodeHighWater(const HighWater& mark);

// DATA_LOSS unless `bytes` is exactly what EncodeHighWater() makes.
absl::StatusOr<HighWater> DecodeHighWater(std::string_view bytes);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_HIGH_WATER_CODEC_H_
