#include "tools/atpbench/workload.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace atp {
namespace {

constexpr Catalogue kCatalogue{1000, 2};

Answer Promised(const Operation& operation) {
  Answer answer;
  answer.reservation = "r-" + operation.request_id;
  for (const OrderLine& line : operation.lines) answer.promised.push_back(line.quantity);
  return answer;
}

WorkloadOptions Mixed(int check, int reserve, int confirm, int release) {
  WorkloadOptions options;
  options.run = "run";
  options.mix = {{check, reserve, confirm, release}};
  return options;
}

// How often each item is asked for at that moment of the run.
std::map<std::string, int> ItemsOf(const char* scenario, double progress) {
  Workload workload(Mixed(1, 0, 0, 0), *FindScenario(scenario), kCatalogue);
  std::map<std::string, int> items;
  for (int k = 0; k < 10'000; ++k) {
    for (const OrderLine& line : workload.Next(progress).lines) {
      ++items[kCatalogue.ItemOf(line.position)];
    }
  }
  return items;
}

int Most(const std::map<std::string, int>& counts) {
  int most = 0;
  for (const auto& [item, count] : counts) most = std::max(most, count);
  return most;
}

TEST(WorkloadTest, TheSameSeedAsksForTheSame) {
  const auto draw = [](uint64_t seed) {
    WorkloadOptions options = Mixed(1, 1, 0, 0);
    options.seed = seed;
    Workload workload(options, *FindScenario("zipf"), kCatalogue);
    std::string all;
    for (int k = 0; k < 200; ++k) {
      const Operation operation = workload.Next(0);
      all += NameOf(operation.kind);
      for (const OrderLine& line : operation.lines) {
        all += " " + std::to_string(line.position) + "x" + std::to_string(line.quantity);
      }
    }
    return all;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(WorkloadTest, KindsComeAsTheMixSays) {
  Workload workload(Mixed(60, 25, 10, 5), *FindScenario("uniform"), kCatalogue);
  std::map<OperationKind, int> kinds;
  std::set<std::string> ids;
  for (int k = 0; k < 10'000; ++k) {
    const Operation operation = workload.Next(0);
    ++kinds[operation.kind];
    if (operation.kind == OperationKind::kCheck) {
      EXPECT_TRUE(operation.request_id.empty());
    } else {
      EXPECT_TRUE(ids.insert(operation.request_id).second);
    }
    if (operation.kind == OperationKind::kReserve) workload.Learn(operation, Promised(operation));
  }
  EXPECT_NEAR(kinds[OperationKind::kCheck], 6000, 300);
  EXPECT_NEAR(kinds[OperationKind::kReserve], 2500, 300);
  EXPECT_NEAR(kinds[OperationKind::kConfirm], 1000, 200);
  EXPECT_NEAR(kinds[OperationKind::kRelease], 500, 150);
}

TEST(WorkloadTest, ReleaseTakesAnOpenReservationOnceWithWhatWasPromised) {
  Workload workload(Mixed(0, 0, 0, 1), *FindScenario("uniform"), kCatalogue);
  const Operation reserve = workload.Next(0);
  ASSERT_EQ(reserve.kind, OperationKind::kReserve) << "there is nothing to release yet";
  Answer answer = Promised(reserve);
  answer.promised[0] = 77;
  workload.Learn(reserve, answer);

  const Operation release = workload.Next(0);
  ASSERT_EQ(release.kind, OperationKind::kRelease);
  EXPECT_EQ(release.reservation, answer.reservation);
  ASSERT_EQ(release.lines.size(), reserve.lines.size());
  EXPECT_EQ(release.lines[0].position, reserve.lines[0].position);
  EXPECT_EQ(release.lines[0].quantity, 77);
  EXPECT_EQ(workload.Next(0).kind, OperationKind::kReserve);
}

TEST(WorkloadTest, WhatWasRefusedCannotBeReleased) {
  Workload workload(Mixed(0, 0, 0, 1), *FindScenario("uniform"), kCatalogue);
  Answer refused;
  refused.result = Answer::Result::kRefused;
  workload.Learn(workload.Next(0), refused);
  EXPECT_EQ(workload.Next(0).kind, OperationKind::kReserve);
}

TEST(WorkloadTest, BasketsKeepToTheirBounds) {
  WorkloadOptions options = Mixed(0, 1, 0, 0);
  options.basket_lines_max = 4;
  options.line_units_max = 2;
  Workload workload(options, *FindScenario("zipf"), kCatalogue);
  std::map<size_t, int> sizes;
  for (int k = 0; k < 10'000; ++k) {
    const Operation operation = workload.Next(0);
    ++sizes[operation.lines.size()];
    for (const OrderLine& line : operation.lines) {
      EXPECT_LT(line.position, kCatalogue.positions());
      EXPECT_GE(line.quantity, 1);
      EXPECT_LE(line.quantity, 2);
    }
  }
  ASSERT_EQ(sizes.size(), 4u);
  EXPECT_NEAR(sizes[1], 5000, 300);
  EXPECT_NEAR(sizes[2], 2500, 300);
}

TEST(WorkloadTest, ScenariosDifferInWhatIsWanted) {
  EXPECT_LT(Most(ItemsOf("uniform", 0.5)), 60);
  EXPECT_GT(Most(ItemsOf("zipf", 0.5)), 1000);
  EXPECT_EQ(ItemsOf("flash-sale", 0.5).size(), 1u);
  // The ten promoted items are among the least popular before and after.
  const std::string promoted = kCatalogue.ItemOf(kCatalogue.positions() - 1);
  EXPECT_LT(ItemsOf("promotion", 0.2)[promoted], 100);
  EXPECT_GT(ItemsOf("promotion", 0.5)[promoted], 1000);
  EXPECT_LT(ItemsOf("promotion", 0.8)[promoted], 100);
}

TEST(WorkloadTest, AScenarioIsFoundByItsNameOnly) {
  EXPECT_EQ(FindScenario("flash-sale")->name, "flash-sale");
  EXPECT_EQ(FindScenario("nonsense"), nullptr);
}

}  // namespace
}  // namespace atp
