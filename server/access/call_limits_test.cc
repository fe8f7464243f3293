#include "server/access/call_limits.h"

#include <optional>
#include <vector>

#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Micros kNoon = 1'772'452'800 * kMicrosPerSecond;

class CallLimitsTest : public ::testing::Test {
 protected:
  // "" or the reason.
  std::string Call(const std::string& who) { return ErrorReason(limits_.Enter(who).status()); }

  SimulatedClock clock_{kNoon};
  CallLimits limits_{{/*per_second=*/10, /*burst=*/3, /*at_once=*/2}, &clock_};
};

TEST_F(CallLimitsTest, ABurstPassesAndThenTheRate) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call("web"), "");
  const absl::Status refused = limits_.Enter("web").status();
  EXPECT_EQ(ErrorReason(refused), "RATE_LIMITED");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ErrorDetail(refused, "retry_in_ms"), "100");
  EXPECT_EQ(Call("app"), "") << "others have buckets of their own";
  clock_.Advance(101'000);
  EXPECT_EQ(Call("web"), "") << "after the time that it said";
  EXPECT_EQ(Call("web"), "RATE_LIMITED");
  clock_.Advance(3600 * kMicrosPerSecond);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call("web"), "");
  EXPECT_EQ(Call("web"), "RATE_LIMITED") << "a bucket holds no more than its burst";
}

TEST_F(CallLimitsTest, AClockThatIsSetBackNeitherFillsNorBlocks) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call("web"), "");
  clock_.Advance(-kMicrosPerDay);
  EXPECT_EQ(Call("web"), "RATE_LIMITED");
  clock_.Advance(100'000);
  EXPECT_EQ(Call("web"), "");
}

TEST_F(CallLimitsTest, SoManyAreUnderWayAtOnce) {
  std::vector<CallLimits::Slot> slots;
  slots.push_back(limits_.Enter("web").value());
  slots.push_back(limits_.Enter("web").value());
  EXPECT_EQ(Call("web"), "TOO_MANY_CALLS");
  EXPECT_EQ(Call("app"), "");
  slots.pop_back();
  EXPECT_EQ(Call("web"), "") << "one has ended";
}

TEST_F(CallLimitsTest, ACallThatIsRefusedForItsRateLeavesNoSlotTaken) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Call("web"), "");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Call("web"), "RATE_LIMITED");
  clock_.Advance(kMicrosPerSecond);
  EXPECT_EQ(Call("web"), "");
}

TEST_F(CallLimitsTest, ALargeBatchPassesWhenTheBucketIsFullAndIsPaidForAfterwards) {
  const CallLimits::Slot slot = limits_.Enter("web").value();
  EXPECT_EQ(ErrorReason(limits_.Take(slot, 100)), "RATE_LIMITED");
  clock_.Advance(kMicrosPerSecond);
  EXPECT_TRUE(limits_.Take(slot, 100).ok());
  EXPECT_EQ(Call("web"), "RATE_LIMITED");
  clock_.Advance(9 * kMicrosPerSecond);
  EXPECT_EQ(Call("web"), "RATE_LIMITED");
  clock_.Advance(kMicrosPerSecond);
  EXPECT_EQ(Call("web"), "");
}

}  // namespace
}  // namespace atp
