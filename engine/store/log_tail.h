#ifndef ATP_ENGINE_STORE_LOG_TAIL_H_
#define ATP_ENGINE_STORE_LOG_TAIL_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace atp {

// RocksDB's log files (write-ahead log and manifest) are blocks of this many bytes, and a block
// begins with a record.
inline constexpr size_t kLogBlockBytes = 32 * 1024;

// Tells a torn log from a damaged one, where RocksDB does not.
//
// A record is a header (checksum 4, length 2, type 1, little-endian) and `length` bytes. The
// checksum covers the type and the bytes, not the length. In the mode the store opens with, RocksDB
// takes a record that reaches beyond the end of the file for the torn last write of a crash and
// drops it silently. One flipped bit in a length makes any record of the last block look so, and
// everything from there on would be lost without a word.
//
// A record that was really torn fits its checksum nowhere. One whose length was damaged is still
// all there, and fits at its true length: so all lengths are tried. A torn record is mistaken for a
// damaged one with a chance of 32 Ki in 2^32, and then refused, which loses nothing.
//
// `block` is the last block of the file: its bytes from the last multiple of kLogBlockBytes on.
// DATA_LOSS: it holds a record with a damaged length; the message gives its offset, counted from
// `block_offset`. Anything else that is wrong with it is left for RocksDB to find.
absl::Status CheckLogTail(std::string_view block, uint64_t block_offset);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_LOG_TAIL_H_
