#ifndef ATP_ENGINE_STORE_FAULT_ENV_H_
#define ATP_ENGINE_STORE_FAULT_ENV_H_

#include <rocksdb/env.h>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>

#include "engine/base/mutex.h"

namespace atp {

// A file system for tests that runs full when told to, and that can forget what was not synced, as
// a machine does whose power fails. Thread-safe. Only files written through it are known to it.
class FaultEnv final : public rocksdb::EnvWrapper {
 public:
  static constexpr uint64_t kUnlimited = std::numeric_limits<uint64_t>::max();

  explicit FaultEnv(rocksdb::Env* target) : EnvWrapper(target) {}

  // The next `bytes` bytes fit on the disk. What is over fails with NoSpace, after writing what
  // still fits.
  void SetFreeBytes(uint64_t bytes);

  // Syncs fail with an I/O error.
  void SetSyncFails(bool fails);

  // Bytes written to files so far, to work out how often something is written.
  uint64_t bytes_written() const;

  // Cuts every file back to what was synced of it. No store may be open.
  void DropUnsynced();

  const char* Name() const override { return "FaultEnv"; }
  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override;
  rocksdb::Status LinkFile(const std::string& from, const std::string& to) override;

 private:
  friend class FaultFile;

  // What is on disk of a file, and how much of it for good.
  struct Extent {
    uint64_t written = 0;
    uint64_t synced = 0;
  };

  uint64_t TakeFreeBytes(uint64_t wanted);
  bool SyncFails() const;

  mutable Mutex mu_;
  uint64_t free_bytes_ ATP_GUARDED_BY(mu_) = kUnlimited;
  uint64_t bytes_written_ ATP_GUARDED_BY(mu_) = 0;
  bool sync_fails_ ATP_GUARDED_BY(mu_) = false;
  std::map<std::string, std::shared_ptr<Extent>> extents_ ATP_GUARDED_BY(mu_);
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_FAULT_ENV_H_
