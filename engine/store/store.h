#ifndef ATP_ENGINE_STORE_STORE_H_
#define ATP_ENGINE_STORE_STORE_H_

#include "absl/status/statusor.h"
#include "engine/store/backup.h"
#include "engine/store/commit_log.h"
#include "engine/store/state_store.h"

namespace atp {

// Everything the engine keeps on disk: the log of what happened, and what checkpoints made of it.
// Two implementations behave alike, by the same tests (commit_log_test.cc, state_store_test.cc,
// store_test.cc): RocksStore, and MemoryStore for tests and simulation. FORMAT.md describes the
// bytes.
//
// A store that is destroyed without a last Sync() leaves what a killed process leaves.
class Store : public CommitLog, public StateStore {
 public:
  // Copies the store into a directory of backups, beside whatever else it does; see
  // Engine::CreateBackup(). What is copied is durable here when this returns OK. A store without
  // files refuses: FAILED_PRECONDITION.
  virtual absl::StatusOr<BackupMade> CreateBackup(const BackupRequest& request);
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_STORE_H_
