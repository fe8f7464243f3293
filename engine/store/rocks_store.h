#ifndef ATP_ENGINE_STORE_ROCKS_STORE_H_
#define ATP_ENGINE_STORE_ROCKS_STORE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/store/store.h"

namespace rocksdb {
class Env;
}

namespace atp {

struct RocksStoreOptions {
  // The data directory: holds LOCK, HIGH_WATER and rocksdb/ (FORMAT.md), and nothing else when new.
  std::string directory;

  // Where there is no store: make one, directory included, or refuse with NOT_FOUND.
  bool create_if_missing = true;

  // For offline tools: opens without the lock, writes nothing at all, refuses every change with
  // FAILED_PRECONDITION. Beside a running writer it sees some recent moment, or fails to open.
  bool read_only = false;

  // Bytes gathered in memory before they become a file, for the journal and for state each; the
  // write-ahead log is held to four times as many. More: longer recovery. Less: more small files.
  size_t write_buffer_bytes = 32 << 20;

  // The file system; null: the real one. For tests that break it. Must outlive the store.
  rocksdb::Env* env = nullptr;
};

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
