#include "engine/store/io_error_env.h"

#include <atomic>
#include <utility>

namespace atp {

class IoErrorWritableFile final : public rocksdb::WritableFileWrapper {
 public:
  IoErrorWritableFile(IoErrorEnv* env, std::unique_ptr<rocksdb::WritableFile> file, bool is_log)
      : WritableFileWrapper(file.get()), env_(*env), file_(std::move(file)), is_log_(is_log) {}

  using WritableFileWrapper::Append;
  rocksdb::Status Append(const rocksdb::Slice& data) override {
    Touch();
    bool is_short_write = false;
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kWrite, &is_short_write);
    if (failure.ok()) return file_->Append(data);
    has_failed_ = true;
    if (is_short_write) {
      file_->Append(rocksdb::Slice(data.data(), data.size() / 2)).PermitUncheckedError();
    }
    return failure;
  }
  rocksdb::Status Append(const rocksdb::Slice& data,
                         const rocksdb::DataVerificationInfo&) override {
    return Append(data);
  }
  rocksdb::Status Sync() override { return Synced(&rocksdb::WritableFile::Sync); }
  rocksdb::Status Fsync() override { return Synced(&rocksdb::WritableFile::Fsync); }
  rocksdb::Status Close() override {
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kWrite);
    const rocksdb::Status closed = file_->Close();
    return failure.ok() ? closed : failure;
  }

 private:
  rocksdb::Status Synced(rocksdb::Status (rocksdb::WritableFile::*sync)()) {
    Touch();
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kWrite);
    if (failure.ok()) return (file_.get()->*sync)();
    has_failed_ = true;
    return failure;
  }

  void Touch() {
    if (is_log_ && has_failed_) env_.CountTouched();
  }

  IoErrorEnv& env_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
  const bool is_log_;
  std::atomic<bool> has_failed_{false};
};

class IoErrorSequentialFile final : public rocksdb::SequentialFile {
 public:
  IoErrorSequentialFile(IoErrorEnv* env, std::unique_ptr<rocksdb::SequentialFile> file)
      : env_(*env), file_(std::move(file)) {}

  rocksdb::Status Read(size_t n, rocksdb::Slice* result, char* scratch) override {
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kRead);
    return failure.ok() ? file_->Read(n, result, scratch) : failure;
  }
  rocksdb::Status Skip(uint64_t n) override { return file_->Skip(n); }

 private:
  IoErrorEnv& env_;
  const std::unique_ptr<rocksdb::SequentialFile> file_;
};

class IoErrorRandomAccessFile final : public rocksdb::RandomAccessFile {
 public:
  IoErrorRandomAccessFile(IoErrorEnv* env, std::unique_ptr<rocksdb::RandomAccessFile> file)
      : env_(*env), file_(std::move(file)) {}

  rocksdb::Status Read(uint64_t offset, size_t n, rocksdb::Slice* result,
                       char* scratch) const override {
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kRead);
    return failure.ok() ? file_->Read(offset, n, result, scratch) : failure;
  }

 private:
  IoErrorEnv& env_;
  const std::unique_ptr<rocksdb::RandomAccessFile> file_;
};

class IoErrorDirectory final : public rocksdb::Directory {
 public:
  IoErrorDirectory(IoErrorEnv* env, std::unique_ptr<rocksdb::Directory> directory)
      : env_(*env), directory_(std::move(directory)) {}

  rocksdb::Status Fsync() override {
    const rocksdb::Status failure = env_.Count(IoErrorEnv::Does::kWrite);
    return failure.ok() ? directory_->Fsync() : failure;
  }
  rocksdb::Status Close() override { return directory_->Close(); }

 private:
  IoErrorEnv& env_;
  const std::unique_ptr<rocksdb::Directory> directory_;
};

namespace {

bool IsLog(const std::string& name) {
  const std::string file = name.substr(name.rfind('/') + 1);
  return file.rfind("MANIFEST-", 0) == 0 ||
         (file.size() > 4 && file.compare(file.size() - 4, 4, ".log") == 0);
}

}  // namespace

void IoErrorEnv::Arm(const IoFault& fault) {
  MutexLock lock(&mu_);
  fault_ = fault;
}

uint64_t IoErrorEnv::calls() const {
  MutexLock lock(&mu_);
  return calls_;
}

uint64_t IoErrorEnv::failed() const {
  MutexLock lock(&mu_);
  return failed_;
}

uint64_t IoErrorEnv::touched_after_failure() const {
  MutexLock lock(&mu_);
  return touched_;
}

void IoErrorEnv::CountTouched() {
  MutexLock lock(&mu_);
  ++touched_;
}

rocksdb::Status IoErrorEnv::Count(Does does, bool* is_short_write) {
  MutexLock lock(&mu_);
  ++calls_;
  const bool fails = fault_.persists ? calls_ >= fault_.at : calls_ == fault_.at;
  if (!fails) return rocksdb::Status::OK();
  if (fault_.kind == IoFault::Kind::kNoSpace) {
    if (does == Does::kRead) return rocksdb::Status::OK();
    ++failed_;
    return rocksdb::Status::NoSpace("no space left on the test's disk");
  }
  ++failed_;
  if (is_short_write != nullptr) *is_short_write = fault_.kind == IoFault::Kind::kShortWrite;
  return rocksdb::Status::IOError("the test's disk fails");
}

rocksdb::Status IoErrorEnv::NewWritableFile(const std::string& name,
                                            std::unique_ptr<rocksdb::WritableFile>* file,
                                            const rocksdb::EnvOptions& options) {
  rocksdb::Status status = Count(Does::kWrite);
  std::unique_ptr<rocksdb::WritableFile> inner;
  if (status.ok()) status = target()->NewWritableFile(name, &inner, options);
  if (status.ok()) {
    *file = std::make_unique<IoErrorWritableFile>(this, std::move(inner), IsLog(name));
  }
  return status;
}

rocksdb::Status IoErrorEnv::NewSequentialFile(const std::string& name,
                                              std::unique_ptr<rocksdb::SequentialFile>* file,
                                              const rocksdb::EnvOptions& options) {
  rocksdb::Status status = Count(Does::kRead);
  std::unique_ptr<rocksdb::SequentialFile> inner;
  if (status.ok()) status = target()->NewSequentialFile(name, &inner, options);
  if (status.ok()) *file = std::make_unique<IoErrorSequentialFile>(this, std::move(inner));
  return status;
}

rocksdb::Status IoErrorEnv::NewRandomAccessFile(const std::string& name,
                                                std::unique_ptr<rocksdb::RandomAccessFile>* file,
                                                const rocksdb::EnvOptions& options) {
  rocksdb::Status status = Count(Does::kRead);
  std::unique_ptr<rocksdb::RandomAccessFile> inner;
  if (status.ok()) status = target()->NewRandomAccessFile(name, &inner, options);
  if (status.ok()) *file = std::make_unique<IoErrorRandomAccessFile>(this, std::move(inner));
  return status;
}

rocksdb::Status IoErrorEnv::NewDirectory(const std::string& name,
                                         std::unique_ptr<rocksdb::Directory>* directory) {
  rocksdb::Status status = Count(Does::kRead);
  std::unique_ptr<rocksdb::Directory> inner;
  if (status.ok()) status = target()->NewDirectory(name, &inner);
  if (status.ok()) *directory = std::make_unique<IoErrorDirectory>(this, std::move(inner));
  return status;
}

rocksdb::Status IoErrorEnv::GetChildren(const std::string& name, std::vector<std::string>* names) {
  const rocksdb::Status status = Count(Does::kRead);
  return status.ok() ? target()->GetChildren(name, names) : status;
}

rocksdb::Status IoErrorEnv::GetFileSize(const std::string& name, uint64_t* size) {
  const rocksdb::Status status = Count(Does::kRead);
  return status.ok() ? target()->GetFileSize(name, size) : status;
}

rocksdb::Status IoErrorEnv::CreateDir(const std::string& name) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->CreateDir(name) : status;
}

rocksdb::Status IoErrorEnv::CreateDirIfMissing(const std::string& name) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->CreateDirIfMissing(name) : status;
}

rocksdb::Status IoErrorEnv::DeleteFile(const std::string& name) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->DeleteFile(name) : status;
}

rocksdb::Status IoErrorEnv::DeleteDir(const std::string& name) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->DeleteDir(name) : status;
}

rocksdb::Status IoErrorEnv::RenameFile(const std::string& from, const std::string& to) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->RenameFile(from, to) : status;
}

rocksdb::Status IoErrorEnv::LinkFile(const std::string& from, const std::string& to) {
  const rocksdb::Status status = Count(Does::kWrite);
  return status.ok() ? target()->LinkFile(from, to) : status;
}

}  // namespace atp
