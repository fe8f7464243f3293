#ifndef ATP_ENGINE_STORE_TEMPORARY_DIRECTORY_H_
#define ATP_ENGINE_STORE_TEMPORARY_DIRECTORY_H_

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "engine/base/check.h"

namespace atp {

// An empty directory for one test, removed with all that is in it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    const char* const parent = getenv("TEST_TMPDIR");
    path_ = std::string(parent != nullptr ? parent : "/tmp") + "/store_XXXXXX";
    ATP_CHECK(mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryDirectory() {
    std::error_code ignored;  // the test's own directory is thrown away in any case
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_TEMPORARY_DIRECTORY_H_
