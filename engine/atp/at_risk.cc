#include "engine/atp/at_risk.h"

#include <cstddef>

#include "engine/atp/cover.h"

namespace atp {

std::vector<DemandAtRisk> AtRisk(const Inputs& inputs, absl::Span<const OpenDemand> open_demand,
                                 const Rule& rule, Day today) {
  const Cover cover = CoverByRank(inputs, open_demand, rule, today);
  std::vector<DemandAtRisk> at_risk;
  for (size_t i = 0; i < open_demand.size(); ++i) {
    const LineCover& line = cover.lines[i];
    const Quantity uncovered = open_demand[i].quantity - line.by_due;
    if (!line.due.has_value() || uncovered == 0) continue;
    at_risk.push_back({open_demand[i], uncovered, line.until});
  }
  return at_risk;
}

}  // namespace atp
