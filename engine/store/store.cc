#include "engine/store/store.h"

namespace atp {

absl::StatusOr<BackupMade> Store::CreateBackup(const BackupRequest&) {
  return absl::FailedPreconditionError("this store has no files that could be backed up");
}

}  // namespace atp
