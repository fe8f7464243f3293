#include "engine/store/rocks_store.h"

#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/base/mutex.h"
#include "engine/store/backup_writer.h"
#include "engine/store/data_directory.h"
#include "engine/store/log_position.h"
#include "engine/store/rocks_database.h"
#include "engine/store/rocks_group_reader.h"
#include "engine/store/rocks_slice.h"
#include "engine/store/rocks_state_files.h"
#include "engine/store/rocks_status.h"
#include "engine/store/store_keys.h"

namespace atp {
namespace {

class RocksStoreImpl final : public Store {
 public:
  RocksStoreImpl(std::unique_ptr<DataDirectory> directory, std::unique_ptr<RocksDatabase> database,
                 bool read_only)
      : directory_(std::move(directory)), database_(std::move(database)), read_only_(read_only) {}

  // Finds out where the log begins and ends. Once, before anything else.
  absl::Status Recover();

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override;
  absl::Status Sync() override;
  uint64_t LastSequence() const override { return last_.load(std::memory_order_acquire); }
  uint64_t OldestSequence() const override { return oldest_.load(std::memory_order_acquire); }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override;
  absl::Status TrimTo(uint64_t sequence) override;

  std::unique_ptr<CheckpointWriter> NewCheckpoint() override;
  absl::StatusOr<uint64_t> ReadShard(uint32_t shard, const RowVisitor& visit) override;
  absl::StatusOr<std::optional<std::string>> ReadMeta(std::string_view name) override;
  absl::Status WriteMeta(std::string_view name, std::string_view value) override;
  absl::Status SaveHighWater(const HighWater& mark) override;
  absl::StatusOr<std::optional<HighWater>> LoadHighWater() override;
  absl::StatusOr<BackupMade> CreateBackup(const BackupRequest& request) override;

 private:
  class Checkpoint;

  rocksdb::DB& db() const { return *database_->db; }
  std::unique_ptr<rocksdb::Iterator> NewIterator(rocksdb::ColumnFamilyHandle* family) const;
  absl::StatusOr<std::optional<std::string>> ReadRaw(const std::string& key) const;
  absl::Status RecoverOldest();
  absl::Status RecoverLast();
  absl::StatusOr<uint64_t> OldestAfterTrim(uint64_t sequence) const;

  absl::Status MayChange() const;
  absl::Status Finish(const rocksdb::Status& status, std::string_view what);
  absl::Status WriteSynced(rocksdb::WriteBatch* batch, std::string_view what);

  // Constant after construction. The lock of the directory outlives the database.
  const std::unique_ptr<DataDirectory> directory_;
  const std::unique_ptr<RocksDatabase> database_;
  const bool read_only_;

  // Raised by the appender after the write; a reader that sees it finds the groups up to it.
  std::atomic<uint64_t> last_{0};
  // Raised by the trimmer before files go; a reader that made its iterator first and reads this
  // afterwards never looks where files have gone.
  std::atomic<uint64_t> oldest_{1};

  mutable Mutex mu_;
  absl::Status failure_ ATP_GUARDED_BY(mu_);  // the first one; the end of the log is unknown since
};

std::unique_ptr<rocksdb::Iterator> RocksStoreImpl::NewIterator(
    rocksdb::ColumnFamilyHandle* family) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // read through once
  return std::unique_ptr<rocksdb::Iterator>(db().NewIterator(options, family));
}

absl::Status RocksStoreImpl::Recover() {
  const auto format = ReadRaw(kFormatKey);
  if (!format.ok()) return format.status();
  if (!format->has_value()) {
    return absl::DataLossError(directory_->database() + ": the format row is missing");
  }
  if (**format != kFormatValue) {
    return absl::FailedPreconditionError(absl::StrCat(directory_->database(), " has the format '",
                                                      **format, "'; this program reads '",
                                                      kFormatValue, "'"));
  }
  if (absl::Status status = RecoverOldest(); !status.ok()) return status;
  return RecoverLast();
}

absl::Status RocksStoreImpl::RecoverOldest() {
  const auto oldest = ReadRaw(kOldestKey);
  if (!oldest.ok()) return oldest.status();
  if (!oldest->has_value()) return absl::OkStatus();
  ByteReader reader(**oldest);
  oldest_ = reader.Key64();
  if (reader.AtCleanEnd() && oldest_ > 0) return absl::OkStatus();
  return absl::DataLossError("the oldest sequence of the log is malformed");
}

absl::Status RocksStoreImpl::RecoverLast() {
  const uint64_t oldest = oldest_;
  last_ = oldest - 1;
  const auto it = NewIterator(database_->journal);
  it->SeekToLast();
  if (!it->Valid()) return FromRocks(it->status(), "read the end of the journal");
  const absl::StatusOr<StoredGroup> group = GroupAt(*it);
  if (!group.ok()) return group.status();
  if (group->first >= oldest) last_ = group->last;
  return absl::OkStatus();
}

absl::Status RocksStoreImpl::MayChange() const {
  if (read_only_) return absl::FailedPreconditionError("the store was opened for reading only");
  MutexLock lock(&mu_);
  return failure_;
}

absl::Status RocksStoreImpl::Finish(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  MutexLock lock(&mu_);
  if (failure_.ok()) failure_ = FromRocks(status, what);
  return failure_;
}

absl::Status RocksStoreImpl::WriteSynced(rocksdb::WriteBatch* batch, std::string_view what) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  rocksdb::WriteOptions options;
  options.sync = true;
  return Finish(db().Write(options, batch), what);
}

// ---- Log

absl::Status RocksStoreImpl::Append(uint64_t after, uint64_t last, std::string_view group,
                                    bool sync) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  if (absl::Status status = CheckFollows(LastSequence(), after, last); !status.ok()) return status;
  const std::string key = JournalKey(after + 1);
  std::string prefix;
  PutKey64(&prefix, last);
  const rocksdb::Slice key_parts[] = {key};
  const rocksdb::Slice value_parts[] = {prefix, ToSlice(group)};
  rocksdb::WriteBatch batch(key.size() + prefix.size() + group.size() + 64);
  rocksdb::Status status = batch.Put(database_->journal, rocksdb::SliceParts(key_parts, 1),
                                     rocksdb::SliceParts(value_parts, 2));
  rocksdb::WriteOptions options;
  options.sync = sync;
  if (status.ok()) status = db().Write(options, &batch);
  if (!status.ok()) {
    return Finish(status, absl::StrCat("append of the sequences ", after + 1, " to ", last));
  }
  last_.store(last, std::memory_order_release);
  return absl::OkStatus();
}

absl::Status RocksStoreImpl::Sync() {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  return Finish(db().SyncWAL(), "sync of the log");
}

absl::StatusOr<std::unique_ptr<GroupReader>> RocksStoreImpl::ReadFrom(uint64_t sequence) {
  const uint64_t end = LastSequence();
  auto it = NewIterator(database_->journal);
  if (!it->status().ok()) return FromRocks(it->status(), "read the journal");
  const uint64_t from = std::max(sequence, OldestSequence());  // after the iterator: see oldest_
  return std::make_unique<RocksGroupReader>(std::move(it), from, end);
}

// First the mark, then the files: whatever happens between, nothing before the mark is read again.
absl::Status RocksStoreImpl::TrimTo(uint64_t sequence) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  const absl::StatusOr<uint64_t> oldest = OldestAfterTrim(sequence);
  if (!oldest.ok()) return oldest.status();
  if (*oldest <= OldestSequence()) return absl::OkStatus();
  const std::string what = absl::StrCat("trim of the log to sequence ", sequence);
  std::string mark;
  PutKey64(&mark, *oldest);
  rocksdb::WriteBatch batch;
  const rocksdb::Status put = batch.Put(database_->meta, kOldestKey, mark);
  if (!put.ok()) return Finish(put, what);
  if (absl::Status status = WriteSynced(&batch, what); !status.ok()) return status;
  oldest_.store(*oldest, std::memory_order_release);

  const std::string end_key = JournalKey(*oldest);
  const rocksdb::Slice end = end_key;
  return Finish(rocksdb::DeleteFilesInRange(&db(), database_->journal, nullptr, &end,
                                            /*include_end=*/false),
                what);
}

// The first sequence of the first group that ends after `sequence`.
absl::StatusOr<uint64_t> RocksStoreImpl::OldestAfterTrim(uint64_t sequence) const {
  const uint64_t last = LastSequence();
  if (sequence >= last) return last + 1;
  if (sequence < OldestSequence()) return OldestSequence();
  const auto it = NewIterator(database_->journal);
  it->SeekForPrev(JournalKey(sequence));
  if (!it->status().ok()) return FromRocks(it->status(), "read the journal");
  if (!it->Valid()) {
    return absl::DataLossError(
        absl::StrCat("journal: the group with sequence ", sequence, " is missing"));
  }
  const absl::StatusOr<StoredGroup> group = GroupAt(*it);
  if (!group.ok()) return group.status();
  return group->last <= sequence ? group->last + 1 : group->first;
}

// ---- State

// A checkpoint that cannot be written is a failed write like any other: the disk is not to be
// trusted.
class RocksStoreImpl::Checkpoint final : public CheckpointWriter {
 public:
  explicit Checkpoint(RocksStoreImpl* store)
      : store_(*store), files_(&store->db(), store->database_->state, store->directory_->path()) {}

  absl::Status Write(uint32_t shard, uint64_t applied,
                     const std::vector<RowChange>& changes) override {
    if (absl::Status status = store_.MayChange(); !status.ok()) return status;
    const rocksdb::Status written = files_.Write(shard, applied, changes);
    ATP_CHECK(!written.IsInvalidArgument());  // not in ascending order
    return store_.Finish(written, absl::StrCat("write of the state of shard ", shard));
  }

  // First the log: state never survives without what it reflects.
  absl::Status Commit() override {
    if (absl::Status status = store_.Sync(); !status.ok()) return status;
    const rocksdb::Status ingested = files_.Ingest();
    if (ingested.ok()) store_.database_->files->LinksAreTaken();
    return store_.Finish(ingested, "write of a checkpoint");
  }

 private:
  RocksStoreImpl& store_;
  StateFiles files_;
};

std::unique_ptr<CheckpointWriter> RocksStoreImpl::NewCheckpoint() {
  return std::make_unique<Checkpoint>(this);
}

absl::StatusOr<uint64_t> RocksStoreImpl::ReadShard(uint32_t shard, const RowVisitor& visit) {
  const auto it = NewIterator(database_->state);  // one iterator, so one moment
  uint64_t applied = 0;
  const std::string applied_key = AppliedKey(shard);
  it->Seek(applied_key);
  if (it->Valid() && it->key() == applied_key) {
    ByteReader reader(ToView(it->value()));
    applied = reader.Key64();
    if (!reader.AtCleanEnd()) {
      return absl::DataLossError(
          absl::StrCat("state: the applied sequence of shard ", shard, " is malformed"));
    }
  }
  const std::string prefix = RowKey(shard, "");
  if (visit != nullptr && it->status().ok()) it->Seek(prefix);
  for (; visit != nullptr && it->Valid() && it->key().starts_with(prefix); it->Next()) {
    const std::string_view key = ToView(it->key()).substr(kRowPrefixBytes);
    if (absl::Status status = visit(key, ToView(it->value())); !status.ok()) return status;
  }
  if (!it->status().ok()) {
    return FromRocks(it->status(), absl::StrCat("read the state of shard ", shard));
  }
  return applied;
}

absl::StatusOr<std::optional<std::string>> RocksStoreImpl::ReadRaw(const std::string& key) const {
  std::string value;
  const rocksdb::Status status = db().Get(rocksdb::ReadOptions(), database_->meta, key, &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return FromRocks(status, "read '" + key + "'");
  return std::optional<std::string>(std::move(value));
}

absl::StatusOr<std::optional<std::string>> RocksStoreImpl::ReadMeta(std::string_view name) {
  return ReadRaw(MetaKey(name));
}

absl::Status RocksStoreImpl::WriteMeta(std::string_view name, std::string_view value) {
  const std::string key = MetaKey(name);
  rocksdb::WriteBatch batch;
  const rocksdb::Status put = batch.Put(database_->meta, key, ToSlice(value));
  if (!put.ok()) return FromRocks(put, "write '" + key + "'");
  return WriteSynced(&batch, "write '" + key + "'");
}

// A mark that cannot be saved is no failure of the log: the one before it stays, and holds.
absl::Status RocksStoreImpl::SaveHighWater(const HighWater& mark) {
  if (read_only_) return absl::FailedPreconditionError("the store was opened for reading only");
  HighWaterRecord record;
  record.mark = mark;
  std::vector<std::string> files;
  const rocksdb::Status status =
      db().GetLiveFiles(files, &record.manifest_bytes, /*flush_memtable=*/false);
  if (!status.ok()) return FromRocks(status, "list the files of the database");
  for (const std::string& file : files) {
    record.manifest_number = std::max(record.manifest_number, ManifestNumber(file.substr(1)));
  }
  return directory_->SaveHighWater(record);
}

absl::StatusOr<std::optional<HighWater>> RocksStoreImpl::LoadHighWater() {
  const auto record = directory_->LoadHighWater();
  if (!record.ok()) return record.status();
  if (!record->has_value()) return std::optional<HighWater>();
  return std::optional<HighWater>((*record)->mark);
}

absl::StatusOr<BackupMade> RocksStoreImpl::CreateBackup(const BackupRequest& request) {
  if (absl::Status status = MayChange(); !status.ok()) return status;
  return WriteBackup(&db(), request);
}

absl::StatusOr<std::unique_ptr<Store>> OpenIn(const RocksStoreOptions& options,
                                              std::unique_ptr<DataDirectory> directory) {
  auto database = OpenDatabase(options, *directory);
  if (!database.ok()) return directory->WithPlace(database.status());
  auto store = std::make_unique<RocksStoreImpl>(std::move(directory), *std::move(database),
                                                options.read_only);
  if (absl::Status status = store->Recover(); !status.ok()) return status;
  return store;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> RocksStore::Open(const RocksStoreOptions& options) {
  rocksdb::Env* const env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  auto directory =
      DataDirectory::Open(env, options.directory, options.create_if_missing, options.read_only);
  if (!directory.ok()) return directory.status();
  const absl::StatusOr<bool> found = (*directory)->HasDatabase();
  if (!found.ok()) return found.status();
  if (!*found) {
    if (!options.create_if_missing || options.read_only) {
      return absl::NotFoundError("there is no store in " + options.directory);
    }
    const absl::Status status = CreateDatabase(options, directory->get());
    if (!status.ok()) return status;
  }
  if (!options.read_only) {
    const rocksdb::Status status = RemoveStateFiles(env, options.directory);
    if (!status.ok()) return FromRocks(status, "remove a checkpoint that was broken off");
  }
  return OpenIn(options, *std::move(directory));
}

absl::StatusOr<std::unique_ptr<Store>> RocksStore::OpenDatabaseAt(std::shared_ptr<rocksdb::Env> env,
                                                                  const std::string& path) {
  RocksStoreOptions options;
  options.env = env.get();
  options.read_only = true;
  auto directory = DataDirectory::OfDatabase(std::move(env), path);
  const absl::StatusOr<bool> found = directory->HasDatabase();
  if (!found.ok()) return found.status();
  if (!*found) return absl::NotFoundError("there is no database at " + path);
  return OpenIn(options, std::move(directory));
}

absl::Status RocksStore::ReplaceEnd(const RocksStoreOptions& options, uint64_t first, uint64_t last,
                                    std::string_view group) {
  rocksdb::Env* const env = options.env != nullptr ? options.env : rocksdb::Env::Default();
  const auto directory = DataDirectory::Open(env, options.directory, /*may_create=*/false,
                                             /*read_only=*/false);
  if (!directory.ok()) return directory.status();
  const auto database = OpenDatabase(options, **directory);
  if (!database.ok()) return database.status();
  rocksdb::WriteBatch batch;
  const std::string key = JournalKey(first);
  const std::unique_ptr<rocksdb::Iterator> it(
      (*database)->db->NewIterator(rocksdb::ReadOptions(), (*database)->journal));
  it->Seek(key);
  if (it->status().ok() && (!it->Valid() || it->key() != key)) {
    return absl::DataLossError(absl::StrCat("journal: no group begins with sequence ", first));
  }
  rocksdb::Status status;
  for (; it->Valid() && status.ok(); it->Next()) {
    status = batch.Delete((*database)->journal, it->key());
  }
  if (status.ok()) status = it->status();
  std::string value;
  PutKey64(&value, last);
  value.append(group);
  if (status.ok()) status = batch.Put((*database)->journal, key, value);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  if (status.ok()) status = (*database)->db->Write(synced, &batch);
  return FromRocks(status, absl::StrCat("cut the log after sequence ", last));
}

}  // namespace atp
