#ifndef ATP_ENGINE_STORE_ROCKS_SLICE_H_
#define ATP_ENGINE_STORE_ROCKS_SLICE_H_

#include <rocksdb/slice.h>

#include <string_view>

namespace atp {

// RocksDB's words for bytes that somebody else owns, and ours.
inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_SLICE_H_
