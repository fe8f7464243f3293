#ifndef ATP_ENGINE_STORE_INGEST_FILE_SYSTEM_H_
#define ATP_ENGINE_STORE_INGEST_FILE_SYSTEM_H_

#include <rocksdb/file_system.h>

#include <memory>
#include <set>
#include <string>

#include "engine/base/mutex.h"

namespace atp {

// Guards the moment in which RocksDB takes in a table file, against two things that it does then.
//
// RocksDB takes a table file in as it is: it reads the first and the last key, links the file into
// the database, and writes both keys to the manifest. When that reading fails it goes on without
// keys. The file is then looked up nowhere and merged in the wrong order: a checkpoint that looks
// as if it had been written, and is gone. Here the failure is remembered, and linking is refused
// with it, which RocksDB does heed.
//
// Watches the files whose names end with ".new", as those of a checkpoint do. Thread-safe.
class IngestFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit IngestFileSystem(const std::shared_ptr<rocksdb::FileSystem>& target)
      : FileSystemWrapper(target) {}

  const char* Name() const override { return "IngestFileSystem"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;

  // The database has the files that were linked so far.
  void LinksAreTaken();

 private:
  class WatchedFile;

  void Remember(const std::string& name);
  void Forget(const std::string& name);
  bool IsUnreadable(const std::string& name) const;

  mutable Mutex mu_;
  std::set<std::string> unreadable_ ATP_GUARDED_BY(mu_);
  std::set<std::string> links_ ATP_GUARDED_BY(mu_);  // not yet taken
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_INGEST_FILE_SYSTEM_H_
