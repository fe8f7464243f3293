#include "engine/model/rule.h"

#include <limits>
#include <string>

#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(RuleTest, DefaultsAreTheSafeOnes) {
  const Rule rule;
  EXPECT_TRUE(Validate(rule, "rule").ok());
  EXPECT_EQ(rule.mode, AtpMode::kLookAhead);
  EXPECT_EQ(rule.horizon_days, 90);
  EXPECT_FALSE(rule.Counts(SupplyState::kOrdered, SupplyKind::kCommitment));
  EXPECT_TRUE(rule.Counts(SupplyState::kAcknowledged, SupplyKind::kCommitment));
  EXPECT_TRUE(rule.Counts(SupplyState::kShipped, SupplyKind::kTransfer));
  EXPECT_FALSE(PastDueCounts(rule.past_due_supply_fence_days, 1));
  EXPECT_TRUE(PastDueCounts(rule.past_due_demand_fence_days, 1));
  EXPECT_TRUE(PastDueCounts(rule.past_due_demand_fence_days, int64_t{1} << 32));
  EXPECT_FALSE(rule.lead_time_days.has_value());
  EXPECT_EQ(rule.safety_stock_protected_percent, 100);
  EXPECT_FALSE(rule.emergency_uses_safety_stock);
  EXPECT_EQ(rule.reserve_level, ConfidenceLevel::kGuaranteed);
  for (const Confidence& confidence : rule.confidence) EXPECT_TRUE(confidence.IsFull());
}

TEST(RuleTest, ValidateNamesTheFieldThatIsWrong) {
  struct Case {
    const char* field;  // below "rule."; empty: valid
    const char* reason;
    void (*change)(Rule& rule);
  };
  constexpr char kRange[] = "FIELD_OUT_OF_RANGE";
  constexpr char kContradiction[] = "RULE_CONTRADICTS_ITSELF";
  const Case cases[] = {
      {"", "", [](Rule& r) { r.mode = AtpMode::kFirstSurplus; }},
      {"mode", kRange, [](Rule& r) { r.mode = static_cast<AtpMode>(7); }},
      {"mode", kRange, [](Rule& r) { r.mode = static_cast<AtpMode>(0); }},
      {"", "", [](Rule& r) { r.horizon_days = 1; }},
      {"", "", [](Rule& r) { r.horizon_days = 365; }},
      {"horizon_days", kRange, [](Rule& r) { r.horizon_days = 0; }},
      {"horizon_days", kRange, [](Rule& r) { r.horizon_days = 366; }},
      {"", "", [](Rule& r) { r.past_due_supply_fence_days = 0; }},
      {"", "", [](Rule& r) { r.past_due_supply_fence_days = kNoFence; }},
      {"past_due_supply_fence_days", kRange, [](Rule& r) { r.past_due_supply_fence_days = -1; }},
      {"", "", [](Rule& r) { r.past_due_supply_offset_days = 365; }},
      {"past_due_supply_offset_days", kRange, [](Rule& r) { r.past_due_supply_offset_days = 366; }},
      {"", "", [](Rule& r) { r.past_due_demand_fence_days.reset(); }},
      {"past_due_demand_fence_days", kRange, [](Rule& r) { r.past_due_demand_fence_days = -7; }},
      {"past_due_demand_offset_days", kRange, [](Rule& r) { r.past_due_demand_offset_days = -1; }},
      {"", "", [](Rule& r) { r.supply_states = kAllSupplyStates; }},
      {"", "", [](Rule& r) { r.supply_states = r.supply_kinds = 0; }},
      {"supply_states", kRange, [](Rule& r) { r.supply_states = 1; }},
      {"supply_states", kRange, [](Rule& r) { r.supply_states = 16; }},
      {"supply_kinds", kRange, [](Rule& r) { r.supply_kinds = 16; }},
      {"supply_states", kContradiction, [](Rule& r) { r.supply_states = 0; }},
      {"supply_kinds", kContradiction, [](Rule& r) { r.supply_kinds = 0; }},
      {"", "", [](Rule& r) { r.lead_time_days = 1; }},
      {"lead_time_days", kRange, [](Rule& r) { r.lead_time_days = 0; }},
      {"lead_time_days", kRange, [](Rule& r) { r.lead_time_days = 366; }},
      {"", "", [](Rule& r) { r.safety_stock_protected_percent = 0; }},
      {"safety_stock_protected_percent", kRange,
       [](Rule& r) { r.safety_stock_protected_percent = 101; }},
      {"reserve_level", kRange, [](Rule& r) { r.reserve_level = static_cast<ConfidenceLevel>(4); }},
      {"", "",
       [](Rule& r) {
         r.confidence[0].haircuts = {{{50, 3}, {80, 1}, {100, 0}}};
       }},
      {"confidence.ordered.guaranteed.percent", kRange,
       [](Rule& r) { r.confidence[0].haircuts[0].percent = -1; }},
      {"confidence.shipped.optimistic.late_days", kRange,
       [](Rule& r) { r.confidence[2].haircuts[2].late_days = 366; }},
      {"confidence.acknowledged.expected", kContradiction,
       [](Rule& r) { r.confidence[1].haircuts[1].percent = 99; }},
      {"confidence.acknowledged.optimistic", kContradiction,
       [](Rule& r) { r.confidence[1].haircuts[2].late_days = 1; }},
  };
  for (const Case& c : cases) {
    Rule rule;
    c.change(rule);
    const absl::Status status = Validate(rule, "rule");
    SCOPED_TRACE(status.ToString());
    EXPECT_EQ(status.ok(), c.reason[0] == 0);
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), c.field[0] == 0 ? "" : std::string("rule.") + c.field);
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
