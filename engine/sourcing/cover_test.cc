#include "engine/sourcing/cover.h"

#include <random>
#include <utility>
#include <vector>

#include "engine/sourcing/hold_most.h"
#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/random_request.h"
#include "engine/sourcing/test_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

Pool Now(Quantity quantity) { return {{0, quantity}}; }

// 10 of one item, 4 of another, from A, B and C.
TestRequest TwoItems() {
  TestRequest request({{'A'}, {'B'}, {'C'}});
  request.mode = ReserveMode::kPartial;
  request.Want(10, 1, 1, {{'C', Now(6)}, {'A', Now(3)}, {'B', Now(7)}});
  request.Want(4, 1, 1, {{'A', Now(2)}, {'C', Now(3)}});
  return request;
}

bool IsEnough(Cover* cover, const LaneSet& set) {
  size_t checks = 0;
  return cover->IsEnough(set, &checks);
}

TEST(CoverTest, WhichSetsAreEnough) {
  const TestRequest request = TwoItems();
  Cover cover(HoldMost(Draft(request)));
  EXPECT_EQ(cover.lanes(), (std::vector<uint32_t>{0, 2, 1}));  // A and C are first of some line
  EXPECT_EQ(cover.lanes_min(), 2u);
  EXPECT_TRUE(IsEnough(&cover, {0, 1, 2}));
  EXPECT_FALSE(IsEnough(&cover, {0, 1}));
  EXPECT_FALSE(IsEnough(&cover, {0, 2}));
  EXPECT_FALSE(IsEnough(&cover, {1, 2}));
  EXPECT_FALSE(IsEnough(&cover, {}));
}

TEST(CoverTest, TogetherNeedsOneThatHasAll) {
  TestRequest request = TwoItems();
  request.lines[0].together = true;
  Cover cover(HoldMost(Draft(request)));
  EXPECT_EQ(cover.lanes_min(), 2u);  // line 2 takes 2 + 2; line 1 has 7 of 10, from B
  EXPECT_FALSE(IsEnough(&cover, {0, 2}));
  EXPECT_TRUE(IsEnough(&cover, {0, 1, 2}));
}

TEST(CoverTest, StopsAtTheFirstLineThatHasNotEnoughAndAsksItFirstNextTime) {
  TestRequest request = TwoItems();
  std::swap(request.lines[0], request.lines[1]);
  Cover cover(HoldMost(Draft(request)));
  size_t checks = 0;
  EXPECT_FALSE(cover.IsEnough({0, 2}, &checks));
  EXPECT_EQ(checks, 2u);
  EXPECT_FALSE(cover.IsEnough({0, 2}, &checks));
  EXPECT_EQ(checks, 3u);
  EXPECT_TRUE(cover.IsEnough({0, 1, 2}, &checks));
  EXPECT_EQ(checks, 5u);
}

TEST(CoverTest, NothingWanted) {
  TestRequest request({Site{'A'}});
  request.mode = ReserveMode::kPartial;
  request.Want(10, 1, 1, {{'A', {}}});
  Cover cover(HoldMost(Draft(request)));
  EXPECT_EQ(cover.lanes_min(), 0u);
  EXPECT_TRUE(IsEnough(&cover, {}));
  EXPECT_EQ(cover.Greedy(), LaneSet{});
}

// Greedy alone would begin with C, which adds most, and need all three.
TEST(CoverTest, GreedyDropsWhatIsNotNeeded) {
  TestRequest request({{'A'}, {'B'}, {'C'}});
  request.Want(4, 1, 1, {{'A', Now(4)}, {'C', Now(3)}});
  request.Want(4, 1, 1, {{'B', Now(4)}, {'C', Now(3)}});
  Cover cover(HoldMost(Draft(request)));
  EXPECT_EQ(cover.Greedy(), (LaneSet{0, 1}));
}

TEST(CoverTest, GreedyIsEnoughAndNoneOfItCanBeSpared) {
  constexpr int kRounds = 2'000;
  std::mt19937_64 random(PrintedSeed());
  Drawing drawing;
  drawing.lines_max = 20;
  drawing.locations_max = 30;
  drawing.units_max = 500;
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Request request = DrawRequest(drawing, random);
    Cover cover(HoldMost(Draft(request)));
    const LaneSet set = cover.Greedy();
    ASSERT_TRUE(IsEnough(&cover, set));
    for (size_t i = 0; i < set.size(); ++i) {
      LaneSet without = set;
      without.erase(without.begin() + i);
      ASSERT_FALSE(IsEnough(&cover, without));
    }
  }
}

}  // namespace
}  // namespace atp::sourcing
