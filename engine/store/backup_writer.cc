#include "engine/store/backup_writer.h"

#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/store/backup_directory.h"
#include "engine/store/rocks_status.h"

namespace atp {
namespace {

template <typename Status>
absl::Status Failed(const Status& status, const std::string& what) {
  return MakeError(absl::StatusCode::kUnavailable, "BACKUP_FAILED", "",
                   absl::StrCat(what, ": ", status.ToString()));
}

absl::Status Foreign(const std::string& what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_DIRECTORY_FOREIGN", "", what);
}

absl::Status Stopped() { return absl::CancelledError("the backup was stopped"); }

// Held while a backup is written to the directory, which is made if it is not there.
class DirectoryLock {
 public:
  explicit DirectoryLock(rocksdb::Env* env) : env_(*env) {}
  ~DirectoryLock() {
    if (lock_ != nullptr) env_.UnlockFile(lock_);
  }
  rocksdb::Status Take(const std::string& directory) {
    rocksdb::Status status = env_.CreateDirIfMissing(directory);
    if (status.ok()) status = env_.LockFile(directory + "/LOCK", &lock_);
    if (!status.ok()) lock_ = nullptr;
    return status;
  }

 private:
  rocksdb::Env& env_;
  rocksdb::FileLock* lock_ = nullptr;
};

absl::Status Damaged(const std::string& directory, const std::string& what) {
  return MakeError(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED", "",
                   absl::StrCat(directory, " is damaged: keep it for what can still be read, and ",
                                "choose an empty directory: ", what));
}

// All must be of this ledger and usable: RocksDB clears away the files that no list names, so
// nothing is written beside what is damaged or made by a newer version.
absl::Status CheckOthers(const std::vector<BackupFound>& all, const BackupRequest& request) {
  for (const BackupFound& backup : all) {
    if (backup.is_broken_off) continue;
    const std::string what = absl::StrCat("backup ", backup.id, ": ", backup.usable.message());
    if (absl::IsFailedPrecondition(backup.usable)) {
      return Foreign(absl::StrCat(request.directory, ": ", what));
    }
    if (!backup.usable.ok()) return Damaged(request.directory, what);
    if (backup.label.ledger != request.label.ledger) {
      return Foreign(absl::StrCat(request.directory,
                                  " holds backups of another ledger: choose an empty directory"));
    }
  }
  return absl::OkStatus();
}

// What was left of one that was broken off: without its list RocksDB clears away its files.
absl::Status ForgetBrokenOff(rocksdb::Env* env, const std::string& directory,
                             std::vector<BackupFound>* all) {
  for (const BackupFound& backup : *all) {
    const std::string list = ListName(directory, backup.id);
    if (!backup.is_broken_off || env->FileExists(list).IsNotFound()) continue;
    const rocksdb::Status removed = env->DeleteFile(list);
    if (!removed.ok()) return Failed(removed, "remove " + list);
  }
  all->erase(std::remove_if(all->begin(), all->end(),
                            [](const BackupFound& backup) { return backup.is_broken_off; }),
             all->end());
  return absl::OkStatus();
}

// Copies; what was copied is durable where it came from: the log is a prefix, so one sync at the
// end is enough.
rocksdb::Status Copy(rocksdb::BackupEngine* engine, rocksdb::DB* db, const BackupRequest& request,
                     rocksdb::BackupID* id) {
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  options.decrease_background_thread_cpu_priority = true;
  options.background_thread_cpu_priority = rocksdb::CpuPriority::kLow;
  options.progress_callback = [&] {
    if (request.should_stop != nullptr && request.should_stop()) engine->StopBackup();
  };
  const rocksdb::Status copied = engine->CreateNewBackup(options, db, id);
  return copied.ok() ? db->SyncWAL() : copied;
}

}  // namespace

absl::StatusOr<BackupMade> WriteBackup(rocksdb::DB* db, const BackupRequest& request) {
  rocksdb::Env* const env = db->GetEnv();
  const std::string& directory = request.directory;
  if (absl::Status status = CheckOnlyBackups(env, directory); !status.ok()) return status;
  DirectoryLock lock(env);
  if (const rocksdb::Status status = lock.Take(directory); !status.ok()) {
    return Failed(status, "lock " + directory);
  }
  auto all = FindBackups(env, directory);
  if (!all.ok()) return Failed(all.status(), "read " + directory);
  if (absl::Status status = CheckOthers(*all, request); !status.ok()) return status;
  if (absl::Status status = ForgetBrokenOff(env, directory, &*all); !status.ok()) return status;

  rocksdb::BackupEngine* opened = nullptr;
  const rocksdb::Status open =
      rocksdb::BackupEngine::Open(BackupOptions(env, directory), env, &opened);
  const std::unique_ptr<rocksdb::BackupEngine> engine(opened);
  if (!open.ok()) return Failed(open, "open the backups in " + directory);
  DescribeFiles(*engine, &*all);
  if (absl::Status status = CheckOthers(*all, request); !status.ok()) return status;

  rocksdb::BackupID id = 0;
  const rocksdb::Status copied = Copy(engine.get(), db, request, &id);
  if (copied.IsIncomplete()) return Stopped();
  if (!copied.ok()) return Failed(copied, "write a backup to " + directory);
  const rocksdb::Status whole = engine->VerifyBackup(id, /*verify_with_checksum=*/true);
  if (whole.IsIncomplete()) return Stopped();  // as the last file was copied
  if (whole.IsCorruption()) return Damaged(directory, whole.ToString());
  if (!whole.ok()) return Failed(whole, "read back the backup in " + directory);
  const absl::Status sealed = WriteSeal(env, directory, id, request.label);
  if (!sealed.ok()) return Failed(sealed, "write a backup to " + directory);

  BackupFound made;
  made.id = id;
  all->push_back(made);
  DescribeFiles(*engine, &*all);
  return BackupMade(all->back());
}

}  // namespace atp
