#ifndef ATP_ENGINE_BACKUP_CATALOG_H_
#define ATP_ENGINE_BACKUP_CATALOG_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/history.h"
#include "engine/model/types.h"
#include "engine/store/rocks_backups.h"

namespace atp {

// A backup, and what can be made of it.
//
//   entries:      1 ...   oldest ......... state ........ last
//                           |- its journal has these ------|
//                                            |- the ledger  |
//                                               as it was at any of these can be restored
struct Backup {
  BackupId id = 0;
  Micros time = 0;
  uint64_t bytes = 0;
  uint64_t new_bytes = 0;  // that the backups before it do not have
  uint32_t files = 0;
  absl::Status usable;  // why it cannot be used; what follows then is not known
  History history{kNoHistory};
  uint32_t shards = 0;
  Sequence oldest = 0;
  Sequence state = 0;  // the last that its checkpoint reflects, of any shard
  Sequence last = 0;

  // The ledger can be restored as it was at first()..last from this backup alone.
  Sequence first() const { return std::max(state, oldest); }
};

// What to restore: the state of one backup, and its journal, where need be followed by that of a
// later one, up to a sequence.
struct RestorePlan {
  BackupId backup = 0;
  BackupId journal = 0;  // the same one, or a later one
  Sequence to = 0;
};

// A directory of backups, looked at without a server. Changes nothing in it. For one thread.
class BackupCatalog {
 public:
  // Reads of each backup what is needed to tell what it is, which is little. Statuses as of
  // RocksBackups.
  static absl::StatusOr<std::unique_ptr<BackupCatalog>> Open(const std::string& directory);

  const RocksBackups& files() const { return *files_; }
  // By ascending id, those too that cannot be used.
  const std::vector<Backup>& all() const { return all_; }

  // Proves that the backup is what was written: every file by its checksum, the journal by the
  // chain of its groups and each of its entries, that the state can be read and the journal goes on
  // where it ends. Reads all of it. DATA_LOSS, FAILED_PRECONDITION, NOT_FOUND name the backup.
  absl::Status Verify(BackupId id) const;

  // The newest backup, or the one that is named, as it is; or the ledger as it was at `to`: from
  // the newest backup whose state is not later and that reaches it, by its own journal or, where
  // nothing else happened in between, by that of a later one.
  //
  // The newest one that is damaged is not silently passed over: DATA_LOSS. OUT_OF_RANGE: no backup
  // has that sequence; the message says which can be had. NOT_FOUND: there is no such backup.
  absl::StatusOr<RestorePlan> Plan(std::optional<BackupId> id, std::optional<Sequence> to) const;

  // The sequences that can be had, as "120 to 500 (backup 1), 730 to 910 (backup 4)": of each
  // stretch the first backup that begins it.
  std::string Reach() const;

 private:
  explicit BackupCatalog(std::unique_ptr<RocksBackups> files);

  absl::Status Describe(Backup* backup) const;
  const Backup* Find(BackupId id) const;
  // The least backup from `from` on whose journal takes `from` to the sequence `to`; null: none.
  const Backup* JournalUpTo(const Backup& from, Sequence to) const;
  // How far any journal takes it.
  Sequence ReachOf(const Backup& from) const;
  absl::StatusOr<RestorePlan> PlanAt(std::optional<BackupId> id, Sequence to) const;

  const std::unique_ptr<RocksBackups> files_;
  std::vector<Backup> all_;
};

}  // namespace atp

#endif  // ATP_ENGINE_BACKUP_CATALOG_H_
