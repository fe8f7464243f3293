#ifndef ATP_TOOLS_ATPBENCH_PUSH_COUNT_H_
#define ATP_TOOLS_ATPBENCH_PUSH_COUNT_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tools/atpbench/catalogue.h"

namespace atp {

struct SnapshotOptions {
  std::string name;      // request id and snapshot id; must be new to the server
  int64_t on_hand = 0;   // of every position
  int64_t reflects = 0;  // the ledger's sequence that the count was made at
};

// Pushes a partial snapshot of all positions, a thousand rows at a time, and returns the sequence
// at which it was complete and durable. The server's errors as they are, and FAILED_PRECONDITION if
// a row was set aside. Blocks.
absl::StatusOr<uint64_t> PushCount(const std::shared_ptr<grpc::Channel>& channel,
                                   const Catalogue& catalogue, const SnapshotOptions& options);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_PUSH_COUNT_H_
