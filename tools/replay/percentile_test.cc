#include "tools/replay/percentile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace atp {
namespace {

TEST(PercentileTest, IsTheNearestRank) {
  struct {
    std::vector<int64_t> samples;
    double percent;
    int64_t expected;
  } rows[] = {
      {{}, 50, 0},
      {{7}, 1, 7},
      {{7}, 99, 7},
      {{2, 1}, 50, 1},
      {{2, 1}, 51, 2},
      {{3, 1, 2}, 50, 2},
      {{50, 20, 15, 40, 35}, 40, 20},
      {{50, 20, 15, 40, 35}, 100, 50},
  };
  for (auto& row : rows) EXPECT_EQ(Percentile(&row.samples, row.percent), row.expected);
}

TEST(PercentileTest, AgreesWithSorting) {
  const uint32_t seed = 20260101;
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<int64_t> samples(1 + random() % 500);
    for (int64_t& sample : samples) sample = random() % 1000;
    std::vector<int64_t> sorted = samples;
    std::sort(sorted.begin(), sorted.end());
    for (int percent : {1, 25, 50, 90, 99, 100}) {
      const size_t rank = (percent * sorted.size() + 99) / 100;
      EXPECT_EQ(Percentile(&samples, percent), sorted[rank - 1]) << percent;
    }
  }
}

}  // namespace
}  // namespace atp
