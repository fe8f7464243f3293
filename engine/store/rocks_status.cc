#include "engine/store/rocks_status.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace atp {
namespace {

// RocksDB calls a file that it cannot read while it opens corrupt. It is, if it is not there.
bool IsUnreadable(const std::string& words) {
  return absl::StrContains(words, "IO error:") && !absl::StrContains(words, "No such file");
}

absl::StatusCode CodeOf(const rocksdb::Status& status) {
  using Rocks = rocksdb::Status;
  if (status.IsNoSpace() || status.subcode() == Rocks::kSpaceLimit)
    return absl::StatusCode::kResourceExhausted;
  if (status.IsPathNotFound()) return absl::StatusCode::kDataLoss;
  switch (status.code()) {
    case Rocks::kCorruption:
      return IsUnreadable(status.ToString()) ? absl::StatusCode::kUnavailable
                                             : absl::StatusCode::kDataLoss;
    case Rocks::kNotFound:
      return absl::StatusCode::kDataLoss;
    case Rocks::kNotSupported:
    case Rocks::kInvalidArgument:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return absl::StatusCode::kUnavailable;
  }
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status, std::string_view what) {
  if (status.ok()) return absl::OkStatus();
  const std::string words = status.ToString();
  return absl::Status(CodeOf(status),
                      absl::StrCat(absl::string_view(what.data(), what.size()), ": ", words));
}

}  // namespace atp
