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
#include "engine/store/table_check.h"

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

bool IsLogName(const std::string& name) {
  return absl::EndsWith(name, ".log") || absl::StartsWith(name, "MANIFEST-");
}

rocksdb::EnvOptions PlainFile() {
  rocksdb::EnvOptions options;
  options.use_mmap_writes = false;
  return options;
}

using BlockCheck = absl::Status (*)(std::string_view block, uint64_t block_offset);

absl::Status CheckLogFile(rocksdb::Env* env, const std::string& file, BlockCheck check) {
  std::unique_ptr<rocksdb::SequentialFile> reader;
  rocksdb::Status read = env->NewSequentialFile(file, &reader, PlainFile());
  std::string buffer(kLogBlockBytes, '\0');
  for (uint64_t offset = 0; read.ok(); offset += kLogBlockBytes) {
    rocksdb::Slice block;
    read = reader->Read(buffer.size(), &block, buffer.data());
    if (!read.ok()) break;
    const absl::Status status = check({block.data(), block.size()}, offset);
    if (!status.ok()) return absl::DataLossError(absl::StrCat(file, ": ", status.message()));
    if (block.size() < kLogBlockBytes) break;
  }
  return FromRocks(read, "read " + file);
}

absl::Status CheckTableFile(rocksdb::Env* env, const std::string& file) {
  std::unique_ptr<rocksdb::RandomAccessFile> reader;
  uint64_t size = 0;
  rocksdb::Status read = env->GetFileSize(file, &size);
  if (read.ok()) read = env->NewRandomAccessFile(file, &reader, PlainFile());
  std::string buffer(std::min<uint64_t>(size, kTableEndBytes), '\0');
  rocksdb::Slice end;
  if (read.ok()) read = reader->Read(size - buffer.size(), buffer.size(), &end, buffer.data());
  if (!read.ok()) return FromRocks(read, "read " + file);
  const absl::Status status = CheckTableEnd({end.data(), end.size()}, size);
  return status.ok() ? status : absl::DataLossError(absl::StrCat(file, ": ", status.message()));
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
  const absl::StatusOr<bool> exists = Exists(env, path);
  if (!exists.ok()) return exists.status();
  if (!*exists) {
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
  const absl::StatusOr<bool> has_current = Exists(env_, database() + "/CURRENT");
  if (!has_current.ok()) return has_current;
  if (*has_current) {
    if (absl::Status status = CheckFiles(); !status.ok()) return status;
    // A damaged mark is reported to whoever loads it.
    if (const auto record = LoadHighWater(); record.ok() && record->has_value()) {
      if (absl::Status status = CheckManifestReaches(**record); !status.ok()) return status;
    }
    return true;
  }
  const absl::StatusOr<bool> has_database = Exists(env_, database());
  if (!has_database.ok()) return has_database;
  if (*has_database) {
    return absl::DataLossError(database() + "/CURRENT is missing: the database is incomplete");
  }
  const absl::StatusOr<bool> has_mark = Exists(env_, high_water());
  if (!has_mark.ok() || !*has_mark) return has_mark;
  return absl::DataLossError(absl::StrCat(database(), " is missing, but ", high_water(),
                                          " shows that there was a database"));
}

absl::Status DataDirectory::CheckFiles() const {
  std::vector<std::string> names;
  if (const rocksdb::Status status = env_->GetChildren(database(), &names); !status.ok()) {
    return FromRocks(status, "list " + database());
  }
  for (const std::string& name : names) {
    const std::string file = absl::StrCat(database(), "/", name);
    absl::Status status;
    if (IsLogName(name)) {
      status = CheckLogFile(env_, file, CheckLogBlock);
    } else if (absl::EndsWith(name, ".sst")) {
      status = CheckTableFile(env_, file);
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status DataDirectory::WithPlace(const absl::Status& refusal) const {
  std::vector<std::string> names;
  if (!absl::IsDataLoss(refusal) || !env_->GetChildren(database(), &names).ok()) return refusal;
  std::string logs;
  for (const std::string& name : names) {
    if (!IsLogName(name)) continue;
    absl::StrAppend(&logs, logs.empty() ? "; the logs are " : ", ", name);
    const absl::Status found =
        CheckLogFile(env_, absl::StrCat(database(), "/", name), FindWrongChecksum);
    if (!absl::IsDataLoss(found)) continue;
    return absl::DataLossError(absl::StrCat(refusal.message(), "; ", found.message()));
  }
  // Records that are whole, but not of one another.
  return absl::DataLossError(absl::StrCat(refusal.message(), logs));
}

// Every opening begins a new manifest, and gives it a higher number.
absl::Status DataDirectory::CheckManifestReaches(const HighWaterRecord& record) const {
  std::string current;
  uint64_t bytes = 0;
  rocksdb::Status read = rocksdb::ReadFileToString(env_, database() + "/CURRENT", &current);
  const std::string name(absl::StripTrailingAsciiWhitespace(current));
  if (read.ok() && (ManifestNumber(name) == 0 ||
                    env_->FileExists(absl::StrCat(database(), "/", name)).IsNotFound())) {
    return absl::DataLossError(
        absl::StrCat(database(), "/CURRENT names a manifest that is not there: '", name, "'"));
  }
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
  const absl::StatusOr<bool> exists = Exists(env_, high_water());
  if (!exists.ok()) return exists.status();
  if (!*exists) return std::optional<HighWaterRecord>();
  std::string bytes;
  const rocksdb::Status status = rocksdb::ReadFileToString(env_, high_water(), &bytes);
  if (!status.ok()) return FromRocks(status, "read " + high_water());
  const absl::StatusOr<HighWaterRecord> record = DecodeHighWater(bytes);
  if (!record.ok()) {
    return absl::DataLossError(absl::StrCat(high_water(), " ", record.status().message()));
  }
  return std::optional<HighWaterRecord>(*record);
}

}  // namespace atp
