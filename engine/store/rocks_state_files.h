#ifndef ATP_ENGINE_STORE_ROCKS_STATE_FILES_H_
#define ATP_ENGINE_STORE_ROCKS_STATE_FILES_H_

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/store/state_store.h"

namespace atp {

// The table files of a checkpoint, made beside the database and then taken into it as they are: a
// row is written once, and needs no write-ahead log, memtable or flush.
//
//   rows      r shard row, r shard row, ...        written as they come
//   applied   a shard, a shard, ...                written at the end, as these keys come first
//
// The database takes both in one change of its manifest, or neither. What was not taken is removed
// by the destructor, or, after a crash, by RemoveStateFiles().
//
// For one thread, one at a time for a directory. Memory: a block of rows and an index of blocks.
class StateFiles {
 public:
  // Beside the database, in `directory`.
  StateFiles(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* state, const std::string& directory);
  ~StateFiles();
  StateFiles(const StateFiles&) = delete;
  StateFiles& operator=(const StateFiles&) = delete;

  // See CheckpointWriter.
  rocksdb::Status Write(uint32_t shard, uint64_t applied, const std::vector<RowChange>& changes);

  // Completes and syncs the files, and the database takes them. The log that they follow must be
  // durable.
  rocksdb::Status Ingest();

 private:
  rocksdb::Status WriteApplied();

  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle* const state_;
  const std::string rows_name_;
  const std::string applied_name_;
  rocksdb::SstFileWriter rows_;
  bool has_rows_ = false;
  std::string key_;
  std::vector<std::pair<uint32_t, uint64_t>> applied_;
};

// What a crash left of a checkpoint in `directory`. What the database took of it stays.
rocksdb::Status RemoveStateFiles(rocksdb::Env* env, const std::string& directory);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_STATE_FILES_H_
