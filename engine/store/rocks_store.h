#ifndef ATP_ENGINE_STORE_ROCKS_STORE_H_
#define ATP_ENGINE_STORE_ROCKS_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/store/rocks_store_options.h"
#include "engine/store/store.h"

namespace atp {

// The store on RocksDB: its write-ahead log is the only log that is written, and group commit above
// it decides how often that is synced.
//
// Opening recovers what was durable, or refuses; it never opens silently with less where the files
// can tell:
//   FAILED_PRECONDITION  another process has it open ("in use"); the directory holds something
//                        else; it was written by another version
//   DATA_LOSS            a file is damaged or missing: RocksDB's words, which name file and offset
//   NOT_FOUND            there is no store, and create_if_missing is off
//   UNAVAILABLE, RESOURCE_EXHAUSTED  the disk fails or is full
// What files cannot tell is a synced tail of the log that is gone without a trace: that is what the
// high-water mark is for.
//
// Opening costs reading the write-ahead log, at most 4 * write_buffer_bytes; memory is bounded by
// about 5 * write_buffer_bytes + 32 MiB of block cache.
class RocksStore {
 public:
  static absl::StatusOr<std::unique_ptr<Store>> Open(const RocksStoreOptions& options);
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_STORE_H_
