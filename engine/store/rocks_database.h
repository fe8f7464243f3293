#ifndef ATP_ENGINE_STORE_ROCKS_DATABASE_H_
#define ATP_ENGINE_STORE_ROCKS_DATABASE_H_

#include <rocksdb/db.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/data_directory.h"
#include "engine/store/ingest_file_system.h"
#include "engine/store/rocks_store_options.h"

namespace atp {

// RocksDB with our three column families; store_keys.h says what is in them. Closed by the
// destructor, which must come before that of the DataDirectory.
struct RocksDatabase {
  std::shared_ptr<IngestFileSystem> files;  // what the database sees of the file system
  std::unique_ptr<rocksdb::Env> env;        // is of these
  std::unique_ptr<rocksdb::DB> db;
  rocksdb::ColumnFamilyHandle* meta = nullptr;
  rocksdb::ColumnFamilyHandle* journal = nullptr;
  rocksdb::ColumnFamilyHandle* state = nullptr;

  RocksDatabase() = default;
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;
  ~RocksDatabase();
};

// Opens the directory's database, which must be there. Statuses as in RocksStore.
absl::StatusOr<std::unique_ptr<RocksDatabase>> OpenDatabase(const RocksStoreOptions& options,
                                                            const DataDirectory& directory);

// Makes a new database whole before it gets its name: one that has the name lacks nothing.
absl::Status CreateDatabase(const RocksStoreOptions& options, DataDirectory* directory);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_DATABASE_H_
