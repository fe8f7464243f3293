#include "tests/simulation/campaign.h"

#include <sys/resource.h>

#include <cstdio>
#include <fstream>
#include <vector>

#include "tests/simulation/runner.h"
#include "tests/simulation/shrink.h"

namespace atp::simulation {
namespace {

double ChildrenCpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::vector<uint64_t> SeedsOf(const Campaign& campaign) {
  std::vector<uint64_t> seeds;
  std::ifstream file(campaign.failed_seeds);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') seeds.push_back(std::stoull(line));
  }
  for (uint64_t i = 0; i < campaign.seeds; ++i) seeds.push_back(campaign.first_seed + i);
  return seeds;
}

void Report(const History& whole, const Verdict& verdict, int shrink_tries) {
  std::printf("seed %llu, step %u: %s\n", static_cast<unsigned long long>(whole.seed),
              verdict.counts.step, verdict.violation.c_str());
  std::fflush(stdout);
  const auto play = [](const History& history) { return PlayApart(history); };
  const History smallest = Shrink(whole, verdict, shrink_tries, play);
  std::printf("the smallest history found has %zu of its steps:\n", smallest.steps.size());
  const Verdict again = PlayApart(smallest, /*trace=*/true);
  std::printf("seed %llu, step %u of these: %s\n", static_cast<unsigned long long>(whole.seed),
              again.counts.step, again.violation.c_str());
}

}  // namespace

CampaignResult PlayAll(const Campaign& campaign) {
  CampaignResult result;
  const double begin = ChildrenCpuSeconds();
  for (const uint64_t seed : SeedsOf(campaign)) {
    if (campaign.cpu_seconds_max > 0 && result.cpu_seconds >= campaign.cpu_seconds_max) break;
    const History history = History::Whole(seed, campaign.ops);
    const Verdict verdict = PlayApart(history);
    ++result.seeds;
    result.ops += verdict.counts.steps;
    result.faults += verdict.counts.faults;
    result.cpu_seconds = ChildrenCpuSeconds() - begin;
    if (verdict.violation.empty()) continue;
    ++result.violations;
    Report(history, verdict, campaign.shrink_tries);
    break;
  }
  const auto print = [](uint64_t number) { return static_cast<unsigned long long>(number); };
  std::printf("%llu seeds, %llu ops, %llu faults, %llu violations\n", print(result.seeds),
              print(result.ops), print(result.faults), print(result.violations));
  return result;
}

}  // namespace atp::simulation
