#ifndef ATP_ENGINE_STORE_ROCKS_STORE_OPTIONS_H_
#define ATP_ENGINE_STORE_ROCKS_STORE_OPTIONS_H_

#include <cstddef>
#include <string>

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

  // Threads with which table files are opened; they wait for the disk most of the time.
  int open_threads = 16;

  // The file system; null: the real one. For tests that break it. Must outlive the store.
  rocksdb::Env* env = nullptr;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_STORE_OPTIONS_H_
