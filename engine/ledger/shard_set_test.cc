// The set of shards whose locks a command holds.

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/ledger/ledger.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

ShardSet SetOf(const std::vector<int>& shards) {
  ShardSet set;
  for (const int shard : shards) set.Add(static_cast<ShardId>(shard));
  return set;
}

std::vector<int> ListOf(const ShardSet& set) {
  std::vector<int> shards;
  set.ForEach([&](ShardId shard) { shards.push_back(shard); });
  return shards;
}

TEST(ShardSetTest, IsVisitedInAscendingOrder) {
  const struct {
    std::vector<int> added, visited;
  } kCases[] = {
      {{}, {}},       {{0}, {0}},
      {{255}, {255}}, {{3, 1, 2}, {1, 2, 3}},
      {{7, 7}, {7}},  {{64, 63, 128, 127, 192, 191}, {63, 64, 127, 128, 191, 192}},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ListOf(SetOf(c.added)), c.visited) << testing::PrintToString(c.added);
  }
}

TEST(ShardSetTest, AllHasEveryShardBelowTheCount) {
  for (const uint32_t count : {1u, 2u, 63u, 64u, 65u, 255u, 256u}) {
    const std::vector<int> shards = ListOf(ShardSet::All(count));
    ASSERT_EQ(shards.size(), count);
    EXPECT_EQ(shards.front(), 0);
    EXPECT_EQ(shards.back(), static_cast<int>(count) - 1);
  }
  EXPECT_EQ(ListOf(ShardSet::All(0)), std::vector<int>());
  EXPECT_EQ(ListOf(ShardSet::Of(200)), std::vector<int>{200});
}

TEST(ShardSetTest, CoversWhatIsInIt) {
  const struct {
    std::vector<int> held, needed;
    bool is_covered;
  } kCases[] = {
      {{}, {}, true},          {{1}, {}, true},
      {{}, {1}, false},        {{1, 2}, {2}, true},
      {{1, 2}, {1, 2}, true},  {{1, 2}, {1, 2, 3}, false},
      {{1}, {65}, false},      {{1, 65, 129, 193}, {1, 193}, true},
      {{0}, {64, 128}, false}, {{0, 64, 128}, {0, 64, 128, 192}, false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(SetOf(c.held).Covers(SetOf(c.needed)), c.is_covered)
        << testing::PrintToString(c.held) << " " << testing::PrintToString(c.needed);
  }
}

TEST(ShardSetTest, BehavesAsASetOfNumbers) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 100; ++round) {
    std::set<int> twins[2];
    ShardSet sets[2];
    for (int i = 0; i < 2; ++i) {
      for (int left = static_cast<int>(random() % 40); left > 0; --left) {
        const auto shard = static_cast<ShardId>(random());
        sets[i].Add(shard);
        twins[i].insert(shard);
        if (i == 1 && round % 2 == 0) {  // so that one covers the other every other time
          sets[0].Add(shard);
          twins[0].insert(shard);
        }
      }
      ASSERT_EQ(ListOf(sets[i]), std::vector<int>(twins[i].begin(), twins[i].end()));
    }
    for (int shard = 0; shard < 256; ++shard) {
      ASSERT_EQ(sets[0].Contains(static_cast<ShardId>(shard)), twins[0].count(shard) > 0);
    }
    ASSERT_EQ(sets[0].Covers(sets[1]),
              std::includes(twins[0].begin(), twins[0].end(), twins[1].begin(), twins[1].end()));
  }
}

}  // namespace
}  // namespace atp
