#ifndef ATP_ENGINE_STORE_LOG_POSITION_H_
#define ATP_ENGINE_STORE_LOG_POSITION_H_

#include <cstdint>

#include "absl/status/status.h"

namespace atp {

// OK if a group with the sequences after+1..last may be appended to a log that ends at `log_last`:
// the one rule that keeps the log without a hole, for every implementation of CommitLog.
// FAILED_PRECONDITION: it does not follow. INVALID_ARGUMENT: it holds no sequence.
absl::Status CheckFollows(uint64_t log_last, uint64_t after, uint64_t last);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_LOG_POSITION_H_
