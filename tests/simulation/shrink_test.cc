// A history is made smaller only into one that fails too.

#include "tests/simulation/shrink.h"

#include <vector>

#include "gtest/gtest.h"

namespace atp::simulation {
namespace {

// What violates: step 40, if step 7 came before. The rest is noise.
Verdict PlayNoise(const History& history) {
  Verdict verdict;
  bool has_seen = false;
  for (const uint32_t step : history.steps) {
    verdict.counts.step = step;
    has_seen |= step == 7;
    if (has_seen && step == 40) {
      verdict.violation = "40 after 7";
      break;
    }
  }
  return verdict;
}

TEST(ShrinkTest, LeavesOutWhatIsNotNeeded) {
  const History whole = History::Whole(1, 1'000);
  const History smallest = Shrink(whole, PlayNoise(whole), 500, PlayNoise);
  EXPECT_EQ(smallest.steps, (std::vector<uint32_t>{7, 40}));
}

TEST(ShrinkTest, StopsWithinItsTries) {
  const History whole = History::Whole(1, 1'000);
  int played = 0;
  const auto play = [&](const History& history) {
    ++played;
    return PlayNoise(history);
  };
  const History small = Shrink(whole, PlayNoise(whole), 5, play);
  EXPECT_EQ(played, 5);
  EXPECT_FALSE(PlayNoise(small).violation.empty());
}

}  // namespace
}  // namespace atp::simulation
