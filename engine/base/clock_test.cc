#include "engine/base/clock.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(SimulatedClockTest, StandsStillUntilTold) {
  SimulatedClock clock(5);
  EXPECT_EQ(clock.Now(), 5);
  EXPECT_EQ(clock.Now(), 5);
  clock.Advance(kMicrosPerDay);
  EXPECT_EQ(clock.Now(), 5 + 86'400'000'000);
  clock.Set(3);
  EXPECT_EQ(clock.Now(), 3) << "clocks may jump backwards";
}

TEST(SystemClockTest, CountsMicrosSinceTheUnixEpoch) {
  // Between 2020 and 2200: catches a wrong unit or epoch, and nothing about speed.
  const Micros now = SystemClock().Now();
  EXPECT_GT(now, 50 * 365 * kMicrosPerDay);
  EXPECT_LT(now, 230 * 366 * kMicrosPerDay);
}

}  // namespace
}  // namespace atp
