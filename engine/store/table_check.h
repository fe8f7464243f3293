#ifndef ATP_ENGINE_STORE_TABLE_CHECK_H_
#define ATP_ENGINE_STORE_TABLE_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace atp {

// What RocksDB reads of a table file before anything else lies in the last bytes of it: this many
// are more than enough.
inline constexpr size_t kTableEndBytes = 16 * 1024;

// Finds the damage in a table file that RocksDB reads before it looks whether it is damaged.
//
// A table ends with blocks of its own: properties, an index of such blocks ("metaindex"), and a
// footer that says where that is. Each block is followed by a type and a checksum, and RocksDB
// refuses those that do not fit. But the properties it parses first and verifies afterwards, as
// some files' may rightly differ. A damaged one then stops the process: Debian's RocksDB has its
// assertions compiled in. And of the format in the footer, which nothing protects, it believes any
// that it knows.
//
// `end` is the last kTableEndBytes of the file of `file_size` bytes, or all of it. DATA_LOSS says
// which block is damaged. Damage of any other kind is left for RocksDB to find.
absl::Status CheckTableEnd(std::string_view end, uint64_t file_size);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_TABLE_CHECK_H_
