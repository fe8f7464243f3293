#include "engine/store/rocks_backups.h"

#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/store/backup_directory.h"
#include "engine/store/rocks_status.h"
#include "engine/store/rocks_store.h"

namespace atp {
namespace {

// A file system in which some files are not listed, so that RocksDB does not read them.
class HidingEnv final : public rocksdb::EnvWrapper {
 public:
  // `hidden`: names without their folders.
  HidingEnv(rocksdb::Env* target, std::string folder, std::set<std::string> hidden)
      : EnvWrapper(target), folder_(std::move(folder)), hidden_(std::move(hidden)) {}

  const char* Name() const override { return "HidingEnv"; }
  rocksdb::Status GetChildren(const std::string& folder, std::vector<std::string>* names) override {
    rocksdb::Status status = EnvWrapper::GetChildren(folder, names);
    if (!status.ok() || folder != folder_) return status;
    names->erase(std::remove_if(names->begin(), names->end(),
                                [this](const auto& name) { return hidden_.count(name) > 0; }),
                 names->end());
    return status;
  }

 private:
  const std::string folder_;
  const std::set<std::string> hidden_;
};

std::unique_ptr<rocksdb::Env> HideUnusable(rocksdb::Env* env, const std::string& directory,
                                           const std::vector<BackupFound>& all) {
  std::set<std::string> hidden;
  for (const BackupFound& backup : all) {
    if (!backup.usable.ok()) hidden.insert(std::to_string(backup.id));
  }
  return std::make_unique<HidingEnv>(env, directory + "/meta", std::move(hidden));
}

}  // namespace

class RocksBackups::Impl {
 public:
  Impl(std::unique_ptr<rocksdb::Env> env, std::unique_ptr<rocksdb::BackupEngineReadOnly> engine,
       std::vector<BackupFound> all)
      : env_(std::move(env)), engine_(std::move(engine)), all_(std::move(all)) {}

  const std::vector<BackupFound>& all() const { return all_; }

  absl::Status CheckUsable(BackupId id) const {
    for (const BackupFound& backup : all_) {
      if (backup.id == id) return Of(id, backup.usable);
    }
    return absl::NotFoundError(absl::StrCat("there is no backup ", id));
  }

  absl::Status VerifyFiles(BackupId id) const {
    if (absl::Status usable = CheckUsable(id); !usable.ok()) return usable;
    return Of(id, FromRocks(engine_->VerifyBackup(id, /*verify_with_checksum=*/true), "verify"));
  }

  absl::StatusOr<std::unique_ptr<Store>> OpenStore(BackupId id) const {
    if (absl::Status usable = CheckUsable(id); !usable.ok()) return usable;
    rocksdb::BackupInfo info;
    const rocksdb::Status found = engine_->GetBackupInfo(id, &info, /*include_file_details=*/true);
    if (!found.ok()) return Of(id, FromRocks(found, "open"));
    auto store = RocksStore::OpenDatabaseAt(info.env_for_open, info.name_for_open);
    if (!store.ok()) return Of(id, store.status());
    return store;
  }

  absl::Status CopyTo(BackupId id, const std::string& directory) const {
    if (absl::Status usable = CheckUsable(id); !usable.ok()) return usable;
    const std::string database = directory + "/rocksdb";
    const rocksdb::Status made = env_->CreateDirIfMissing(database);
    if (!made.ok()) return FromRocks(made, "create " + database);
    return Of(id, FromRocks(engine_->RestoreDBFromBackup(rocksdb::RestoreOptions(), id, database,
                                                         /*wal_dir=*/database),
                            "copy to " + database));
  }

 private:
  // Names the backup that an error is about.
  static absl::Status Of(BackupId id, const absl::Status& status) {
    if (status.ok()) return status;
    return absl::Status(status.code(), absl::StrCat("backup ", id, ": ", status.message()));
  }

  const std::unique_ptr<rocksdb::Env> env_;
  const std::unique_ptr<rocksdb::BackupEngineReadOnly> engine_;
  const std::vector<BackupFound> all_;
};

absl::StatusOr<std::unique_ptr<RocksBackups>> RocksBackups::Open(const std::string& path,
                                                                 rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  if (env->FileExists(path).IsNotFound()) {
    return absl::NotFoundError("there is no directory " + path);
  }
  // RocksDB finds the shared files of a backup only by absolute names (and its GetAbsolutePath()
  // leaves out the path).
  const std::string directory = std::filesystem::absolute(path).lexically_normal().string();
  if (absl::Status status = CheckOnlyBackups(env, directory); !status.ok()) return status;
  auto all = FindBackups(env, directory);
  if (!all.ok()) return all.status();
  std::unique_ptr<rocksdb::Env> usable = HideUnusable(env, directory, *all);
  rocksdb::BackupEngineReadOnly* opened = nullptr;
  const rocksdb::Status status = rocksdb::BackupEngineReadOnly::Open(
      BackupOptions(usable.get(), directory), usable.get(), &opened);
  std::unique_ptr<rocksdb::BackupEngineReadOnly> engine(opened);
  if (!status.ok()) return FromRocks(status, "open the backups in " + directory);
  DescribeFiles(*engine, &*all);
  return std::unique_ptr<RocksBackups>(new RocksBackups(
      std::make_unique<Impl>(std::move(usable), std::move(engine), *std::move(all))));
}

RocksBackups::RocksBackups(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksBackups::~RocksBackups() = default;

const std::vector<BackupFound>& RocksBackups::all() const { return impl_->all(); }
absl::Status RocksBackups::VerifyFiles(BackupId id) const { return impl_->VerifyFiles(id); }
absl::StatusOr<std::unique_ptr<Store>> RocksBackups::OpenStore(BackupId id) const {
  return impl_->OpenStore(id);
}
absl::Status RocksBackups::CopyTo(BackupId id, const std::string& directory) const {
  return impl_->CopyTo(id, directory);
}

}  // namespace atp
