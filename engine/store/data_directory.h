#ifndef ATP_ENGINE_STORE_DATA_DIRECTORY_H_
#define ATP_ENGINE_STORE_DATA_DIRECTORY_H_

#include <rocksdb/env.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/store/high_water_codec.h"

namespace atp {

// A directory in which a data directory is restored, inside of that one (restoring_directory.h).
inline constexpr char kRestoringName[] = "RESTORING";

// The number in the file name MANIFEST-<number>; 0 if it is not one.
uint64_t ManifestNumber(const std::string& name);

// The files around the database: who may open the directory, whether it is whole, and HIGH_WATER.
//
//   <directory>/LOCK             held by the process that has the store open
//   <directory>/HIGH_WATER       kept apart from the database that it vouches for
//   <directory>/rocksdb/         the database; always complete, because it is made as
//   <directory>/rocksdb.new/     and renamed when it is; one found at opening is thrown away
//   <directory>/ROWS.new, APPLIED.new   a checkpoint being written (rocks_state_files.h)
//
// `env` must outlive it. The lock is released by the destructor.
class DataDirectory {
 public:
  // Takes the lock unless `read_only`, after making the directory if `may_create` and it is not
  // there. Statuses as in RocksStore.
  static absl::StatusOr<std::unique_ptr<DataDirectory>> Open(rocksdb::Env* env,
                                                             const std::string& path,
                                                             bool may_create, bool read_only);
  // Of a database without the files around it, for reading. Keeps `env`.
  static std::unique_ptr<DataDirectory> OfDatabase(std::shared_ptr<rocksdb::Env> env,
                                                   const std::string& database);
  ~DataDirectory();

  // True if there is a database, which then is not obviously damaged; false if nothing is there.
  // DATA_LOSS: something is missing or damaged.
  absl::StatusOr<bool> HasDatabase() const;

  // The refusal of a database that was not opened; where it is DATA_LOSS for a damaged log, with
  // the place, which RocksDB does not say. Reads all logs.
  absl::Status WithPlace(const absl::Status& refusal) const;

  // A new database is made in new_database(), after clearing away what an earlier attempt left
  // there; when it is complete and closed, publishing makes it the database.
  absl::Status ClearNewDatabase();
  absl::Status PublishNewDatabase();

  absl::Status SaveHighWater(const HighWaterRecord& record);
  absl::StatusOr<std::optional<HighWaterRecord>> LoadHighWater() const;

  const std::string& path() const { return path_; }
  const std::string& database() const { return database_; }
  std::string new_database() const { return path_ + "/rocksdb.new"; }

 private:
  DataDirectory(rocksdb::Env* env, const std::string& path)
      : env_(env), path_(path), database_(path + "/rocksdb") {}
  DataDirectory(std::shared_ptr<rocksdb::Env> env, const std::string& database)
      : kept_env_(std::move(env)), env_(kept_env_.get()), path_(database), database_(database) {}

  absl::Status TakeLock();
  // What RocksDB would overlook, or not survive.
  absl::Status CheckFiles() const;
  absl::Status CheckManifestReaches(const HighWaterRecord& record) const;
  std::string high_water() const { return path_ + "/HIGH_WATER"; }

  const std::shared_ptr<rocksdb::Env> kept_env_;  // null: somebody else's
  rocksdb::Env* const env_;
  const std::string path_;
  const std::string database_;
  rocksdb::FileLock* lock_ = nullptr;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_DATA_DIRECTORY_H_
