#include "engine/store/ingest_file_system.h"

#include <utility>

#include "absl/strings/match.h"

namespace atp {

class IngestFileSystem::WatchedFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  WatchedFile(IngestFileSystem* files, std::string name,
              std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(*files), name_(std::move(name)) {}

  rocksdb::IOStatus Read(uint64_t offset, size_t n, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* context) const override {
    rocksdb::IOStatus status = target()->Read(offset, n, options, result, scratch, context);
    if (!status.ok()) files_.Remember(name_);
    return status;
  }
  rocksdb::IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override {
    rocksdb::IOStatus status = target()->MultiRead(requests, count, options, context);
    bool is_ok = status.ok();
    for (size_t i = 0; i < count; ++i) is_ok &= requests[i].status.ok();
    if (!is_ok) files_.Remember(name_);
    return status;
  }

 private:
  IngestFileSystem& files_;
  const std::string name_;
};

rocksdb::IOStatus IngestFileSystem::NewWritableFile(const std::string& name,
                                                    const rocksdb::FileOptions& options,
                                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                    rocksdb::IODebugContext* context) {
  Forget(name);
  return target()->NewWritableFile(name, options, file, context);
}

rocksdb::IOStatus IngestFileSystem::NewRandomAccessFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* file, rocksdb::IODebugContext* context) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> inner;
  rocksdb::IOStatus status = target()->NewRandomAccessFile(name, options, &inner, context);
  if (!status.ok()) return status;
  if (absl::EndsWith(name, ".new")) {
    *file = std::make_unique<WatchedFile>(this, name, std::move(inner));
  } else {
    *file = std::move(inner);
  }
  return status;
}

rocksdb::IOStatus IngestFileSystem::LinkFile(const std::string& from, const std::string& to,
                                             const rocksdb::IOOptions& options,
                                             rocksdb::IODebugContext* context) {
  if (IsUnreadable(from)) return rocksdb::IOStatus::IOError("could not be read", from);
  if (absl::EndsWith(from, ".new")) {
    MutexLock lock(&mu_);
    links_.insert(to);
  }
  return target()->LinkFile(from, to, options, context);
}

rocksdb::IOStatus IngestFileSystem::DeleteFile(const std::string& name,
                                               const rocksdb::IOOptions& options,
                                               rocksdb::IODebugContext* context) {
  {
    MutexLock lock(&mu_);
    if (links_.count(name) > 0) return rocksdb::IOStatus::IOError("may be in the manifest", name);
  }
  return target()->DeleteFile(name, options, context);
}

void IngestFileSystem::LinksAreTaken() {
  MutexLock lock(&mu_);
  links_.clear();
}

void IngestFileSystem::Remember(const std::string& name) {
  MutexLock lock(&mu_);
  unreadable_.insert(name);
}

void IngestFileSystem::Forget(const std::string& name) {
  MutexLock lock(&mu_);
  unreadable_.erase(name);
}

bool IngestFileSystem::IsUnreadable(const std::string& name) const {
  MutexLock lock(&mu_);
  return unreadable_.count(name) > 0;
}

}  // namespace atp
