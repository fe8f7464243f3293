#ifndef ATP_ENGINE_BACKUP_RESTORE_H_
#define ATP_ENGINE_BACKUP_RESTORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/backup_catalog.h"
#include "engine/history.h"

namespace atp {

// Makes a data directory in which the ledger is as it was at plan.to: its state, its journal up to
// there, and nothing after it. What happens in it from then on is a new history, whose id is
// returned: subscribers that saw more than plan.to are reset.
//
// What is copied is verified. `directory` is made, or must be empty; until everything is there and
// durable no store can be opened in it, and a restore that was broken off can be repeated.
// DATA_LOSS: a backup is not what was written. FAILED_PRECONDITION: the directory is not empty.
// UNAVAILABLE, RESOURCE_EXHAUSTED: it cannot be written.
//
// Costs reading and writing the backup once, and where the journal of a later one is needed reading
// all of that one's files and writing its groups.
absl::StatusOr<HistoryId> RestoreBackup(const BackupCatalog& catalog, const RestorePlan& plan,
                                        const std::string& directory);

}  // namespace atp

#endif  // ATP_ENGINE_BACKUP_RESTORE_H_
