#include "engine/atp/rule.h"

#include <limits>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(RuleTest, DefaultsAreTheSafeOnes) {
  const Rule rule;
  EXPECT_EQ(Validate(rule), "");
  EXPECT_EQ(rule.horizon_days, 90);
  EXPECT_FALSE(rule.Counts(SupplyStage::kOrdered));
  EXPECT_TRUE(rule.Counts(SupplyStage::kAcknowledged));
  EXPECT_TRUE(rule.Counts(SupplyStage::kShipped));
  EXPECT_FALSE(PastDueCounts(rule.past_due_supply_fence_days, 1));
  EXPECT_TRUE(PastDueCounts(rule.past_due_demand_fence_days, 1));
  EXPECT_TRUE(PastDueCounts(rule.past_due_demand_fence_days, int64_t{1} << 32));
}

TEST(RuleTest, ValidateNamesTheFieldThatIsWrong) {
  struct Case {
    const char* reason;  // empty: valid
    void (*change)(Rule& rule);
  };
  const Case cases[] = {
      {"", [](Rule& rule) { rule.horizon_days = 1; }},
      {"", [](Rule& rule) { rule.horizon_days = 365; }},
      {"horizon_days is 0, must be 1 to 365", [](Rule& rule) { rule.horizon_days = 0; }},
      {"horizon_days is 366, must be 1 to 365", [](Rule& rule) { rule.horizon_days = 366; }},
      {"", [](Rule& rule) { rule.past_due_supply_fence_days = 0; }},
      {"", [](Rule& rule) { rule.past_due_supply_fence_days = kNoFence; }},
      {"past_due_supply_fence_days is -1, must be 0 to 2147483647",
       [](Rule& rule) { rule.past_due_supply_fence_days = -1; }},
      {"", [](Rule& rule) { rule.past_due_supply_offset_days = 365; }},
      {"past_due_supply_offset_days is 366, must be 0 to 365",
       [](Rule& rule) { rule.past_due_supply_offset_days = 366; }},
      {"", [](Rule& rule) { rule.past_due_demand_fence_days.reset(); }},
      {"past_due_demand_fence_days is -7, must be 0 to 2147483647",
       [](Rule& rule) { rule.past_due_demand_fence_days = -7; }},
      {"past_due_demand_offset_days is -1, must be 0 to 365",
       [](Rule& rule) { rule.past_due_demand_offset_days = -1; }},
      {"", [](Rule& rule) { rule.supply_stages = 0; }},
      {"", [](Rule& rule) { rule.supply_stages = kAllSupplyStages; }},
      {"supply_stages is 1, has an unknown stage", [](Rule& rule) { rule.supply_stages = 1; }},
      {"supply_stages is 16, has an unknown stage", [](Rule& rule) { rule.supply_stages = 16; }},
  };
  for (const Case& c : cases) {
    Rule rule;
    c.change(rule);
    EXPECT_EQ(Validate(rule), c.reason);
  }
}

TEST(RuleTest, FenceIsTheOldestAgeThatCounts) {
  EXPECT_TRUE(PastDueCounts(7, 7));
  EXPECT_FALSE(PastDueCounts(7, 8));
  EXPECT_FALSE(PastDueCounts(0, 1));
}

TEST(RuleTest, HorizonBeginsTodayAndCountsIt) {
  Rule rule;
  rule.horizon_days = 7;
  EXPECT_FALSE(InHorizon(rule, 100, 99));
  EXPECT_TRUE(InHorizon(rule, 100, 100));
  EXPECT_TRUE(InHorizon(rule, 100, 106));
  EXPECT_FALSE(InHorizon(rule, 100, 107));
  constexpr Day kLast = std::numeric_limits<Day>::max();
  EXPECT_TRUE(InHorizon(rule, kLast, kLast));
}

TEST(RuleTest, EqualWhenEveryFieldIs) {
  Rule rule;
  EXPECT_EQ(rule, Rule());
  rule.past_due_supply_fence_days = 0;
  EXPECT_NE(rule, Rule());
}

}  // namespace
}  // namespace atp
