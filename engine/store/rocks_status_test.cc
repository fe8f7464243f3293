#include "engine/store/rocks_status.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(RocksStatusTest, EachFailureHasItsCodeAndRocksDbsWords) {
  using Rocks = rocksdb::Status;
  const struct {
    Rocks status;
    absl::StatusCode code;
  } kCases[] = {
      {Rocks::OK(), absl::StatusCode::kOk},
      {Rocks::Corruption("words"), absl::StatusCode::kDataLoss},
      {Rocks::Corruption("IO error: No such file or directory"), absl::StatusCode::kDataLoss},
      {Rocks::Corruption("IO error: Input/output error"), absl::StatusCode::kUnavailable},
      {Rocks::NotFound("words"), absl::StatusCode::kDataLoss},
      {Rocks::PathNotFound("words"), absl::StatusCode::kDataLoss},
      {Rocks::NoSpace("words"), absl::StatusCode::kResourceExhausted},
      {Rocks::SpaceLimit("words"), absl::StatusCode::kResourceExhausted},
      {Rocks::IOError("words"), absl::StatusCode::kUnavailable},
      {Rocks::Busy("words"), absl::StatusCode::kUnavailable},
      {Rocks::NotSupported("words"), absl::StatusCode::kFailedPrecondition},
      {Rocks::InvalidArgument("words"), absl::StatusCode::kFailedPrecondition},
  };
  for (const auto& c : kCases) {
    const absl::Status status = FromRocks(c.status, "open /data");
    EXPECT_EQ(status.code(), c.code) << c.status.ToString();
    if (status.ok()) continue;
    EXPECT_EQ(std::string(status.message()), "open /data: " + c.status.ToString());
  }
}

}  // namespace
}  // namespace atp
