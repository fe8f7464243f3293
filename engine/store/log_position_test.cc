#include "engine/store/log_position.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(LogPositionTest, AGroupFollowsOrIsRefused) {
  const struct {
    uint64_t log_last, after, last;
    absl::StatusCode code;
  } kCases[] = {
      {0, 0, 1, absl::StatusCode::kOk},
      {7, 7, 9, absl::StatusCode::kOk},
      {7, 6, 9, absl::StatusCode::kFailedPrecondition},
      {7, 8, 9, absl::StatusCode::kFailedPrecondition},
      {7, 7, 7, absl::StatusCode::kInvalidArgument},
      {7, 7, 0, absl::StatusCode::kInvalidArgument},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(CheckFollows(c.log_last, c.after, c.last).code(), c.code) << c.after << " " << c.last;
  }
}

}  // namespace
}  // namespace atp
