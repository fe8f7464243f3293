#ifndef ATP_ENGINE_STORE_ROCKS_STATUS_H_
#define ATP_ENGINE_STORE_ROCKS_STATUS_H_

#include <rocksdb/status.h>

#include <string_view>

#include "absl/status/status.h"

namespace atp {

// RocksDB's status in our codes, its words behind `what` (what was tried, on what):
//   no space left                  RESOURCE_EXHAUSTED
//   corruption                     DATA_LOSS
//   a file that should be there    DATA_LOSS
//   not supported, other options   FAILED_PRECONDITION
//   anything else                  UNAVAILABLE
absl::Status FromRocks(const rocksdb::Status& status, std::string_view what);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_ROCKS_STATUS_H_
