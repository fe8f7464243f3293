#ifndef ATP_ENGINE_STORE_BACKUP_DIRECTORY_H_
#define ATP_ENGINE_STORE_BACKUP_DIRECTORY_H_

#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/backup.h"

namespace atp {

// The files of a directory of backups:
//
//   <directory>/LOCK             held by who writes one
//   <directory>/seals/7          says that backup 7 is complete, and whose (backup_seal.h)
//   <directory>/meta/7           RocksDB's list of its files, with a checksum for each
//   <directory>/private/7/       those that only it has
//   <directory>/shared_checksum/ those that several may have

// What RocksDB's BackupEngine is told, alike by who writes backups and who reads them.
rocksdb::BackupEngineOptions BackupOptions(rocksdb::Env* env, const std::string& directory);

// OK if the directory holds nothing but backups, is empty, or is not there. FAILED_PRECONDITION,
// BACKUP_DIRECTORY_FOREIGN, names what else is there.
absl::Status CheckOnlyBackups(rocksdb::Env* env, const std::string& directory);

// All that are in the directory, by ascending id, as far as their seals and lists tell: those too
// that are damaged, and what was left of one that was broken off. Of no other may RocksDB be given
// the list than of those that are usable then.
absl::StatusOr<std::vector<BackupFound>> FindBackups(rocksdb::Env* env,
                                                     const std::string& directory);

// Adds what the engine knows of their files, all of which it must have opened.
void DescribeFiles(const rocksdb::BackupEngineReadOnlyBase& engine, std::vector<BackupFound>* all);

// Durable. The last step of a backup.
absl::Status WriteSeal(rocksdb::Env* env, const std::string& directory, BackupId id,
                       const BackupLabel& label);

// The name of RocksDB's list of its files.
std::string ListName(const std::string& directory, BackupId id);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_BACKUP_DIRECTORY_H_
