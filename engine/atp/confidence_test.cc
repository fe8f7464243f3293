#include "engine/atp/confidence.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <random>
#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/promise.h"
#include "engine/atp/random_case.h"
#include "engine/atp/slow_twin.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kToday = 19'000;
constexpr ConfidenceLevel kLevels[] = {ConfidenceLevel::kGuaranteed, ConfidenceLevel::kExpected,
                                       ConfidenceLevel::kOptimistic};

Confidence Of(Haircut guaranteed, Haircut expected, Haircut optimistic) {
  Confidence confidence;
  confidence.haircuts = {{guaranteed, expected, optimistic}};
  return confidence;
}

// Trusts acknowledged supply as said, other supply fully.
Rule Trusting(const Confidence& acknowledged) {
  Rule rule;
  rule.confidence[1] = acknowledged;
  return rule;
}

DatedSupply Due(Day day, Quantity quantity, SupplierId supplier = kNoSupplier) {
  return {kToday + day, quantity, SupplyState::kAcknowledged, SupplyKind::kCommitment, supplier};
}

DatedSupply Only(const std::vector<DatedSupply>& rows) {
  EXPECT_EQ(rows.size(), 1u);
  return rows.front();
}

TEST(ConfidenceTest, PartOfTheQuantityCountsAndSomeDaysLater) {
  const Rule rule = Trusting(Of({50, 3}, {90, 1}, {100, 0}));
  const struct {
    Quantity quantity;
    Quantity counts[3];  // by level
  } cases[] = {{0, {0, 0, 0}},
               {1, {0, 0, 1}},  // rounded down
               {11, {5, 9, 11}},
               {100, {50, 90, 100}},
               {std::numeric_limits<Quantity>::max(),
                {std::numeric_limits<Quantity>::max() / 2, 8301034833169298226,
                 std::numeric_limits<Quantity>::max()}}};
  const Day late_days[3] = {3, 1, 0};
  for (const auto& c : cases) {
    for (size_t level = 0; level < 3; ++level) {
      const DatedSupply row =
          Only(Discount({Due(2, c.quantity)}, rule, {}, kLevels[level], kToday));
      EXPECT_EQ(row.quantity, c.counts[level]);
      EXPECT_EQ(row.day, kToday + 2 + late_days[level]);
    }
  }
}

TEST(ConfidenceTest, TheStateOfARowChoosesTheHaircut) {
  const Rule rule = Trusting(Of({50, 3}, {100, 0}, {100, 0}));
  DatedSupply shipped = Due(2, 10);
  shipped.state = SupplyState::kShipped;
  const DatedSupply row = Only(Discount({shipped}, rule, {}, kLevels[0], kToday));
  EXPECT_EQ(row.quantity, 10);
  EXPECT_EQ(row.day, kToday + 2);
}

TEST(ConfidenceTest, TheMoreCarefulOfRuleAndSupplierIsHeard) {
  const Rule rule = Trusting(Of({60, 2}, {100, 0}, {100, 0}));
  const std::vector<std::optional<Confidence>> trust = {
      Of({80, 5}, {90, 5}, {100, 0}), std::nullopt, Of({30, 0}, {100, 0}, {100, 0})};
  const struct {
    SupplierId supplier;
    ConfidenceLevel level;
    Quantity quantity;
    Day day;
  } cases[] = {
      {0, ConfidenceLevel::kGuaranteed, 60, 6},  // each has a part in it
      {0, ConfidenceLevel::kExpected, 90, 6},
      {0, ConfidenceLevel::kOptimistic, 100, 1},
      {1, ConfidenceLevel::kGuaranteed, 60, 3},  // known, but nothing known of it
      {2, ConfidenceLevel::kGuaranteed, 30, 3},
      {3, ConfidenceLevel::kGuaranteed, 60, 3},  // beyond the end
      {kNoSupplier, ConfidenceLevel::kGuaranteed, 60, 3},
  };
  for (const auto& c : cases) {
    const DatedSupply row = Only(Discount({Due(1, 100, c.supplier)}, rule, trust, c.level, kToday));
    EXPECT_EQ(row.quantity, c.quantity) << c.supplier;
    EXPECT_EQ(row.day, kToday + c.day) << c.supplier;
    EXPECT_EQ(row.supplier, c.supplier);
  }
}

TEST(ConfidenceTest, PastDueIsJudgedByTheGuaranteedDay) {
  const Rule rule = Trusting(Of({100, 5}, {100, 2}, {100, 0}));
  const struct {
    Day due;
    Day counts[3];  // by level
  } cases[] = {{2, {7, 4, 2}},  {0, {5, 2, 0}},  {-1, {4, 1, 0}},
               {-3, {2, 0, 0}}, {-5, {0, 0, 0}}, {-6, {-1, -1, -1}}};
  for (const auto& c : cases) {
    for (size_t level = 0; level < 3; ++level) {
      EXPECT_EQ(Only(Discount({Due(c.due, 1)}, rule, {}, kLevels[level], kToday)).day,
                kToday + c.counts[level])
          << "due on day " << c.due << ", level " << level + 1;
    }
  }
}

TEST(ConfidenceTest, WhatWasGuaranteedStaysSoUntilItIsLaterThanThat) {
  // By default late supply does not count. Due on day 1, at most 3 days late: promised for day 4.
  const Rule rule = Trusting(Of({100, 3}, {100, 0}, {100, 0}));
  const std::vector<DatedSupply> supply = {Due(1, 10)};
  for (Day today = kToday; today <= kToday + 4; ++today) {
    const auto trusted = Discount(supply, rule, {}, ConfidenceLevel::kGuaranteed, today);
    EXPECT_EQ(AtpOn({0, trusted, {}, {}}, rule, today, kToday + 4), 10);
  }
  const Day after = kToday + 5;
  const auto trusted = Discount(supply, rule, {}, ConfidenceLevel::kGuaranteed, after);
  EXPECT_EQ(AtpOn({0, trusted, {}, {}}, rule, after, after), 0);
}

TEST(ConfidenceTest, RowsAreSortedByTheirNewDay) {
  const Rule rule = Trusting(Of({100, 5}, {100, 0}, {100, 0}));
  DatedSupply shipped = Due(3, 1);
  shipped.state = SupplyState::kShipped;
  const std::vector<DatedSupply> supply = {Due(1, 2), shipped, Due(4, 3)};
  const auto sorted = Discount(supply, rule, {}, ConfidenceLevel::kGuaranteed, kToday);
  ASSERT_EQ(sorted.size(), 3u);
  EXPECT_EQ(sorted[0].quantity, 1);
  EXPECT_EQ(sorted[1].quantity, 2);
  EXPECT_EQ(sorted[2].quantity, 3);
}

TEST(ConfidenceTest, TheLastDayIsNotPassed) {
  constexpr Day kLast = std::numeric_limits<Day>::max();
  const Rule rule = Trusting(Of({100, kHorizonDaysMax}, {100, 0}, {100, 0}));
  const std::vector<DatedSupply> supply = {Due(kLast - 1 - kToday, 1)};
  EXPECT_EQ(Only(Discount(supply, rule, {}, ConfidenceLevel::kGuaranteed, kLast)).day, kLast);
}

TEST(ConfidenceTest, TrustIsFullWhereNobodySaysOtherwise) {
  EXPECT_TRUE(TrustsFully(Rule(), {}));
  EXPECT_FALSE(TrustsFully(Trusting(Of({99, 0}, {100, 0}, {100, 0})), {}));
  EXPECT_FALSE(TrustsFully(Trusting(Of({100, 1}, {100, 0}, {100, 0})), {}));
  const std::vector<std::optional<Confidence>> trust = {Of({50, 0}, {100, 0}, {100, 0})};
  EXPECT_FALSE(TrustsFully(Rule(), trust));
}

// A case whose rule and some of three suppliers are trusted in part.
struct TrustCase {
  RandomCase position;
  std::vector<std::optional<Confidence>> trust;
};

TrustCase DrawTrustCase(std::mt19937_64& random) {
  TrustCase drawn;
  drawn.position = DrawCaseOfAnyMode(random);
  drawn.position.rule.mode = AtpMode::kLookAhead;
  for (Confidence& confidence : drawn.position.rule.confidence) {
    if (random() % 2 == 0) confidence = DrawConfidence(random);
  }
  drawn.trust.resize(random() % 4);
  for (auto& trust : drawn.trust) {
    if (random() % 3 != 0) trust = DrawConfidence(random);
  }
  for (DatedSupply& row : drawn.position.supply) {
    row.supplier = random() % 4 == 0 ? kNoSupplier : static_cast<SupplierId>(random() % 4);
  }
  return drawn;
}

TEST(ConfidenceTest, EqualsTheSlowTwinAndLevelsAreOrdered) {
  constexpr int kCasesDrawn = 150'000;
  std::mt19937_64 random(PrintedSeed());
  for (int i = 0; i < kCasesDrawn && !HasFatalFailure(); ++i) {
    SCOPED_TRACE(i);
    const auto [c, trust] = DrawTrustCase(random);
    ASSERT_TRUE(Validate(c.rule, "rule").ok());
    std::optional<Curve> more_careful;
    for (const ConfidenceLevel level : kLevels) {
      const auto fast = Discount(c.supply, c.rule, trust, level, c.today);
      const auto slow = SlowDiscount(c.supply, c.rule, trust, level, c.today);
      Inputs inputs = c.View();
      inputs.supply = slow;
      const std::vector<ExactSum> atp = SlowAtp(inputs, c.rule, c.today);
      inputs.supply = fast;
      ASSERT_TRUE(AreSorted(inputs.supply));
      ASSERT_EQ(fast.size(), slow.size());
      const Curve curve = BuildCurve(inputs, c.rule, c.today);
      for (int32_t day = 0; day < c.rule.horizon_days; ++day) {
        ASSERT_EQ(curve.At(c.today + day), Saturate(atp[day])) << "day " << day;
        if (!more_careful.has_value()) continue;
        ASSERT_LE(more_careful->At(c.today + day), curve.At(c.today + day)) << "day " << day;
        ASSERT_LE(more_careful->ProjectedAt(c.today + day), curve.ProjectedAt(c.today + day));
      }
      more_careful = curve;
    }
  }
  PrintCases(kCasesDrawn);
}

}  // namespace
}  // namespace atp
