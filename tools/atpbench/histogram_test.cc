#include "tools/atpbench/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace atp {
namespace {

// The obvious twin: all values, sorted.
int64_t NearestRank(std::vector<int64_t> values, double percent) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<size_t>(std::ceil(percent * values.size() / 100));
  return values[std::max<size_t>(rank, 1) - 1];
}

TEST(HistogramTest, WithoutValuesAllIsZero) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0);
  EXPECT_EQ(none.max(), 0);
  EXPECT_EQ(none.mean(), 0);
  EXPECT_EQ(none.Percentile(99), 0);
}

TEST(HistogramTest, PercentilesAreNeverTooLowAndTooHighByLessThanOnePartIn128) {
  constexpr uint64_t kSeed = 20261124;
  std::mt19937_64 bits(kSeed);
  for (const int magnitude : {6, 8, 20, 33, 62}) {
    Histogram histogram;
    std::vector<int64_t> values;
    for (int k = 0; k < 3000; ++k) {
      const auto value = static_cast<int64_t>(bits() >> (63 - magnitude + bits() % 3));
      values.push_back(value);
      histogram.Add(value);
    }
    for (const double percent : {0.01, 1.0, 50.0, 90.0, 99.0, 99.9, 100.0}) {
      const int64_t exact = NearestRank(values, percent);
      const int64_t read = histogram.Percentile(percent);
      EXPECT_GE(read, exact) << "seed " << kSeed;
      EXPECT_LE(read - exact, exact / 128) << percent << " of magnitude " << magnitude;
    }
    EXPECT_EQ(histogram.max(), *std::max_element(values.begin(), values.end()));
    EXPECT_EQ(histogram.Percentile(100), histogram.max());
  }
}

TEST(HistogramTest, BucketsCoverAllValuesWithoutOverlap) {
  Histogram histogram;
  std::vector<int64_t> values;
  for (int bit = 0; bit < 63; ++bit) {
    for (const int64_t near : {-1, 0, 1}) {
      const int64_t value = std::max<int64_t>(0, (int64_t{1} << bit) + near);
      values.push_back(value);
      histogram.Add(value);
    }
  }
  values.push_back(INT64_MAX);
  histogram.Add(INT64_MAX);
  std::sort(values.begin(), values.end());
  int64_t before = -1;
  size_t next = 0;
  histogram.ForEachBucket([&](int64_t low, int64_t high, int64_t count) {
    EXPECT_GT(low, before);
    EXPECT_LE(high - low, low / 128);
    for (; count > 0; --count, ++next) {
      EXPECT_GE(values[next], low);
      EXPECT_LE(values[next], high);
    }
    before = high;
  });
  EXPECT_EQ(next, values.size());
}

TEST(HistogramTest, MergedIsAsIfAddedToOne) {
  Histogram a, b, both;
  for (int64_t value = 1; value < 1'000'000; value = value * 3 + 1) {
    (value % 2 == 0 ? a : b).Add(value);
    both.Add(value);
  }
  a.Merge(b);
  EXPECT_EQ(a.count(), both.count());
  EXPECT_EQ(a.max(), both.max());
  EXPECT_DOUBLE_EQ(a.mean(), both.mean());
  EXPECT_EQ(a.Percentile(50), both.Percentile(50));
  a.Clear();
  EXPECT_EQ(a.count(), 0);
  EXPECT_EQ(a.Percentile(50), 0);
}

TEST(HistogramTest, WhatIsBelowZeroCountsAsZero) {
  Histogram histogram;
  histogram.Add(-5);
  EXPECT_EQ(histogram.count(), 1);
  EXPECT_EQ(histogram.max(), 0);
}

}  // namespace
}  // namespace atp
