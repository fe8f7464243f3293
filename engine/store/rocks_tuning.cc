#include "engine/store/rocks_tuning.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/table.h>

#include <limits>

namespace atp {
namespace {

constexpr int kCheckpointsBeforeMerge = 32;

// For read-only opening, which must not write a log file either.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::ColumnFamilyOptions FamilyDefaults(const RocksStoreOptions& options,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = 16 << 10;  // read in order, hardly ever by key
  table.format_version = 5;
  table.checksum = rocksdb::kXXH3;  // both are what table_check.cc reads

  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.write_buffer_size = options.write_buffer_bytes;
  family.max_write_buffer_number = 2;
  family.compression = rocksdb::kLZ4Compression;
  return family;
}

}  // namespace

rocksdb::DBOptions DatabaseOptions(const RocksStoreOptions& options) {
  rocksdb::DBOptions database;
  if (options.env != nullptr) database.env = options.env;

  // The default mode stops silently at the first damaged record. This one refuses it, and lets pass
  // only a log that just ends, as a crash leaves it (see also log_check.h).
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // A finished log file that is missing or short is noticed.
  database.track_and_verify_wals_in_manifest = true;
  database.paranoid_checks = true;
  // After a failed write the store refuses everything until it is opened anew; RocksDB must not
  // carry on by itself behind a hole.
  database.max_bgerror_resume_count = 0;

  database.max_total_wal_size = 4 * static_cast<uint64_t>(options.write_buffer_bytes);
  database.max_background_jobs = 2;
  database.max_file_opening_threads = options.open_threads;

  database.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  database.max_log_file_size = 1 << 20;
  database.keep_log_file_num = 4;
  database.stats_dump_period_sec = 0;
  database.stats_persist_period_sec = 0;
  if (options.read_only) database.info_log = std::make_shared<SilentLogger>();
  return database;
}

FamilyOptions FamiliesOptions(const RocksStoreOptions& options) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(32 << 20);
  FamilyOptions families;
  families.meta = FamilyDefaults(options, cache);
  families.meta.write_buffer_size = 1 << 20;

  families.journal = FamilyDefaults(options, cache);
  families.journal.num_levels = 2;  // files are moved to the second, and stay
  families.journal.level0_file_num_compaction_trigger = 2;
  families.journal.ttl = 0;
  families.journal.periodic_compaction_seconds = 0;

  families.state = FamilyDefaults(options, cache);
  families.state.compaction_style = rocksdb::kCompactionStyleUniversal;
  // Two files a checkpoint. Many of them are merged at once and seldom, as they are only read when
  // opening; and however many there are, they never hold up the journal.
  families.state.level0_file_num_compaction_trigger = 2 * kCheckpointsBeforeMerge;
  families.state.level0_slowdown_writes_trigger = std::numeric_limits<int>::max();
  families.state.level0_stop_writes_trigger = std::numeric_limits<int>::max();
  families.state.compaction_options_universal.min_merge_width = 8;
  families.state.compaction_options_universal.size_ratio = 20;
  families.state.ttl = 0;
  families.state.periodic_compaction_seconds = 0;
  return families;
}

}  // namespace atp
