#ifndef ATP_ENGINE_STORE_ROCKS_BACKUPS_H_
#define ATP_ENGINE_STORE_ROCKS_BACKUPS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/backup.h"
#include "engine/store/store.h"

namespace rocksdb {
class Env;
}

namespace atp {

// A directory of backups, as it was when it was opened. Changes nothing in it, and needs no server;
// beside one that makes another backup it does not see that one.
//
// For one thread. Errors of the methods are about one backup, and name its file: DATA_LOSS where it
// is not what was written, FAILED_PRECONDITION where a newer version made it, NOT_FOUND where there
// is none, UNAVAILABLE where it cannot be read.
class RocksBackups {
 public:
  // `env`: as in RocksStoreOptions. NOT_FOUND: there is no such directory. FAILED_PRECONDITION,
  // BACKUP_DIRECTORY_FOREIGN: it holds something else.
  static absl::StatusOr<std::unique_ptr<RocksBackups>> Open(const std::string& directory,
                                                            rocksdb::Env* env = nullptr);
  ~RocksBackups();

  // By ascending id, those too that cannot be used.
  const std::vector<BackupFound>& all() const;

  // Compares every file of the backup with its size and checksum. Reads all of them.
  absl::Status VerifyFiles(BackupId id) const;

  // The backup as a store, for reading. Must not outlive this.
  absl::StatusOr<std::unique_ptr<Store>> OpenStore(BackupId id) const;

  // Copies the database into the new data directory `directory`, without a high-water mark;
  // durable, and verified while it is copied.
  absl::Status CopyTo(BackupId id, const std::string& directory) const;

 private:
  class Impl;
  explicit RocksBackups(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_BACKUPS_H_
