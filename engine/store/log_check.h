#ifndef ATP_ENGINE_STORE_LOG_CHECK_H_
#define ATP_ENGINE_STORE_LOG_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace atp {

// RocksDB's log files (write-ahead log and manifest) are blocks of this many bytes, and a block
// begins with a record.
inline constexpr size_t kLogBlockBytes = 32 * 1024;

// Finds the damage in a log file that RocksDB takes for its end.
//
// A record is a header (checksum 4, length 2, type 1, little-endian) and `length` bytes. The
// checksum covers the type and the bytes, and RocksDB refuses the file where it does not fit. But
// two single flipped bits escape it, and everything from there on is then dropped silently:
//
//   - A length that reaches beyond the end of the file passes for the torn last write of a crash.
//     A record that was really torn fits its checksum nowhere. One whose length was damaged is
//     still all there, and fits at its true length: so all lengths are tried. A torn record is
//     mistaken for a damaged one with a chance of 32 Ki in 2^32, and refusing it loses nothing.
//   - A type of 1 to 3 that turns into 5 to 7 passes for a left-over of a recycled file. We recycle
//     none, so no type but 0 (unused space) to 4 may appear.
//
// `block` is what begins at `block_offset` of the file, of kLogBlockBytes bytes unless it is the
// last one. DATA_LOSS gives the offset of the damaged record. Damage of any other kind is left for
// RocksDB to find.
absl::Status CheckLogBlock(std::string_view block, uint64_t block_offset);

// Says where it is: DATA_LOSS with the offset of the first record that does not fit its checksum,
// as RocksDB refuses a log without saying where.
absl::Status FindWrongChecksum(std::string_view block, uint64_t block_offset);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_LOG_CHECK_H_
