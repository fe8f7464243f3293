#ifndef ATP_ENGINE_STORE_RESTORING_DIRECTORY_H_
#define ATP_ENGINE_STORE_RESTORING_DIRECTORY_H_

#include <rocksdb/env.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// Where a data directory is put together, before it becomes one in the last step:
//
//   <directory>/RESTORING/rocksdb/, HIGH_WATER    ->    <directory>/rocksdb/, HIGH_WATER
//
// Until then no store can be opened in the directory, nor a new one be made there: half of a
// restore passes neither for a ledger nor for an empty place.
class RestoringDirectory {
 public:
  // Makes the directory, or takes an empty one, or one with what a restore left that was broken
  // off, which is removed. FAILED_PRECONDITION: it holds something else.
  static absl::StatusOr<RestoringDirectory> Begin(const std::string& directory,
                                                  rocksdb::Env* env = nullptr);

  // A data directory to be; no store may be open in it when it is published.
  std::string work() const;

  // Durable when it returns.
  absl::Status Publish();

 private:
  RestoringDirectory(rocksdb::Env* env, const std::string& path) : env_(env), path_(path) {}

  rocksdb::Env* env_;
  std::string path_;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_RESTORING_DIRECTORY_H_
