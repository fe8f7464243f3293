#ifndef ATP_ENGINE_STORE_IO_ERROR_ENV_H_
#define ATP_ENGINE_STORE_IO_ERROR_ENV_H_

#include <rocksdb/env.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/mutex.h"

namespace atp {

// A call to the file system that fails.
struct IoFault {
  enum class Kind {
    kError,       // an I/O error; nothing was done
    kNoSpace,     // nothing fits any more: for calls that write; the others succeed
    kShortWrite,  // half of an append is written, and then an I/O error; other calls as kError
  };
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  Kind kind = Kind::kError;
  uint64_t at = kNever;   // the number of the call, from 1
  bool persists = false;  // so do all after it
};

// A file system for tests whose k-th call fails. Every call that reaches the device is counted:
// opening, reading, appending, syncing (files and directories), renaming, linking, deleting,
// listing. Not what RocksDB writes for people, nor locks.
//
// It also watches who goes on after a failed sync or append: see touched_after_failure().
// Thread-safe.
class IoErrorEnv final : public rocksdb::EnvWrapper {
 public:
  explicit IoErrorEnv(rocksdb::Env* target) : EnvWrapper(target) {}

  void Arm(const IoFault& fault);
  void Disarm() { Arm(IoFault()); }

  uint64_t calls() const;
  // Calls that failed because they were told to.
  uint64_t failed() const;
  // Appends to and syncs of a log file (of the write-ahead log or a manifest) after one of the same
  // file had failed: what a failed sync left on disk is unknown, and the next one may well succeed
  // without having written it.
  uint64_t touched_after_failure() const;

  const char* Name() const override { return "IoErrorEnv"; }
  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewSequentialFile(const std::string& name,
                                    std::unique_ptr<rocksdb::SequentialFile>* file,
                                    const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewRandomAccessFile(const std::string& name,
                                      std::unique_ptr<rocksdb::RandomAccessFile>* file,
                                      const rocksdb::EnvOptions& options) override;
  rocksdb::Status NewDirectory(const std::string& name,
                               std::unique_ptr<rocksdb::Directory>* directory) override;
  rocksdb::Status GetChildren(const std::string& name, std::vector<std::string>* names) override;
  rocksdb::Status GetFileSize(const std::string& name, uint64_t* size) override;
  rocksdb::Status CreateDir(const std::string& name) override;
  rocksdb::Status CreateDirIfMissing(const std::string& name) override;
  rocksdb::Status DeleteFile(const std::string& name) override;
  rocksdb::Status DeleteDir(const std::string& name) override;
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override;
  rocksdb::Status LinkFile(const std::string& from, const std::string& to) override;

 private:
  friend class IoErrorWritableFile;
  friend class IoErrorSequentialFile;
  friend class IoErrorRandomAccessFile;
  friend class IoErrorDirectory;

  enum class Does { kRead, kWrite };

  // Counts a call; the status with which it fails, or OK.
  rocksdb::Status Count(Does does, bool* is_short_write = nullptr);
  void CountTouched();

  mutable Mutex mu_;
  IoFault fault_ ATP_GUARDED_BY(mu_);
  uint64_t calls_ ATP_GUARDED_BY(mu_) = 0;
  uint64_t failed_ ATP_GUARDED_BY(mu_) = 0;
  uint64_t touched_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_IO_ERROR_ENV_H_
