#ifndef ATP_ENGINE_STORE_BACKUP_WRITER_H_
#define ATP_ENGINE_STORE_BACKUP_WRITER_H_

#include <rocksdb/db.h>

#include "absl/status/statusor.h"
#include "engine/store/backup.h"

namespace atp {

// Makes a backup of an open database: Store::CreateBackup(). Flushes what is only in the log first,
// so that it becomes a file that the next backup need not copy again. One at a time for a
// directory, which the lock in it sees to.
absl::StatusOr<BackupMade> WriteBackup(rocksdb::DB* db, const BackupRequest& request);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_BACKUP_WRITER_H_
