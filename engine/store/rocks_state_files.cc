#include "engine/store/rocks_state_files.h"

#include "engine/base/bytes.h"
#include "engine/store/rocks_slice.h"
#include "engine/store/store_keys.h"

namespace atp {
namespace {

std::string RowsName(const std::string& directory) { return directory + "/ROWS.new"; }
std::string AppliedName(const std::string& directory) { return directory + "/APPLIED.new"; }

rocksdb::Status Remove(rocksdb::Env* env, const std::string& name) {
  const rocksdb::Status status = env->DeleteFile(name);
  return env->FileExists(name).IsNotFound() ? rocksdb::Status::OK() : status;
}

}  // namespace

StateFiles::StateFiles(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* state,
                       const std::string& directory)
    : db_(*db),
      state_(state),
      rows_name_(RowsName(directory)),
      applied_name_(AppliedName(directory)),
      rows_(rocksdb::EnvOptions(db->GetDBOptions()), db->GetOptions(state), state) {}

StateFiles::~StateFiles() {
  // A failure leaves a file that the next opening removes.
  Remove(db_.GetEnv(), rows_name_).PermitUncheckedError();
  Remove(db_.GetEnv(), applied_name_).PermitUncheckedError();
}

rocksdb::Status StateFiles::Write(uint32_t shard, uint64_t applied,
                                  const std::vector<RowChange>& changes) {
  applied_.emplace_back(shard, applied);
  if (changes.empty()) return rocksdb::Status::OK();
  rocksdb::Status status;
  if (!has_rows_) status = rows_.Open(rows_name_);
  has_rows_ = true;
  for (const RowChange& change : changes) {
    if (!status.ok()) break;
    key_ = RowKey(shard, "");
    key_.append(change.key);
    status =
        change.value.has_value() ? rows_.Put(key_, ToSlice(*change.value)) : rows_.Delete(key_);
  }
  return status;
}

rocksdb::Status StateFiles::WriteApplied() {
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(db_.GetDBOptions()), db_.GetOptions(state_),
                                state_);
  rocksdb::Status status = writer.Open(applied_name_);
  for (const auto& [shard, applied] : applied_) {
    std::string value;
    PutKey64(&value, applied);
    if (status.ok()) status = writer.Put(AppliedKey(shard), value);
  }
  return status.ok() ? writer.Finish() : status;  // which syncs
}

rocksdb::Status StateFiles::Ingest() {
  if (applied_.empty()) return rocksdb::Status::OK();
  std::vector<std::string> files = {applied_name_};
  rocksdb::Status status = WriteApplied();
  if (has_rows_) {
    files.push_back(rows_name_);
    if (status.ok()) status = rows_.Finish();
  }
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.write_global_seqno = false;  // the manifest has it; the files stay as they were synced
  return status.ok() ? db_.IngestExternalFile(state_, files, options) : status;
}

rocksdb::Status RemoveStateFiles(rocksdb::Env* env, const std::string& directory) {
  const rocksdb::Status status = Remove(env, RowsName(directory));
  return status.ok() ? Remove(env, AppliedName(directory)) : status;
}

}  // namespace atp
