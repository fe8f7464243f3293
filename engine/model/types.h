#ifndef ATP_ENGINE_MODEL_TYPES_H_
#define ATP_ENGINE_MODEL_TYPES_H_

#include <cstdint>
#include <limits>
#include <utility>

#include "engine/base/clock.h"

namespace atp {

// A count of an item's base unit.
using Quantity = int64_t;

// A calendar day as days since 1970-01-01, UTC.
using Day = int32_t;
inline constexpr Day kNoDay = std::numeric_limits<Day>::min();

inline Day DayOf(Micros time) {
  return static_cast<Day>(time >= 0 ? time / kMicrosPerDay
                                    : (time - kMicrosPerDay + 1) / kMicrosPerDay);
}

// The place of an entry in the journal, from 1, without holes. 0 is "before the first".
using Sequence = uint64_t;

using ShardId = uint8_t;
inline constexpr uint32_t kShardBits = 8;
inline constexpr uint32_t kShardsMax = 1u << kShardBits;

// An item, as a small number that names its shard: index << 8 | shard.
using ItemId = uint32_t;
// A location, the same number in every shard.
using LocationId = uint32_t;
// A supplier and a channel, likewise.
using SupplierId = uint32_t;
using ChannelId = uint32_t;
inline constexpr SupplierId kNoSupplier = std::numeric_limits<SupplierId>::max();
inline constexpr ChannelId kNoChannel = std::numeric_limits<ChannelId>::max();
inline constexpr ItemId kNoItem = std::numeric_limits<ItemId>::max();
inline constexpr LocationId kNoLocation = std::numeric_limits<LocationId>::max();

inline ShardId ShardOfItem(ItemId item) { return static_cast<ShardId>(item & (kShardsMax - 1)); }
inline uint32_t IndexOfItem(ItemId item) { return item >> kShardBits; }
inline ItemId MakeItemId(uint32_t index, ShardId shard) { return index << kShardBits | shard; }

// A stock position is an item at a location.
struct PositionId {
  ItemId item = kNoItem;
  LocationId location = kNoLocation;

  friend bool operator==(const PositionId& a, const PositionId& b) {
    return a.item == b.item && a.location == b.location;
  }
  friend bool operator!=(const PositionId& a, const PositionId& b) { return !(a == b); }
  friend bool operator<(const PositionId& a, const PositionId& b) {
    return a.item != b.item ? a.item < b.item : a.location < b.location;
  }
  template <typename H>
  friend H AbslHashValue(H state, const PositionId& id) {
    return H::combine(std::move(state), id.item, id.location);
  }
};

// A reservation is named by the entry that made it and the shard that keeps its book:
// sequence << 8 | shard. So ids ascend with time, and an id alone finds its shard.
using ReservationId = uint64_t;
inline constexpr ReservationId kNoReservation = 0;

inline ReservationId MakeReservationId(Sequence sequence, ShardId home) {
  return sequence << kShardBits | home;
}
inline ShardId HomeOf(ReservationId id) { return static_cast<ShardId>(id & (kShardsMax - 1)); }

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_TYPES_H_
