#ifndef ATP_ENGINE_STORE_BACKUP_SEAL_H_
#define ATP_ENGINE_STORE_BACKUP_SEAL_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/store/backup.h"

namespace atp {

// Written when a backup is complete and was read back, in a file of its own: without it there is no
// backup. It vouches for RocksDB's list of the backup's files, which has a checksum for each of
// them and none for itself; a list that is damaged may stop the process that reads it.
struct BackupSeal {
  BackupLabel label;
  uint64_t list_hash = 0;  // Hash64() of the list
};

// Text that ends in a checksum. FORMAT.md draws it.
std::string EncodeBackupSeal(const BackupSeal& seal);

// DATA_LOSS unless `text` is exactly what EncodeBackupSeal() makes; FAILED_PRECONDITION if a newer
// version made it.
absl::StatusOr<BackupSeal> DecodeBackupSeal(std::string_view text);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_BACKUP_SEAL_H_
