// Beyond the bound of the search. What is exact is in plan_test.cc and plan_property_test.cc.

#include "engine/sourcing/fewest_splits.h"

#include <utility>
#include <vector>

#include "engine/sourcing/draft.h"
#include "engine/sourcing/fill_lines.h"
#include "engine/sourcing/hold_most.h"
#include "engine/sourcing/priority.h"
#include "engine/sourcing/test_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

uint32_t Fewest(const Request& request) {
  return FewestSplits(HoldMost(Draft(request))).Sum().locations;
}

uint32_t ByRank(const Request& request) {
  return FillLines(HoldMost(Draft(request)), FillByRank).Sum().locations;
}

// Locations named a, b, c, ...
TestRequest Locations(int count) {
  std::vector<Site> sites;
  for (int i = 0; i < count; ++i) sites.push_back({static_cast<char>('a' + i)});
  return TestRequest(sites);
}

Stock One(int location) { return {static_cast<char>('a' + location), {{1, 1}}}; }

// 30 lines: each at a location of its own, and each two at one that both name second. To try all
// sets of up to 14 locations of 45 takes for ever.
TEST(FewestSplitsTest, TakesTheLocationThatAddsMost) {
  TestRequest request = Locations(45);
  for (int line = 0; line < 30; ++line) request.Want(1, 1, 1, {One(line), One(30 + line / 2)});
  EXPECT_EQ(ByRank(request), 30u);
  EXPECT_EQ(Fewest(request), 15u);
}

// The textbook trap, six times: two locations have 7 lines each; a third has 4 of either, a fourth
// 2 of the rest of either, a fifth the last ones. Greed begins with the third.
TEST(FewestSplitsTest, IsNotWorseThanByRank) {
  TestRequest request = Locations(30);
  for (int trap = 0; trap < 6; ++trap) {
    for (int line = 0; line < 14; ++line) {
      const int place = line % 7;
      const int greedy = place < 4 ? 2 : place < 6 ? 3 : 4;
      request.Want(1, 1, 1, {One(5 * trap + line / 7), One(5 * trap + greedy)});
    }
  }
  EXPECT_EQ(ByRank(request), 12u);
  EXPECT_EQ(Fewest(request), 12u);
  for (Line& line : request.lines) std::swap(line.candidates[0], line.candidates[1]);
  EXPECT_EQ(ByRank(request), 18u);
  EXPECT_EQ(Fewest(request), 18u);
}

// One trap can be searched through.
TEST(FewestSplitsTest, WithinTheBoundIsNotTrapped) {
  TestRequest request = Locations(5);
  for (int line = 0; line < 14; ++line) {
    const int place = line % 7;
    request.Want(1, 1, 1, {One(place < 4 ? 2 : place < 6 ? 3 : 4), One(line / 7)});
  }
  EXPECT_EQ(ByRank(request), 3u);
  EXPECT_EQ(Fewest(request), 2u);
}

}  // namespace
}  // namespace atp::sourcing
