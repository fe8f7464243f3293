#ifndef ATP_ENGINE_STORE_DIRECTORIES_H_
#define ATP_ENGINE_STORE_DIRECTORIES_H_

#include <rocksdb/env.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// Whether there is a file or directory. What cannot be said is an error, not an absence.
absl::StatusOr<bool> Exists(rocksdb::Env* env, const std::string& path);

// Makes durable which files a directory has.
absl::Status SyncDirectory(rocksdb::Env* env, const std::string& path);

// With its parents, as `mkdir -p`; durable.
absl::Status MakeDirectory(rocksdb::Env* env, const std::string& path);

// With all that it holds; one that is not there is removed already.
absl::Status RemoveDirectory(rocksdb::Env* env, const std::string& path);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_DIRECTORIES_H_
