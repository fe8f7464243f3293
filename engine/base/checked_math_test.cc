#include "engine/base/checked_math.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace atp {
namespace {

constexpr int64_t kLowest = std::numeric_limits<int64_t>::min();
constexpr int64_t kHighest = std::numeric_limits<int64_t>::max();

struct Row {
  int64_t a;
  int64_t b;
  bool fits;
  int64_t saturated;  // the sum itself where it fits
};

const Row kRows[] = {
    {0, 0, true, 0},
    {2, 3, true, 5},
    {2, -3, true, -1},
    {kHighest, 0, true, kHighest},
    {kHighest - 1, 1, true, kHighest},
    {kHighest, kLowest, true, -1},
    {kLowest, 0, true, kLowest},
    {kLowest + 1, -1, true, kLowest},
    {kHighest, 1, false, kHighest},
    {1, kHighest, false, kHighest},
    {kHighest, kHighest, false, kHighest},
    {kLowest, -1, false, kLowest},
    {-1, kLowest, false, kLowest},
    {kLowest, kLowest, false, kLowest},
};

TEST(CheckedMathTest, AddsWhatFitsAndLeavesTheTargetAloneOtherwise) {
  for (const Row& row : kRows) {
    int64_t sum = 4711;
    EXPECT_EQ(AddOk(row.a, row.b, &sum), row.fits) << row.a << " + " << row.b;
    EXPECT_EQ(sum, row.fits ? row.saturated : 4711) << row.a << " + " << row.b;
  }
}

TEST(CheckedMathTest, TargetMayBeAnOperand) {
  int64_t total = 40;
  EXPECT_TRUE(AddOk(total, 2, &total));
  EXPECT_EQ(total, 42);
}

TEST(CheckedMathTest, SaturatesTowardsTheSideOfTheOverflow) {
  for (const Row& row : kRows) {
    EXPECT_EQ(AddSaturating(row.a, row.b), row.saturated) << row.a << " + " << row.b;
  }
}

TEST(MultiplyOkTest, RefusesWhatLeavesTheRange) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  int64_t product = 7;
  EXPECT_TRUE(MultiplyOk(6, -7, &product));
  EXPECT_EQ(product, -42);
  EXPECT_TRUE(MultiplyOk(kMost, 1, &product));
  EXPECT_EQ(product, kMost);
  EXPECT_FALSE(MultiplyOk(kMost / 2 + 1, 2, &product));
  EXPECT_EQ(product, kMost);
}

}  // namespace
}  // namespace atp
