// Plans against every plan there is, on small requests.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/sourcing/plan.h"
#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/random_request.h"
#include "engine/sourcing/slow_twin.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

constexpr int kRounds = 2'000;

Quantity GivenTo(const LinePlan& line) {
  Quantity given = 0;
  for (const Part& part : line.parts) given += part.quantity;
  return given;
}

Quantity Given(const Plan& plan) {
  Quantity given = 0;
  for (const LinePlan& line : plan.lines) given += GivenTo(line);
  return given;
}

Quantity Wanted(const Request& request) {
  Quantity wanted = 0;
  for (const Line& line : request.lines) wanted += line.quantity;
  return wanted;
}

Plan PlanOf(const Request& request) {
  const auto plan = MakePlan(request);
  EXPECT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(WhatIsWrong(request, *plan), "");
  return *plan;
}

Plan PlanBy(Strategy strategy, Request request) {
  request.strategy = strategy;
  return PlanOf(request);
}

// Runs `check` on requests with the plan that they get.
template <typename Check>
void ForEachRequest(const Drawing& drawing, Check check) {
  std::mt19937_64 random(PrintedSeed());
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Request request = DrawRequest(drawing, random);
    check(request, PlanOf(request));
  }
}

TEST(PlanPropertyTest, EveryStrategyGivesTheMost) {
  ForEachRequest({}, [](const Request& request, const Plan& plan) {
    const SlowBest best = TryEveryPlan(request);
    const bool is_complete = best.most == Wanted(request);
    if (request.mode == ReserveMode::kPartial) {
      ASSERT_EQ(Given(plan), best.most);
    } else {
      ASSERT_EQ(plan.is_refused, !is_complete);
      ASSERT_EQ(Given(plan), is_complete ? best.most : 0);
    }
  });
}

TEST(PlanPropertyTest, FewestSplitsAreTheFewest) {
  ForEachRequest({}, [](Request request, const Plan&) {
    const SlowBest best = TryEveryPlan(request);
    const Plan plan = PlanBy(Strategy::kFewestSplits, request);
    if (!plan.is_refused) {
      ASSERT_EQ(plan.locations, best.locations);
    }
  });
}

TEST(PlanPropertyTest, FewestSplitsAreTheFewestOfManyLocations) {
  Drawing drawing;
  drawing.lines_max = 5;
  drawing.locations_max = 9;
  drawing.units_max = 60;
  ForEachRequest(drawing, [](Request request, const Plan&) {
    request.together = false;
    const Plan plan = PlanBy(Strategy::kFewestSplits, request);
    if (!plan.is_refused) {
      ASSERT_EQ(plan.locations, SlowFewestLocations(request));
    }
  });
}

TEST(PlanPropertyTest, CheapestIsTheCheapestWhereShipmentsCostNothing) {
  Drawing drawing;
  drawing.may_have_shipment_costs = false;
  drawing.may_have_min_parts = false;
  ForEachRequest(drawing, [](const Request& request, const Plan&) {
    const Plan plan = PlanBy(Strategy::kCheapest, request);
    if (!plan.is_refused) {
      ASSERT_EQ(plan.cost, TryEveryPlan(request).cost);
    }
  });
}

TEST(PlanPropertyTest, CheapestIsNeitherBelowTheLeastNorAbovePriority) {
  int plans = 0;
  int cheapest = 0;
  ForEachRequest({}, [&](const Request& request, const Plan&) {
    const Plan plan = PlanBy(Strategy::kCheapest, request);
    if (plan.is_refused || plan.locations == 0) return;
    const int64_t least = TryEveryPlan(request).cost;
    ASSERT_GE(plan.cost, least);
    ASSERT_LE(plan.cost, PlanBy(Strategy::kPriority, request).cost);
    ++plans;
    if (plan.cost == least) ++cheapest;
  });
  std::printf("%d of %d plans cost the least there is\n", cheapest, plans);
}

TEST(PlanPropertyTest, EarliestOfOneDayIsTheEarliest) {
  ForEachRequest({}, [](Request request, const Plan&) {
    if (request.lines.size() > 1 && !request.together) request.lines.resize(1);
    for (Line& line : request.lines) line.may_split_by_date = false;
    const Plan plan = PlanBy(Strategy::kEarliest, request);
    if (Given(plan) == 0) return;
    const SlowBest best = TryEveryPlan(request);
    for (const LinePlan& line : plan.lines) {
      for (const Part& part : line.parts) ASSERT_EQ(part.arrival, best.arrived);
    }
  });
}

// What a candidate can give for arrival on a day, as long as nothing is taken.
Quantity OfferOn(const Request& request, const Candidate& candidate, int64_t arrival) {
  Quantity offer = 0;
  for (const PromiseStep& step : request.pools[candidate.pool]) {
    if (step.day + request.lanes[candidate.lane].transit_days <= arrival) offer = step.quantity;
  }
  return offer;
}

TEST(PlanPropertyTest, EarliestSplitByDateHasAllThatCanBeThereOnEveryDay) {
  Drawing drawing;
  drawing.may_have_min_parts = false;
  ForEachRequest(drawing, [](Request request, const Plan&) {
    request.together = false;
    for (Line& line : request.lines) line.may_split_by_date = true;
    for (Line& line : request.lines) line.together = false;
    const Plan plan = PlanBy(Strategy::kEarliest, request);
    if (plan.is_refused) return;
    for (size_t i = 0; i < request.lines.size(); ++i) {
      const Line& line = request.lines[i];
      for (Day day = line.earliest; day <= line.latest; ++day) {
        Quantity can = 0;
        for (const Candidate& candidate : line.candidates) {
          can += std::min(line.quantity, OfferOn(request, candidate, day));
        }
        Quantity there = 0;
        for (const Part& part : plan.lines[i].parts)
          there += part.arrival <= day ? part.quantity : 0;
        ASSERT_EQ(there, std::min(can, line.quantity)) << "line " << i << ", day " << day;
      }
    }
  });
}

TEST(PlanPropertyTest, PriorityTakesAllThatTheBetterRanksHave) {
  Drawing drawing;
  drawing.may_have_min_parts = false;
  ForEachRequest(drawing, [](Request request, const Plan&) {
    request.together = false;
    for (Line& line : request.lines) line.together = false;
    const Plan plan = PlanBy(Strategy::kPriority, request);
    if (plan.is_refused) return;
    for (size_t i = 0; i < request.lines.size(); ++i) {
      Quantity rest = request.lines[i].quantity;
      for (const Candidate& candidate : request.lines[i].candidates) {
        Quantity given = 0;
        for (const Part& part : plan.lines[i].parts) {
          if (part.pool == candidate.pool) given += part.quantity;
        }
        ASSERT_EQ(given, std::min(rest, OfferOn(request, candidate, request.lines[i].latest)));
        rest -= given;
      }
    }
  });
}

// Lines that share pools: sound, and no better than the best.
TEST(PlanPropertyTest, SharedPools) {
  Drawing drawing;
  drawing.may_share_pools = true;
  int plans = 0;
  int most = 0;
  int fewest = 0;
  ForEachRequest(drawing, [&](const Request& request, const Plan& plan) {
    const SlowBest best = TryEveryPlan(request);
    ASSERT_LE(Given(plan), best.most);
    const bool wants_all = request.mode == ReserveMode::kAllOrNothing;
    const bool can = wants_all ? best.most == Wanted(request) : best.most > 0;
    if (!can) {
      ASSERT_EQ(Given(plan), 0);
      return;
    }
    ++plans;
    if (Given(plan) < best.most) return;
    ++most;
    const Plan split_least = PlanBy(Strategy::kFewestSplits, request);
    ASSERT_EQ(Given(split_least), best.most);
    ASSERT_GE(split_least.locations, best.locations);
    if (split_least.locations == best.locations) ++fewest;
    ASSERT_GE(PlanBy(Strategy::kCheapest, request).cost, best.cost);
  });
  std::printf("%d of %d plans give the most, %d of these from the fewest\n", most, plans, fewest);
}

// What is together needs no luck with shared pools.
TEST(PlanPropertyTest, OneShipmentOfEverythingIsFoundIfThereIsOne) {
  Drawing drawing;
  drawing.may_share_pools = true;
  ForEachRequest(drawing, [](Request request, const Plan&) {
    request.together = true;
    request.mode = ReserveMode::kAllOrNothing;
    const SlowBest best = TryEveryPlan(request);
    const bool can = best.most == Wanted(request);
    ASSERT_EQ(PlanOf(request).is_refused, !can);
    if (!can || request.lines.empty()) return;
    ASSERT_EQ(PlanBy(Strategy::kCheapest, request).cost, best.cost);
    const Plan earliest = PlanBy(Strategy::kEarliest, request);
    ASSERT_EQ(earliest.lines[0].parts[0].arrival, best.arrived);
  });
}

// Too large to try every plan, and beyond the bounds of the searches.
TEST(PlanPropertyTest, LargeRequestsGetSoundPlans) {
  constexpr int kLargeRounds = 100;
  std::mt19937_64 random(PrintedSeed());
  Drawing drawing;
  drawing.may_share_pools = true;
  drawing.lines_max = 40;
  drawing.locations_max = 40;
  drawing.units_max = 1'000;
  for (int round = 0; round < kLargeRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    Request request = DrawRequest(drawing, random);
    request.mode = ReserveMode::kPartial;
    const Plan by_rank = PlanBy(Strategy::kPriority, request);
    const Plan split_least = PlanBy(Strategy::kFewestSplits, request);
    const Plan cheapest = PlanBy(Strategy::kCheapest, request);
    ASSERT_EQ(Given(PlanBy(Strategy::kEarliest, request)), Given(by_rank));
    ASSERT_EQ(Given(split_least), Given(by_rank));
    ASSERT_EQ(Given(cheapest), Given(by_rank));
    ASSERT_LE(split_least.locations, by_rank.locations);
    ASSERT_LE(cheapest.cost, by_rank.cost);
  }
}

TEST(PlanPropertyTest, TheSameRequestGetsTheSamePlan) {
  const auto to_text = [](const Plan& plan) {
    std::string text;
    for (const LinePlan& line : plan.lines) {
      for (const Part& part : line.parts) {
        text += std::to_string(part.location) + " " + std::to_string(part.ship) + " " +
                std::to_string(part.quantity) + ",";
      }
      text += ";";
    }
    return text;
  };
  Drawing drawing;
  drawing.may_share_pools = true;
  ForEachRequest(drawing, [&to_text](const Request& request, const Plan& plan) {
    const Request copy = request;
    ASSERT_EQ(to_text(PlanOf(copy)), to_text(plan));
  });
}

}  // namespace
}  // namespace atp::sourcing
