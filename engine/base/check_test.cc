#include "engine/base/check.h"

#include <gtest/gtest.h>

namespace atp {
namespace {

TEST(CheckTest, EvaluatesItsConditionOnceAndGoesOnWhenItHolds) {
  int evaluations = 0;
  ATP_CHECK(++evaluations == 1);
  EXPECT_EQ(evaluations, 1);
}

TEST(CheckDeathTest, AbortsWithThePlaceAndTheCondition) {
  const int on_hand = -1;
  EXPECT_DEATH(ATP_CHECK(on_hand >= 0), "check_test.cc:[0-9]+: broken invariant: on_hand >= 0");
}

}  // namespace
}  // namespace atp
