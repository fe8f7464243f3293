#include "engine/atp/slow_twin.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

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

// What counts on one day.
struct Flow {
  ExactSum supply = 0;
  ExactSum demand = 0;
};

std::vector<Flow> SlowFlows(const Inputs& inputs, const Rule& rule, Day today) {
  std::vector<Flow> flows(rule.horizon_days);
  for (size_t t = 0; t < flows.size(); ++t) {
    const int64_t day = int64_t{today} + static_cast<int64_t>(t);
    for (const DatedSupply& row : inputs.supply) {
      const bool counted_before = SupplyCountsBy(row, day - 1, today, rule);
      if (SupplyCountsBy(row, day, today, rule) && !counted_before) flows[t].supply += row.quantity;
    }
    for (const auto& rows : {inputs.demand, inputs.extra_demand}) {
      for (const DatedDemand& row : rows) {
        const bool counted_before = DemandCountsBy(row, day - 1, today, rule);
        if (DemandCountsBy(row, day, today, rule) && !counted_before) {
          flows[t].demand += row.quantity;
        }
      }
    }
  }
  return flows;
}

std::vector<ExactSum> SlowDiscrete(const std::vector<Flow>& flows, Quantity opening) {
  std::vector<ExactSum> atp;
  for (size_t t = 0; t < flows.size(); ++t) {
    ExactSum promise = 0;
    if (t == 0 || flows[t].supply > 0) {
      promise = flows[t].supply - flows[t].demand;
      if (t == 0) promise += opening;
      for (size_t u = t + 1; u < flows.size() && flows[u].supply == 0; ++u) {
        promise -= flows[u].demand;
      }
    }
    atp.push_back(promise);
  }
  return atp;
}

std::vector<ExactSum> SlowCumulative(const std::vector<ExactSum>& discrete) {
  std::vector<ExactSum> atp;
  for (size_t t = 0; t < discrete.size(); ++t) {
    ExactSum sum = 0;
    for (size_t u = 0; u <= t; ++u) sum += discrete[u];
    atp.push_back(sum);
  }
  return atp;
}

std::vector<ExactSum> SlowBackward(const std::vector<Flow>& flows, Quantity opening) {
  std::vector<ExactSum> atp;
  for (const Flow& flow : flows) atp.push_back(flow.supply - flow.demand);
  atp[0] += opening;
  for (size_t t = 0; t < atp.size(); ++t) {
    for (size_t before = t; before > 0 && atp[t] < 0; --before) {
      ExactSum& earlier = atp[before - 1];
      if (earlier <= 0) continue;
      const ExactSum taken = earlier < -atp[t] ? earlier : -atp[t];
      earlier -= taken;
      atp[t] += taken;
    }
  }
  return atp;
}

std::vector<ExactSum> SlowBackwardAccumulate(const std::vector<ExactSum>& backward) {
  std::vector<ExactSum> atp = backward;
  for (size_t t = 1; t < atp.size(); ++t) {
    if (atp[t - 1] > 0) atp[t] += atp[t - 1];
  }
  return atp;
}

std::vector<ExactSum> SlowFirstSurplus(const std::vector<Flow>& flows,
                                       const std::vector<ExactSum>& projected) {
  std::vector<ExactSum> atp;
  for (size_t t = 0; t < flows.size(); ++t) {
    ExactSum promise = projected[t];
    for (size_t u = t + 1; u < flows.size() && flows[u].supply <= flows[u].demand; ++u) {
      promise += flows[u].supply - flows[u].demand;
    }
    atp.push_back(promise);
  }
  return atp;
}

std::vector<ExactSum> SlowByMode(const Inputs& inputs, const Rule& rule, Day today) {
  const std::vector<ExactSum> projected = SlowProjected(inputs, rule, today);
  const std::vector<Flow> flows = SlowFlows(inputs, rule, today);
  switch (rule.mode) {
    case AtpMode::kLookAhead:
      return SlowLookAhead(projected);
    case AtpMode::kDiscrete:
      return SlowDiscrete(flows, inputs.opening);
    case AtpMode::kCumulative:
      return SlowCumulative(SlowDiscrete(flows, inputs.opening));
    case AtpMode::kBackward:
      return SlowBackward(flows, inputs.opening);
    case AtpMode::kBackwardAccumulate:
      return SlowBackwardAccumulate(SlowBackward(flows, inputs.opening));
    case AtpMode::kFirstSurplus:
      return SlowFirstSurplus(flows, projected);
  }
  return {};
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

std::vector<ExactSum> SlowAtp(const Inputs& inputs, const Rule& rule, Day today) {
  Rule limited = rule;
  if (rule.lead_time_days.has_value() && *rule.lead_time_days < rule.horizon_days) {
    limited.horizon_days = *rule.lead_time_days;
  }
  std::vector<ExactSum> atp = SlowByMode(inputs, limited, today);
  atp.resize(rule.horizon_days, kUnlimited);
  return atp;
}

std::optional<Day> SlowEarliest(const std::vector<ExactSum>& atp, Day today, Quantity quantity) {
  for (size_t t = 0; t < atp.size(); ++t) {
    if (atp[t] >= quantity) return static_cast<Day>(today + static_cast<int64_t>(t));
  }
  return std::nullopt;
}

std::vector<DatedSupply> SlowDiscount(absl::Span<const DatedSupply> supply, const Rule& rule,
                                      SupplierTrust trust, ConfidenceLevel level, Day today) {
  std::vector<DatedSupply> discounted;
  for (DatedSupply row : supply) {
    const Confidence& by_rule = rule.ConfidenceIn(row.state);
    int64_t percent = by_rule.At(level).percent;
    int64_t late_days = by_rule.At(level).late_days;
    int64_t guaranteed_late_days = by_rule.At(ConfidenceLevel::kGuaranteed).late_days;
    if (row.supplier < trust.size() && trust[row.supplier].has_value()) {
      const Confidence& supplier = *trust[row.supplier];
      const int64_t at_guaranteed = supplier.At(ConfidenceLevel::kGuaranteed).late_days;
      percent = std::min<int64_t>(percent, supplier.At(level).percent);
      late_days = std::max<int64_t>(late_days, supplier.At(level).late_days);
      guaranteed_late_days = std::max(guaranteed_late_days, at_guaranteed);
    }
    const int64_t guaranteed_day = row.day + guaranteed_late_days;
    int64_t day = row.day + late_days;
    if (guaranteed_day < today) {
      day = guaranteed_day;
    } else if (day < today) {
      day = today;
    }
    row.day = static_cast<Day>(std::min<int64_t>(day, std::numeric_limits<Day>::max()));
    row.quantity = row.quantity / 100 * percent + row.quantity % 100 * percent / 100;
    discounted.push_back(row);
  }
  return discounted;
}

}  // namespace atp
