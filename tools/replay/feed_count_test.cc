#include "tools/replay/feed_count.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace atp {
namespace {

TEST(FeedCountTest, CountsEverySequenceOnceAndNoticesHolesAndRepeats) {
  struct {
    const char* story;
    uint64_t after;
    std::vector<std::pair<uint64_t, uint64_t>> deltas;
    uint64_t seen, gaps, repeats, last;
  } rows[] = {
      {"nothing", 7, {}, 0, 0, 0, 7},
      {"in order", 0, {{1, 1}, {2, 2}, {3, 3}}, 3, 0, 0, 3},
      {"from the middle", 7, {{8, 8}, {9, 9}}, 2, 0, 0, 9},
      {"a hole at the start", 7, {{9, 9}}, 1, 1, 0, 9},
      {"a hole", 0, {{1, 1}, {4, 4}, {5, 5}}, 3, 1, 0, 5},
      {"one twice", 0, {{1, 1}, {1, 1}, {2, 2}}, 2, 0, 1, 2},
      {"coalesced", 0, {{1, 5}, {6, 6}}, 6, 0, 0, 6},
      {"coalesced over what was seen", 0, {{1, 3}, {2, 5}}, 5, 0, 1, 5},
  };
  for (const auto& row : rows) {
    FeedCount count(row.after);
    for (const auto& [first, last] : row.deltas) count.Add(first, last);
    EXPECT_EQ(count.seen(), row.seen) << row.story;
    EXPECT_EQ(count.gaps(), row.gaps) << row.story;
    EXPECT_EQ(count.repeats(), row.repeats) << row.story;
    EXPECT_EQ(count.last(), row.last) << row.story;
  }
}

TEST(FeedCountTest, WhatTheStreamHasPassedIsMissing) {
  FeedCount count(0);
  count.Add(1, 1);
  count.ReachedWithout(1);
  EXPECT_EQ(count.gaps(), 0);
  count.ReachedWithout(3);
  EXPECT_EQ(count.gaps(), 1);
  EXPECT_EQ(count.seen(), 1);
}

}  // namespace
}  // namespace atp
