#include "engine/atp/curve.h"

#include <limits>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Quantity kMost = std::numeric_limits<Quantity>::max();

const Curve kCurve({{100, 17, 12}, {102, 27, 12}, {104, 13, 13}}, 106);

TEST(CurveTest, EachStepLastsUntilTheNext) {
  const Quantity atp[] = {12, 12, 12, 12, 13, 13, 13};
  const Quantity projected[] = {17, 17, 27, 27, 13, 13, 13};
  for (Day i = 0; i < 7; ++i) {
    EXPECT_EQ(kCurve.At(100 + i), atp[i]) << i;
    EXPECT_EQ(kCurve.ProjectedAt(100 + i), projected[i]) << i;
  }
  EXPECT_EQ(kCurve.first_day(), 100);
  EXPECT_EQ(kCurve.last_day(), 106);
}

TEST(CurveTest, EarliestIsTheFirstDayWithEnough) {
  EXPECT_EQ(kCurve.Earliest(-1), 100);
  EXPECT_EQ(kCurve.Earliest(12), 100);
  EXPECT_EQ(kCurve.Earliest(13), 104);
  EXPECT_EQ(kCurve.Earliest(14), std::nullopt);
}

TEST(CurveTest, EarliestOnACurveThatFalls) {
  const Curve falls({{0, 5, 5}, {1, 9, 9}, {2, 0, 0}}, 3);
  EXPECT_EQ(falls.Earliest(6), 1);
  EXPECT_EQ(falls.Earliest(10), std::nullopt);
}

TEST(CurveDeathTest, BrokenStepsAndDaysOutsideAreRefused) {
  EXPECT_DEATH(Curve({}, 5), "empty");
  EXPECT_DEATH(Curve({{3, 0, 0}, {3, 1, 1}}, 5), "day");
  EXPECT_DEATH(Curve({{6, 0, 0}}, 5), "last_day");
  EXPECT_DEATH(kCurve.At(99), "first_day");
  EXPECT_DEATH(kCurve.At(107), "last_day");
}

TEST(SumPromisableTest, OneLocationIsItselfWithoutItsShortage) {
  const Curve one({{0, -5, -5}, {2, 8, 3}}, 4);
  const std::vector<Step> expected = {{0, -5, 0}, {2, 8, 3}};
  EXPECT_EQ(SumPromisable({one}).steps(), expected);
}

TEST(SumPromisableTest, AShortLocationTakesNothingFromAnother) {
  const Curve is_short({{0, -5, -5}}, 4);
  const Curve has({{0, 10, 10}, {3, 12, 12}}, 4);
  const std::vector<Step> expected = {{0, 5, 10}, {3, 7, 12}};
  EXPECT_EQ(SumPromisable({is_short, has}).steps(), expected);
}

TEST(SumPromisableTest, StepsThatCancelAreNoStep) {
  const Curve rises({{0, 1, 1}, {2, 4, 4}}, 4);
  const Curve falls({{0, 4, 4}, {2, 1, 1}}, 4);
  const std::vector<Step> expected = {{0, 5, 5}};
  EXPECT_EQ(SumPromisable({rises, falls}).steps(), expected);
}

TEST(SumPromisableTest, ACurveAddsNothingOutsideItsDays) {
  const Curve early({{0, 3, 3}}, 1);
  const Curve late({{1, 5, 5}}, 3);
  const Curve sum = SumPromisable({early, late});
  const std::vector<Step> expected = {{0, 3, 3}, {1, 8, 8}, {2, 5, 5}};
  EXPECT_EQ(sum.steps(), expected);
  EXPECT_EQ(sum.last_day(), 3);
}

TEST(SumPromisableTest, SumsStopAtTheEndsOfTheRange) {
  const Curve huge({{0, kMost, kMost}, {1, 2, 2}}, 2);
  const Curve sum = SumPromisable({huge, huge, huge});
  const std::vector<Step> expected = {{0, kMost, kMost}, {1, 6, 6}};
  EXPECT_EQ(sum.steps(), expected);
}

TEST(SumPromisableTest, LastDayOfTheRangeIsADay) {
  constexpr Day kLast = std::numeric_limits<Day>::max();
  const Curve sum = SumPromisable({Curve({{kLast, 1, 1}}, kLast)});
  EXPECT_EQ(sum.At(kLast), 1);
}

TEST(WholesInTest, RoundsDownAlsoBelowZero) {
  constexpr struct {
    Quantity quantity;
    Quantity divisor;
    Quantity wholes;
  } kRows[] = {{7, 2, 3},   {6, 2, 3},   {1, 2, 0}, {0, 2, 0},        {-1, 2, -1},
               {-2, 2, -1}, {-3, 2, -2}, {5, 1, 5}, {kMost, 7, kMost}};
  for (const auto& row : kRows) {
    EXPECT_EQ(WholesIn(row.quantity, row.divisor), row.wholes) << row.quantity;
  }
}

TEST(MinOverTest, EachDayIsLimitedByItsScarcestCurve) {
  const Curve legs({{0, 8, 8}, {2, 16, 16}}, 9);
  const Curve tops({{0, 1, 1}, {1, 9, 3}}, 5);
  const Curve tables = MinOver({legs, tops}, {4, 1});
  const std::vector<Step> expected = {{0, 1, 1}, {1, 2, 2}, {2, 4, 3}};
  EXPECT_EQ(tables.steps(), expected);
  EXPECT_EQ(tables.last_day(), 5);
  EXPECT_EQ(tables.Earliest(3), 2);
  EXPECT_EQ(tables.Earliest(4), std::nullopt);
}

TEST(MinOverTest, OfOneCurveByOneIsTheCurve) {
  const Curve curve({{0, -3, -5}, {2, 7, 1}, {4, kMost, kMost}}, 6);
  EXPECT_EQ(MinOver({curve}, {1}).steps(), curve.steps());
}

TEST(MinOverTest, StepsAreOnlyWhereTheLeastChanges) {
  const Curve scarce({{0, 1, 1}}, 6);
  const Curve rises({{0, 2, 2}, {3, 5, 5}}, 6);
  const std::vector<Step> expected = {{0, 1, 1}};
  EXPECT_EQ(MinOver({scarce, rises}, {1, 1}).steps(), expected);
}

}  // namespace
}  // namespace atp
