#include "engine/store/log_position.h"

#include "absl/strings/str_cat.h"

namespace atp {

absl::Status CheckFollows(uint64_t log_last, uint64_t after, uint64_t last) {
  if (after != log_last) {
    return absl::FailedPreconditionError(
        absl::StrCat("append after sequence ", after, ": the log ends at sequence ", log_last));
  }
  if (last <= after) {
    return absl::InvalidArgumentError(absl::StrCat(
        "append after sequence ", after, ": a group that ends at ", last, " holds no sequence"));
  }
  return absl::OkStatus();
}

}  // namespace atp
