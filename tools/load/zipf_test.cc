#include "tools/load/zipf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace atp {
namespace {

std::vector<int> Draw(const Zipf& zipf, uint32_t ranks, int draws, uint64_t seed) {
  Dice dice(seed);
  std::vector<int> counts(ranks);
  for (int k = 0; k < draws; ++k) ++counts.at(zipf.Draw(&dice));
  return counts;
}

TEST(ZipfTest, EveryRankIsDrawnAboutAsOftenAsItsWeight) {
  constexpr uint32_t kRanks = 20;
  constexpr int kDraws = 200'000;
  for (const double exponent : {0.0, 0.8, 1.0, 1.5}) {
    double sum = 0;
    for (uint32_t rank = 0; rank < kRanks; ++rank) sum += std::pow(rank + 1, -exponent);
    const std::vector<int> counts = Draw(Zipf(kRanks, exponent), kRanks, kDraws, 7);
    for (uint32_t rank = 0; rank < kRanks; ++rank) {
      const double expected = kDraws * std::pow(rank + 1, -exponent) / sum;
      // Six standard deviations: the seed is fixed, so this passes always or never.
      EXPECT_NEAR(counts[rank], expected, 6 * std::sqrt(expected)) << exponent << " rank " << rank;
    }
  }
}

TEST(ZipfTest, TheSameSeedDrawsTheSame) {
  const Zipf zipf(1000);
  EXPECT_EQ(Draw(zipf, 1000, 1000, 3), Draw(zipf, 1000, 1000, 3));
  EXPECT_NE(Draw(zipf, 1000, 1000, 3), Draw(zipf, 1000, 1000, 4));
}

TEST(ZipfTest, OneRankIsAlwaysDrawn) {
  EXPECT_EQ(Draw(Zipf(1, 0), 1, 10, 1), std::vector<int>{10});
}

}  // namespace
}  // namespace atp
