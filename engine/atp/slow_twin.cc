#include "engine/atp/slow_twin.h"

#include <cstddef>
#include <cstdint>

namespace atp {
namespace {

// Whether a row of `row_day` counts by `day`, given its fence and offset.
bool CountsBy(int64_t row_day, int64_t day, int64_t today, std::optional<int32_t> fence_days,
              int64_t offset_days) {
  if (row_day >= today) return row_day <= day;
  if (!fence_days.has_value()) return false;
  if (*fence_days != kNoFence && today - row_day > *fence_days) return false;
  return today + offset_days <= day;
}

bool SupplyCountsBy(const DatedSupply& row, int64_t day, int64_t today, const Rule& rule) {
  if (!rule.Counts(row.state, row.kind)) return false;
  return CountsBy(row.day, day, today, rule.past_due_supply_fence_days,
                  rule.past_due_supply_offset_days);
}

bool DemandCountsBy(const DatedDemand& row, int64_t day, int64_t today, const Rule& rule) {
  return CountsBy(row.day, day, today, rule.past_due_demand_fence_days,
                  rule.past_due_demand_offset_days);
}

}  // namespace

std::vector<ExactSum> SlowProjected(const Inputs& inputs, const Rule& rule, Day today) {
  std::vector<ExactSum> projected;
  for (int32_t i = 0; i < rule.horizon_days; ++i) {
    const int64_t day = int64_t{today} + i;
    ExactSum balance = inputs.opening;
    for (const DatedSupply& row : inputs.supply) {
      if (SupplyCountsBy(row, day, today, rule)) balance += row.quantity;
    }
    for (const DatedDemand& row : inputs.demand) {
      if (DemandCountsBy(row, day, today, rule)) balance -= row.quantity;
    }
    for (const DatedDemand& row : inputs.extra_demand) {
      if (DemandCountsBy(row, day, today, rule)) balance -= row.quantity;
    }
    projected.push_back(balance);
  }
  return projected;
}

std::vector<ExactSum> SlowLookAhead(const std::vector<ExactSum>& projected) {
  std::vector<ExactSum> atp;
  for (size_t t = 0; t < projected.size(); ++t) {
    ExactSum least = projected[t];
    for (size_t u = t; u < projected.size(); ++u) {
      if (projected[u] < least) least = projected[u];
    }
    atp.push_back(least);
  }
  return atp;
}

std::optional<Day> SlowEarliest(const std::vector<ExactSum>& atp, Day today, Quantity quantity) {
  for (size_t t = 0; t < atp.size(); ++t) {
    if (atp[t] >= quantity) return static_cast<Day>(today + static_cast<int64_t>(t));
  }
  return std::nullopt;
}

}  // namespace atp
