#ifndef ATP_ENGINE_STORE_ROCKS_STORE_H_
#define ATP_ENGINE_STORE_ROCKS_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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

  // Opens for reading a database that lies at `path` without the files around it, as a backup's
  // does. It has no high-water mark.
  static absl::StatusOr<std::unique_ptr<Store>> OpenDatabaseAt(std::shared_ptr<rocksdb::Env> env,
                                                               const std::string& path);

  // For restoring, while no store is open in the directory: the log ends with `group`, which holds
  // first..last. It takes the place of the group that begins with `first`, which must be there, and
  // of all that follow. Durable.
  static absl::Status ReplaceEnd(const RocksStoreOptions& options, uint64_t first, uint64_t last,
                                 std::string_view group);
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_STORE_H_
