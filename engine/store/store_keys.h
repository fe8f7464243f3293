#ifndef ATP_ENGINE_STORE_STORE_KEYS_H_
#define ATP_ENGINE_STORE_STORE_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace atp {

// The keys of the store's column families. Numbers are big-endian, so that the order of bytes is
// the order of numbers. FORMAT.md has the table.

// journal: first sequence -> last sequence (8 bytes, big-endian), then the group.
inline std::string JournalKey(uint64_t first) {
  std::string key;
  PutKey64(&key, first);
  return key;
}
inline constexpr size_t kGroupPrefixBytes = 8;

inline void PutShard(std::string* key, uint32_t shard) {
  for (int i = 3; i >= 0; --i) key->push_back(static_cast<char>(shard >> (8 * i)));
}

// state: rows of a shard lie together, in row key order.
inline std::string RowKey(uint32_t shard, std::string_view row) {
  std::string key = "r";
  PutShard(&key, shard);
  key.append(row);
  return key;
}
inline constexpr size_t kRowPrefixBytes = 5;

// state: the applied sequence of a shard (8 bytes, big-endian).
inline std::string AppliedKey(uint32_t shard) {
  std::string key = "a";
  PutShard(&key, shard);
  return key;
}

// default: named values of the users of the store, and the store's own.
inline std::string MetaKey(std::string_view name) { return "m" + std::string(name); }
inline constexpr char kFormatKey[] = "sformat";
inline constexpr char kOldestKey[] = "soldest";  // OldestSequence(), 8 bytes, big-endian
inline constexpr char kFormatValue[] = "atp store 1";

inline constexpr char kJournalName[] = "journal";
inline constexpr char kStateName[] = "state";

}  // namespace atp

#endif  // ATP_ENGINE_STORE_STORE_KEYS_H_
