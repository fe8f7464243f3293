#include "engine/store/rocks_database.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "engine/store/rocks_status.h"
#include "engine/store/rocks_tuning.h"
#include "engine/store/store_keys.h"

namespace atp {
namespace {

// When the file that it opens first cannot be opened, RocksDB takes the options for the cause, and
// says that the disk does not support direct I/O. We use none: it is the disk that failed.
rocksdb::Status AsDiskFailure(const rocksdb::Status& status) {
  const std::string words = status.ToString();
  const bool blames_options = absl::StrContains(words, "Direct I/O is not supported") ||
                              absl::StrContains(words, "options incompatible with filesystem");
  if (!status.IsInvalidArgument() || !blames_options) return status;
  return rocksdb::Status::IOError("a file could not be opened", words);
}

absl::StatusOr<std::unique_ptr<RocksDatabase>> OpenAt(const RocksStoreOptions& options,
                                                      const std::string& path, bool create) {
  auto database = std::make_unique<RocksDatabase>();
  rocksdb::DBOptions settings = DatabaseOptions(options);
  database->files = std::make_shared<IngestFileSystem>(settings.env->GetFileSystem());
  database->env = rocksdb::NewCompositeEnv(database->files);
  settings.env = database->env.get();
  settings.create_if_missing = create;
  settings.create_missing_column_families = create;
  settings.error_if_exists = create;
  FamilyOptions families = FamiliesOptions(options);
  const std::vector<rocksdb::ColumnFamilyDescriptor> descriptors = {
      {rocksdb::kDefaultColumnFamilyName, families.meta},
      {kJournalName, families.journal},
      {kStateName, families.state},
  };
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      options.read_only ? rocksdb::DB::OpenForReadOnly(settings, path, descriptors, &handles, &db)
                        : rocksdb::DB::Open(settings, path, descriptors, &handles, &db);
  if (!status.ok()) return FromRocks(AsDiskFailure(status), "open " + path);
  database->db.reset(db);
  database->meta = handles[0];
  database->journal = handles[1];
  database->state = handles[2];
  return database;
}

}  // namespace

RocksDatabase::~RocksDatabase() {
  for (rocksdb::ColumnFamilyHandle* handle : {meta, journal, state}) {
    if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
  }
}

absl::StatusOr<std::unique_ptr<RocksDatabase>> OpenDatabase(const RocksStoreOptions& options,
                                                            const DataDirectory& directory) {
  return OpenAt(options, directory.database(), /*create=*/false);
}

absl::Status CreateDatabase(const RocksStoreOptions& options, DataDirectory* directory) {
  if (absl::Status status = directory->ClearNewDatabase(); !status.ok()) return status;
  {
    const auto database = OpenAt(options, directory->new_database(), /*create=*/true);
    if (!database.ok()) return database.status();
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const rocksdb::Status status =
        (*database)->db->Put(synced, (*database)->meta, kFormatKey, kFormatValue);
    if (!status.ok()) return FromRocks(status, "write to " + directory->new_database());
  }
  return directory->PublishNewDatabase();
}

}  // namespace atp
