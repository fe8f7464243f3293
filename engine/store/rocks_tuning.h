#ifndef ATP_ENGINE_STORE_ROCKS_TUNING_H_
#define ATP_ENGINE_STORE_ROCKS_TUNING_H_

#include <rocksdb/options.h>

#include <memory>

#include "engine/store/rocks_store_options.h"

namespace atp {

// How RocksDB is set up. The sketch, for entries of some 60 bytes at 100,000/s = 6 MB/s:
//
//   journal  write-ahead log 1x, file at flush 1x (compressed, so less), then never rewritten: keys
//            only grow, so files do not overlap and go down a level by a change of the manifest
//            alone. No tombstones: trimming unlinks files and moves a mark. Total 2x.
//   state    a file a checkpoint, 1x, with no write-ahead log and no flush; then merged by size
//            (universal), some thirty checkpoints at once. That costs more files to look into when
//            reading, and state is read once, when opening.
//
// Memory: 2 write buffers a family at most (one filling, one being flushed), 32 MiB of block cache.
// Disk: the write-ahead log up to 4 write buffers, then the families in the oldest part of it are
// flushed; info logs 4 MiB.
rocksdb::DBOptions DatabaseOptions(const RocksStoreOptions& options);

struct FamilyOptions {
  rocksdb::ColumnFamilyOptions meta;
  rocksdb::ColumnFamilyOptions journal;
  rocksdb::ColumnFamilyOptions state;
};
FamilyOptions FamiliesOptions(const RocksStoreOptions& options);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_TUNING_H_
