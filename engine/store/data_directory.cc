#include "engine/store/data_directory.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/store/directories.h"
#include "engine/store/log_check.h"
#include "engine/store/rocks_status.h"

namespace atp {
namespace {

// What a data directory may hold before there is a database: traces of an opening that did not get
// far, and what a freshly made file system has.
bool IsOurs(const std::string& name) {
  constexpr const char* kNames[] = {"LOCK", "HIGH_WATER", "HIGH_WATER.new", "rocksdb.new",
                                    "lost+found"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

absl::Status CheckNothingForeign(rocksdb::Env* env, const std::string& path) {
  std::vector<std::string> names;
  if (const rocksdb::Status status = env->GetChildren(path, &names); !status.ok()) {
    return FromRocks(status, "list " + path);
  }
  if (std::find(names.begin(), names.end(), "rocksdb") != names.end()) return absl::OkStatus();
  if (std::find(names.begin(), names.end(), kRestoringName) != names.end()) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " holds a restore that was broken off, and no store: restore into it once more"));
  }
  for (const std::string& name : names) {
    if (!IsOurs(name)) {
      return absl::FailedPreconditionError(absl::StrCat(
          path, " holds no store but something else (", name, "): choose an empty directory"));
    }
  }
  return absl::OkStatus();
}

rocksdb::EnvOptions PlainFile() {
  rocksdb::EnvOptions options;
  options.use_mmap_writes = false;
  return options;
}

absl::Status CheckLogFile(rocksdb::Env* env, const std::string& file) {
  std::unique_ptr<rocksdb::SequentialFile> reader;
  rocksdb::Status read = env->NewSequentialFile(file, &reader, PlainFile());
  std::string buffer(kLogBlockBytes, '\0');
  for (uint64_t offset = 0; read.ok(); offset += kLogBlockBytes) {
    rocksdb::Slice block;
    read = reader->Read(buffer.size(), &block, buffer.data());
    if (!read.ok()) break;
    const absl::Status status = CheckLogBlock({block.data(), block.size()}, offset);
    if (!status.ok()) return absl::DataLossError(absl::StrCat(file, ": ", status.message()));
    if (block.size() < kLogBlockBytes) break;
  }
  return FromRocks(read, "read " + file);
}

}  // namespace

uint64_t ManifestNumber(const std::string& name) {
  uint64_t number = 0;
  const bool is_number = absl::SimpleAtoi(absl::StripPrefix(name, "MANIFEST-"), &number);
  return is_number ? number : 0;
}

absl::StatusOr<std::unique_ptr<DataDirectory>> DataDirectory::Open(rocksdb::Env* env,
                                                                   const std::string& path,
                                                                   bool may_create,
                                                                   bool read_only) {
  if (!env->FileExists(path).ok()) {
    if (!may_create || read_only) return absl::NotFoundError("there is no store at " + path);
    if (absl::Status status = MakeDirectory(env, path); !status.ok()) return status;
  }
  if (absl::Status status = CheckNothingForeign(env, path); !status.ok()) return status;
  std::unique_ptr<DataDirectory> directory(new DataDirectory(env, path));
  if (!read_only) {
    if (absl::Status status = directory->TakeLock(); !status.ok()) return status;
  }
  return directory;
}

std::unique_ptr<DataDirectory> DataDirectory::OfDatabase(std::shared_ptr<rocksdb::Env> env,
                                                         const std::string& database) {
  return std::unique_ptr<DataDirectory>(new DataDirectory(std::move(env), database));
}

DataDirectory::~DataDirectory() {
  if (lock_ != nullptr) env_->UnlockFile(lock_);
}

absl::Status DataDirectory::TakeLock() {
  const rocksdb::Status status = env_->LockFile(path_ + "/LOCK", &lock_);
  if (status.ok()) return absl::OkStatus();
  lock_ = nullptr;
  const std::string words = status.ToString();
  // The words RocksDB has for a lock held by this process, and by another one.
  if (absl::StrContains(words, "lock hold by current process") ||
      absl::StrContains(words, "While lock file") || status.IsBusy()) {
    return absl::FailedPreconditionError(
        absl::StrCat(path_, " is in use: another process has it open (", words, ")"));
  }
  return FromRocks(status, "lock " + path_);
}

absl::StatusOr<bool> DataDirectory::HasDatabase() const {
  if (env_->FileExists(database() + "/CURRENT").ok()) {
    if (absl::Status status = CheckLogs(); !status.ok()) return status;
    // A damaged mark is reported to whoever loads it.
    if (const auto record = LoadHighWater(); record.ok() && record->has_value()) {
      if (absl::Status status = CheckManifestReaches(**record); !status.ok()) return status;
    }
    return true;
  }
  if (env_->FileExists(database()).ok()) {
    return absl::DataLossError(database() + "/CURRENT is missing: the database is incomplete");
  }
  if (env_->FileExists(high_water()).ok()) {
    return absl::DataLossError(absl::StrCat(database(), " is missing, but ", high_water(),
                                            " shows that there was a database"));
  }
  return false;
}

absl::Status DataDirectory::CheckLogs() const {
  std::vector<std::string> names;
  if (const rocksdb::Status status = env_->GetChildren(database(), &names); !status.ok()) {
    return FromRocks(status, "list " + database());
  }
  for (const std::string& name : names) {
    if (!absl::EndsWith(name, ".log") && !absl::StartsWith(name, "MANIFEST-")) continue;
    const absl::Status status = CheckLogFile(env_, absl::StrCat(database(), "/", name));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Every opening begins a new manifest, and gives it a higher number.
absl::Status DataDirectory::CheckManifestReaches(const HighWaterRecord& record) const {
  std::string current;
  uint64_t bytes = 0;
  rocksdb::Status read = rocksdb::ReadFileToString(env_, database() + "/CURRENT", &current);
  const std::string name(absl::StripTrailingAsciiWhitespace(current));
  if (read.ok()) read = env_->GetFileSize(absl::StrCat(database(), "/", name), &bytes);
  if (!read.ok()) return FromRocks(read, "read the manifest in " + database());
  const uint64_t number = ManifestNumber(name);
  if (number > record.manifest_number) return absl::OkStatus();
  if (number == record.manifest_number && bytes >= record.manifest_bytes) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(database(), "/", name, " has lost its end: ", bytes,
                                          " bytes, but manifest ", record.manifest_number,
                                          " once had ", record.manifest_bytes));
}

absl::Status DataDirectory::ClearNewDatabase() { return RemoveDirectory(env_, new_database()); }

absl::Status DataDirectory::PublishNewDatabase() {
  const rocksdb::Status status = env_->RenameFile(new_database(), database());
  if (!status.ok()) return FromRocks(status, "rename " + new_database());
  return SyncDirectory(env_, path_);
}

absl::Status DataDirectory::SaveHighWater(const HighWaterRecord& record) {
  const std::string temporary = high_water() + ".new";
  std::unique_ptr<rocksdb::WritableFile> file;
  rocksdb::Status status = env_->NewWritableFile(temporary, &file, PlainFile());
  if (status.ok()) status = file->Append(EncodeHighWater(record));
  if (status.ok()) status = file->Sync();
  if (status.ok()) status = file->Close();
  if (status.ok()) status = env_->RenameFile(temporary, high_water());
  if (!status.ok()) return FromRocks(status, "write " + high_water());
  return SyncDirectory(env_, path_);
}

absl::StatusOr<std::optional<HighWaterRecord>> DataDirectory::LoadHighWater() const {
  const rocksdb::Status exists = env_->FileExists(high_water());
  if (exists.IsNotFound()) return std::optional<HighWaterRecord>();
  std::string bytes;
  rocksdb::Status status = exists;
  if (status.ok()) status = rocksdb::ReadFileToString(env_, high_water(), &bytes);
  if (!status.ok()) return FromRocks(status, "read " + high_water());
  const absl::StatusOr<HighWaterRecord> record = DecodeHighWater(bytes);
  if (!record.ok()) {
    return absl::DataLossError(absl::StrCat(high_water(), " ", record.status().message()));
  }
  return std::optional<HighWaterRecord>(*record);
}

}  // namespace atp
