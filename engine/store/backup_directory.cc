#include "engine/store/backup_directory.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/hash.h"
#include "engine/model/error.h"
#include "engine/store/backup_seal.h"
#include "engine/store/directories.h"
#include "engine/store/rocks_status.h"

namespace atp {
namespace {

// What RocksDB makes, our own, and what a freshly made file system has.
bool IsOurs(const std::string& name) {
  constexpr const char* kNames[] = {"seals",           "meta", "private",
                                    "shared_checksum", "LOCK", "lost+found"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

std::string SealName(const std::string& directory, BackupId id) {
  return absl::StrCat(directory, "/seals/", id);
}

// Adds the numbers that are names in `folder`, which need not be there.
absl::Status AddIds(rocksdb::Env* env, const std::string& folder, std::set<BackupId>* ids) {
  if (env->FileExists(folder).IsNotFound()) return absl::OkStatus();
  std::vector<std::string> names;
  const rocksdb::Status listed = env->GetChildren(folder, &names);
  if (!listed.ok()) return FromRocks(listed, "list " + folder);
  for (const std::string& name : names) {
    BackupId id = 0;
    if (absl::SimpleAtoi(name, &id)) ids->insert(id);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Read(rocksdb::Env* env, const std::string& name) {
  std::string bytes;
  const rocksdb::Status status = rocksdb::ReadFileToString(env, name, &bytes);
  if (status.IsPathNotFound() || env->FileExists(name).IsNotFound()) {
    return absl::DataLossError(name + " is missing");
  }
  if (!status.ok()) return FromRocks(status, "read " + name);
  return bytes;
}

absl::Status ReadSeal(rocksdb::Env* env, const std::string& directory, BackupFound* found) {
  const auto text = Read(env, SealName(directory, found->id));
  if (!text.ok()) return text.status();
  const auto seal = DecodeBackupSeal(*text);
  if (!seal.ok()) return seal.status();
  found->label = seal->label;
  const auto list = Read(env, ListName(directory, found->id));
  if (!list.ok()) return list.status();
  if (Hash64(*list) == seal->list_hash) return absl::OkStatus();
  return absl::DataLossError(ListName(directory, found->id) + " is not what was written");
}

}  // namespace

rocksdb::BackupEngineOptions BackupOptions(rocksdb::Env* env, const std::string& directory) {
  rocksdb::BackupEngineOptions options(directory, env);
  options.sync = true;
  options.callback_trigger_interval_size = 16 << 10;  // counted anew in each file
  return options;
}

std::string ListName(const std::string& directory, BackupId id) {
  return absl::StrCat(directory, "/meta/", id);
}

absl::Status CheckOnlyBackups(rocksdb::Env* env, const std::string& directory) {
  std::vector<std::string> names;
  if (env->FileExists(directory).IsNotFound()) return absl::OkStatus();
  const rocksdb::Status listed = env->GetChildren(directory, &names);
  if (!listed.ok()) return FromRocks(listed, "list " + directory);
  for (const std::string& name : names) {
    if (IsOurs(name)) continue;
    return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_DIRECTORY_FOREIGN", "",
                     absl::StrCat(directory, " holds something else than backups (", name,
                                  "): choose an empty directory"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<BackupFound>> FindBackups(rocksdb::Env* env,
                                                     const std::string& directory) {
  std::set<BackupId> sealed;
  absl::Status read = AddIds(env, directory + "/seals", &sealed);
  std::set<BackupId> ids = sealed;
  for (const char* folder : {"/meta", "/private"}) {
    if (read.ok()) read = AddIds(env, directory + folder, &ids);
  }
  if (!read.ok()) return read;
  std::vector<BackupFound> all;
  for (const BackupId id : ids) {
    BackupFound found;
    found.id = id;
    found.is_broken_off = sealed.count(id) == 0;
    found.usable = found.is_broken_off
                       ? absl::DataLossError(absl::StrCat(
                             "it was broken off: ", SealName(directory, id), " is missing"))
                       : ReadSeal(env, directory, &found);
    all.push_back(std::move(found));
  }
  return all;
}

void DescribeFiles(const rocksdb::BackupEngineReadOnlyBase& engine, std::vector<BackupFound>* all) {
  std::set<std::string> seen;
  for (BackupFound& backup : *all) {
    if (!backup.usable.ok()) continue;
    rocksdb::BackupInfo info;
    const rocksdb::Status known = engine.GetBackupInfo(backup.id, &info, /*file details*/ true);
    if (!known.ok()) {
      backup.usable = absl::DataLossError(known.ToString());
      continue;
    }
    backup.bytes = info.size;
    backup.files = info.number_files;
    for (const rocksdb::BackupFileInfo& file : info.file_details) {
      if (seen.insert(file.relative_filename).second) backup.new_bytes += file.size;
    }
  }
}

absl::Status WriteSeal(rocksdb::Env* env, const std::string& directory, BackupId id,
                       const BackupLabel& label) {
  const auto list = Read(env, ListName(directory, id));
  if (!list.ok()) return list.status();
  const std::string folder = directory + "/seals";
  if (absl::Status made = MakeDirectory(env, folder); !made.ok()) return made;
  const std::string temporary = absl::StrCat(folder, "/", id, ".new");
  rocksdb::Status status = rocksdb::WriteStringToFile(env, EncodeBackupSeal({label, Hash64(*list)}),
                                                      temporary, /*should_sync=*/true);
  if (status.ok()) status = env->RenameFile(temporary, SealName(directory, id));
  if (!status.ok()) return FromRocks(status, "write " + SealName(directory, id));
  return SyncDirectory(env, folder);
}

}  // namespace atp
