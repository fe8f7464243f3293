#include "engine/store/fault_env.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/check.h"

namespace atp {

class FaultFile final : public rocksdb::WritableFileWrapper {
 public:
  FaultFile(FaultEnv* env, std::unique_ptr<rocksdb::WritableFile> file,
            std::shared_ptr<FaultEnv::Extent> extent)
      : WritableFileWrapper(file.get()),
        env_(env),
        file_(std::move(file)),
        extent_(std::move(extent)) {}

  using WritableFileWrapper::Append;
  rocksdb::Status Append(const rocksdb::Slice& data) override {
    const uint64_t fitting = env_->TakeFreeBytes(data.size());
    const rocksdb::Status status = file_->Append(rocksdb::Slice(data.data(), fitting));
    if (!status.ok()) return status;
    {
      MutexLock lock(&env_->mu_);
      extent_->written += fitting;
      env_->bytes_written_ += fitting;
    }
    if (fitting < data.size()) return rocksdb::Status::NoSpace("no space left on the test's disk");
    return status;
  }
  rocksdb::Status Append(const rocksdb::Slice& data,
                         const rocksdb::DataVerificationInfo&) override {
    return Append(data);
  }
  rocksdb::Status Truncate(uint64_t size) override {
    const rocksdb::Status status = file_->Truncate(size);
    MutexLock lock(&env_->mu_);
    if (status.ok()) extent_->written = size;
    return status;
  }
  rocksdb::Status Sync() override { return AfterSync(file_->Sync()); }
  rocksdb::Status Fsync() override { return AfterSync(file_->Fsync()); }

 private:
  rocksdb::Status AfterSync(rocksdb::Status status) {
    if (env_->SyncFails()) return rocksdb::Status::IOError("sync fails on the test's disk");
    MutexLock lock(&env_->mu_);
    if (status.ok()) extent_->synced = extent_->written;
    return status;
  }

  FaultEnv* const env_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
  const std::shared_ptr<FaultEnv::Extent> extent_;
};

void FaultEnv::SetFreeBytes(uint64_t bytes) {
  MutexLock lock(&mu_);
  free_bytes_ = bytes;
}

void FaultEnv::SetSyncFails(bool fails) {
  MutexLock lock(&mu_);
  sync_fails_ = fails;
}

uint64_t FaultEnv::bytes_written() const {
  MutexLock lock(&mu_);
  return bytes_written_;
}

bool FaultEnv::SyncFails() const {
  MutexLock lock(&mu_);
  return sync_fails_;
}

uint64_t FaultEnv::TakeFreeBytes(uint64_t wanted) {
  MutexLock lock(&mu_);
  const uint64_t taken = std::min(wanted, free_bytes_);
  if (free_bytes_ != kUnlimited) free_bytes_ -= taken;
  return taken;
}

void FaultEnv::DropUnsynced() {
  MutexLock lock(&mu_);
  for (const auto& [name, extent] : extents_) {
    if (extent->synced == extent->written || !target()->FileExists(name).ok()) continue;
    std::string bytes;
    ATP_CHECK(rocksdb::ReadFileToString(target(), name, &bytes).ok());
    bytes.resize(extent->synced);
    ATP_CHECK(rocksdb::WriteStringToFile(target(), bytes, name).ok());
    extent->written = extent->synced;
  }
}

rocksdb::Status FaultEnv::NewWritableFile(const std::string& name,
                                          std::unique_ptr<rocksdb::WritableFile>* file,
                                          const rocksdb::EnvOptions& options) {
  std::unique_ptr<rocksdb::WritableFile> inner;
  const rocksdb::Status status = target()->NewWritableFile(name, &inner, options);
  if (!status.ok()) return status;
  MutexLock lock(&mu_);
  auto& extent = extents_[name];
  extent = std::make_shared<Extent>();
  *file = std::make_unique<FaultFile>(this, std::move(inner), extent);
  return status;
}

rocksdb::Status FaultEnv::RenameFile(const std::string& from, const std::string& to) {
  const rocksdb::Status status = target()->RenameFile(from, to);
  if (!status.ok()) return status;
  MutexLock lock(&mu_);
  // A directory takes the files below it along.
  std::vector<std::string> moved;
  for (const auto& [name, extent] : extents_) {
    if (name == from || name.rfind(from + "/", 0) == 0) moved.push_back(name);
  }
  for (const std::string& name : moved) {
    extents_[to + name.substr(from.size())] = extents_[name];
    extents_.erase(name);
  }
  return status;
}

rocksdb::Status FaultEnv::LinkFile(const std::string& from, const std::string& to) {
  const rocksdb::Status status = target()->LinkFile(from, to);
  if (!status.ok()) return status;
  MutexLock lock(&mu_);
  if (const auto it = extents_.find(from); it != extents_.end()) extents_[to] = it->second;
  return status;
}

}  // namespace atp
