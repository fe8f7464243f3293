#ifndef ATP_ENGINE_STORE_SLOW_FOLDER_ENV_H_
#define ATP_ENGINE_STORE_SLOW_FOLDER_ENV_H_

#include <rocksdb/env.h>

#include <memory>
#include <string>
#include <utility>

#include "engine/base/mutex.h"

namespace atp {

// A file system for tests in which new files in one folder have to wait when they are told to.
// Thread-safe.
class SlowFolderEnv final : public rocksdb::EnvWrapper {
 public:
  SlowFolderEnv(rocksdb::Env* target, std::string folder)
      : EnvWrapper(target), folder_(std::move(folder)) {}

  // Until Release(), whoever makes a file waits.
  void Hold() {
    const MutexLock lock(&mu_);
    is_held_ = true;
  }
  void Release() {
    const MutexLock lock(&mu_);
    is_held_ = false;
    waiting_ = 0;
    changed_.SignalAll();
  }
  // Returns when somebody waits.
  void AwaitHeld() {
    const MutexLock lock(&mu_);
    while (waiting_ == 0) changed_.Wait(&mu_);
  }

  const char* Name() const override { return "SlowFolderEnv"; }
  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override {
    if (name.compare(0, folder_.size(), folder_) == 0) {
      const MutexLock lock(&mu_);
      if (is_held_) ++waiting_;
      changed_.SignalAll();
      while (is_held_) changed_.Wait(&mu_);
    }
    return EnvWrapper::NewWritableFile(name, file, options);
  }

 private:
  const std::string folder_;
  Mutex mu_;
  CondVar changed_;
  bool is_held_ ATP_GUARDED_BY(mu_) = false;
  int waiting_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_SLOW_FOLDER_ENV_H_
