// The simulation as a test: many seeds in the time that there is, and that a seed is one history.

#include <cstdio>
#include <cstdlib>

#include "engine/base/test_volume.h"
#include "gtest/gtest.h"
#include "tests/simulation/campaign.h"
#include "tests/simulation/runner.h"

namespace atp::simulation {
namespace {

constexpr int kParts = 10;  // each a case, so that they can run side by side
constexpr uint64_t kSeedsPerPart = 50 / kOneCaseIn;
constexpr uint32_t kOps = 10'000;
constexpr double kCpuSecondsPerPart = 36;

// How long to look for a shorter history of a seed that fails: ATP_SHRINK_TRIES, for who only wants
// to know whether one does.
Campaign NewCampaign() {
  Campaign campaign;
  campaign.ops = kOps;
  if (const char* tries = std::getenv("ATP_SHRINK_TRIES")) campaign.shrink_tries = std::atoi(tries);
  return campaign;
}

class SimulationPartTest : public testing::TestWithParam<int> {};

TEST_P(SimulationPartTest, NoSeedViolatesAnything) {
  Campaign campaign = NewCampaign();
  campaign.seeds = kSeedsPerPart;
  campaign.first_seed = 1 + static_cast<uint64_t>(GetParam()) * kSeedsPerPart;
  campaign.cpu_seconds_max = kCpuSecondsPerPart;
  const CampaignResult result = PlayAll(campaign);
  EXPECT_EQ(result.violations, 0u);
  // A slower machine plays fewer; below half it proves too little.
  EXPECT_GE(result.seeds * 2, campaign.seeds) << "in " << result.cpu_seconds << " CPU-seconds";
  EXPECT_GT(result.faults, 10 * result.seeds);
}

INSTANTIATE_TEST_SUITE_P(Parts, SimulationPartTest, testing::Range(0, kParts));

TEST(SimulationTest, SeedsThatHaveFailedStayMended) {
  Campaign campaign = NewCampaign();
  campaign.seeds = 0;
  campaign.failed_seeds = "tests/simulation/failed_seeds.txt";
  const CampaignResult result = PlayAll(campaign);
  EXPECT_EQ(result.violations, 0u);
  EXPECT_GT(result.seeds, 0u);
}

TEST(SimulationTest, ASeedIsOneHistory) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    const History history = History::Whole(seed, 2'000);
    const Verdict once = PlayApart(history);
    const Verdict again = PlayApart(history);
    EXPECT_EQ(once.violation, "");
    EXPECT_EQ(once.counts.hash, again.counts.hash) << "seed " << seed;
    EXPECT_EQ(once.counts.acknowledged, again.counts.acknowledged);
    EXPECT_NE(once.counts.hash, PlayApart(History::Whole(seed + 100, 2'000)).counts.hash);
  }
}

// Of the tests above nothing is worth much if little happens in them.
TEST(SimulationTest, ASeedIsEventful) {
  Verdict::Counts sum;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    const Verdict verdict = PlayApart(History::Whole(seed, kOps));
    ASSERT_EQ(verdict.violation, "") << "seed " << seed;
    sum.lives += verdict.counts.lives;
    sum.acknowledged += verdict.counts.acknowledged;
    sum.repeated += verdict.counts.repeated;
    sum.deltas += verdict.counts.deltas;
    sum.faults += verdict.counts.faults;
  }
  std::printf(
      "three seeds: %llu lives, %llu faults, %llu acknowledged, %llu repeated, %llu deltas\n",
      static_cast<unsigned long long>(sum.lives), static_cast<unsigned long long>(sum.faults),
      static_cast<unsigned long long>(sum.acknowledged),
      static_cast<unsigned long long>(sum.repeated), static_cast<unsigned long long>(sum.deltas));
  EXPECT_GT(sum.lives, 60u);
  EXPECT_GT(sum.acknowledged, 3'000u);
  EXPECT_GT(sum.repeated, 300u);
  EXPECT_GT(sum.deltas, 6'000u);
}

}  // namespace
}  // namespace atp::simulation
