#include "engine/atp/random_case.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>

namespace atp {
namespace {

using Random = std::mt19937_64;

int64_t Between(Random& random, int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random);
}

bool OneIn(Random& random, int64_t n) { return Between(random, 1, n) == 1; }

std::optional<int32_t> DrawFence(Random& random) {
  switch (Between(random, 0, 2)) {
    case 0:
      return std::nullopt;
    case 1:
      return kNoFence;
    default:
      return static_cast<int32_t>(Between(random, 0, 8));
  }
}

int32_t DrawOffset(Random& random) {
  return static_cast<int32_t>(
      OneIn(random, 2) ? 0 : Between(random, 0, OneIn(random, 10) ? kPastDueOffsetDaysMax : 6));
}

Rule DrawRule(Random& random) {
  Rule rule;
  rule.horizon_days =
      static_cast<int32_t>(Between(random, 1, OneIn(random, 50) ? kHorizonDaysMax : 16));
  rule.past_due_supply_fence_days = DrawFence(random);
  rule.past_due_supply_offset_days = DrawOffset(random);
  rule.past_due_demand_fence_days = DrawFence(random);
  rule.past_due_demand_offset_days = DrawOffset(random);
  rule.supply_states =
      static_cast<SupplyStateMask>(Between(random, 0, kAllSupplyStates) & kAllSupplyStates);
  rule.supply_kinds = static_cast<SupplyKindMask>(
      OneIn(random, 2) ? kAllSupplyKinds : Between(random, 0, kAllSupplyKinds) & kAllSupplyKinds);
  if (rule.supply_states == 0 || rule.supply_kinds == 0) rule.supply_states = rule.supply_kinds = 0;
  return rule;
}

Day DrawToday(Random& random, const Rule& rule) {
  constexpr Day kFirst = std::numeric_limits<Day>::min();
  constexpr Day kLast = std::numeric_limits<Day>::max();
  if (OneIn(random, 40)) return kFirst;
  if (OneIn(random, 40)) return kLast - rule.horizon_days + 1;
  return static_cast<Day>(Between(random, -5, 20'000));
}

// From some days before today to some days after the horizon, at most to the ends of the range.
Day DrawDay(Random& random, const Rule& rule, Day today) {
  const int64_t day = today + Between(random, -10, int64_t{rule.horizon_days} + 2);
  return static_cast<Day>(
      std::clamp<int64_t>(day, std::numeric_limits<Day>::min(), std::numeric_limits<Day>::max()));
}

template <typename Row>
void SortByDay(std::vector<Row>* rows) {
  std::sort(rows->begin(), rows->end(), [](const Row& a, const Row& b) { return a.day < b.day; });
}

}  // namespace

RandomCase DrawCase(Random& random) {
  const Quantity most = OneIn(random, 10) ? std::numeric_limits<Quantity>::max() : 30;
  const auto draw_quantity = [&] { return Between(random, 0, most); };

  RandomCase drawn;
  drawn.rule = DrawRule(random);
  drawn.today = DrawToday(random, drawn.rule);
  drawn.opening = Between(random, -most / 3, most);
  const auto draw_day = [&] { return DrawDay(random, drawn.rule, drawn.today); };
  const auto draw_demand = [&](int64_t rows_max, std::vector<DatedDemand>* rows) {
    rows->resize(Between(random, 0, rows_max));
    for (DatedDemand& row : *rows) row = {draw_day(), draw_quantity()};
    SortByDay(rows);
  };

  drawn.supply.resize(Between(random, 0, 10));
  for (DatedSupply& row : drawn.supply) {
    row = {draw_day(), draw_quantity(), static_cast<SupplyState>(Between(random, 1, 3)),
           static_cast<SupplyKind>(Between(random, 1, 3))};
  }
  SortByDay(&drawn.supply);
  draw_demand(10, &drawn.demand);
  draw_demand(OneIn(random, 3) ? 3 : 0, &drawn.extra_demand);
  return drawn;
}

RandomCase DrawCaseOfAnyMode(Random& random) {
  RandomCase drawn = DrawCase(random);
  drawn.rule.mode = static_cast<AtpMode>(Between(random, 1, 6));
  if (OneIn(random, 2)) {
    drawn.rule.lead_time_days = static_cast<int32_t>(
        Between(random, 1, std::min(drawn.rule.horizon_days + 2, kHorizonDaysMax)));
  }
  return drawn;
}

Confidence DrawConfidence(Random& random) {
  std::array<int32_t, kConfidenceLevels> percents;
  std::array<int32_t, kConfidenceLevels> late_days;
  const int64_t most_late = OneIn(random, 20) ? kHorizonDaysMax : 6;
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    percents[i] = static_cast<int32_t>(Between(random, 0, 100));
    late_days[i] = static_cast<int32_t>(Between(random, 0, most_late));
  }
  std::sort(percents.begin(), percents.end());
  std::sort(late_days.begin(), late_days.end(), std::greater<int32_t>());
  Confidence confidence;
  for (size_t i = 0; i < kConfidenceLevels; ++i) {
    confidence.haircuts[i] = {percents[i], late_days[i]};
  }
  return confidence;
}

uint64_t PrintedSeed() {
  const char* const asked = std::getenv("ATP_SEED");
  const uint64_t seed =
      asked != nullptr ? std::strtoull(asked, nullptr, 10) : std::random_device()();
  std::printf("ATP_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

void PrintCases(int64_t cases) { std::printf("cases=%lld\n", static_cast<long long>(cases)); }

}  // namespace atp
