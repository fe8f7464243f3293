#include "engine/store/restoring_directory.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/store/data_directory.h"
#include "engine/store/directories.h"
#include "engine/store/rocks_status.h"

namespace atp {
namespace {

constexpr char kHighWaterName[] = "HIGH_WATER";

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

rocksdb::Status Move(rocksdb::Env* env, const std::string& from, const std::string& to,
                     const std::string& name) {
  return env->RenameFile(absl::StrCat(from, "/", name), absl::StrCat(to, "/", name));
}

}  // namespace

absl::StatusOr<RestoringDirectory> RestoringDirectory::Begin(const std::string& directory,
                                                             rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  RestoringDirectory restoring(env, directory);
  if (absl::Status status = MakeDirectory(env, directory); !status.ok()) return status;
  std::vector<std::string> names;
  const rocksdb::Status listed = env->GetChildren(directory, &names);
  if (!listed.ok()) return FromRocks(listed, "list " + directory);
  const bool was_broken_off = Has(names, kRestoringName) && !Has(names, "rocksdb");
  for (const std::string& name : names) {
    if (name == "lost+found") continue;
    if (was_broken_off && (name == kRestoringName || name == kHighWaterName)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(directory, " is not empty (", name, "): restore into an empty directory"));
  }
  if (Has(names, kHighWaterName)) {
    const rocksdb::Status removed = env->DeleteFile(absl::StrCat(directory, "/", kHighWaterName));
    if (!removed.ok()) return FromRocks(removed, "clear " + directory);
  }
  if (absl::Status status = RemoveDirectory(env, restoring.work()); !status.ok()) return status;
  if (absl::Status status = MakeDirectory(env, restoring.work()); !status.ok()) return status;
  return restoring;
}

std::string RestoringDirectory::work() const { return absl::StrCat(path_, "/", kRestoringName); }

// The database comes last: without it nothing opens, and with it all is there.
absl::Status RestoringDirectory::Publish() {
  rocksdb::Status status = Move(env_, work(), path_, kHighWaterName);
  if (status.ok()) status = Move(env_, work(), path_, "rocksdb");
  if (!status.ok()) return FromRocks(status, "move what was restored to " + path_);
  if (absl::Status synced = SyncDirectory(env_, path_); !synced.ok()) return synced;
  if (absl::Status removed = RemoveDirectory(env_, work()); !removed.ok()) return removed;
  return SyncDirectory(env_, path_);
}

}  // namespace atp
