#ifndef ATP_ENGINE_STORE_BACKUP_H_
#define ATP_ENGINE_STORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"

namespace atp {

// A number that a directory of backups gives each of its own, ascending, never twice.
using BackupId = uint32_t;

// What a backup says of itself.
struct BackupLabel {
  uint64_t ledger = 0;  // whose it is: a directory has backups of one ledger
  int64_t time = 0;     // when it was begun: microseconds since the epoch
};

struct BackupRequest {
  std::string directory;
  BackupLabel label;
  // Asked now and then, from any thread, whether to stop; null: never.
  std::function<bool()> should_stop;
};

// One that is made.
struct BackupMade {
  BackupId id = 0;
  uint64_t bytes = 0;      // of all its files
  uint64_t new_bytes = 0;  // of those that no earlier backup in the directory has
  uint32_t files = 0;
};

// One that is found in a directory.
struct BackupFound : BackupMade {
  BackupLabel label;
  // It was never completed, and the next one that is made clears it away.
  bool is_broken_off = false;
  // Why it cannot be used, as far as that can be told without reading its files: OK, or DATA_LOSS;
  // FAILED_PRECONDITION: it was made by a newer version. Otherwise only the id is known.
  absl::Status usable;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_BACKUP_H_
