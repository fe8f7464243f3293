#include "engine/sourcing/plan.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/sourcing/cheapest.h"
#include "engine/sourcing/draft.h"
#include "engine/sourcing/earliest.h"
#include "engine/sourcing/fewest_splits.h"
#include "engine/sourcing/fill_lines.h"
#include "engine/sourcing/hold_most.h"
#include "engine/sourcing/one_shipment.h"
#include "engine/sourcing/priority.h"

namespace atp::sourcing {
namespace {

Draft Arrange(const Draft& held) {
  switch (held.request().strategy) {
    case Strategy::kPriority:
      return FillLines(held, FillByRank);
    case Strategy::kFewestSplits:
      return FewestSplits(held);
    case Strategy::kEarliest:
      return FillLines(held, FillEarliest);
    case Strategy::kCheapest:
      return Cheapest(held);
  }
  ATP_CHECK(false);
}

std::vector<Part> PartsOf(const Draft& draft, size_t line) {
  std::vector<DraftPart> parts = draft.parts(line);
  const auto arrival = [&](const DraftPart& part) {
    return part.ship + draft.LaneOf(line, part.candidate).transit_days;
  };
  std::sort(parts.begin(), parts.end(), [&](const DraftPart& a, const DraftPart& b) {
    return std::make_pair(arrival(a), a.candidate) < std::make_pair(arrival(b), b.candidate);
  });
  std::vector<Part> result;
  result.reserve(parts.size());
  for (const DraftPart& part : parts) {
    result.push_back({draft.LaneOf(line, part.candidate).location,
                      draft.line(line).candidates[part.candidate].pool, part.ship, arrival(part),
                      part.quantity});
  }
  return result;
}

// `held` says how much, and which lines are short.
Plan Shortages(const Draft& held) {
  Plan plan;
  plan.lines.resize(held.request().lines.size());
  for (size_t i = 0; i < plan.lines.size(); ++i) {
    plan.lines[i].short_by = held.line(i).quantity - held.Given(i);
    if (plan.lines[i].short_by > 0) {
      plan.is_refused = held.request().mode == ReserveMode::kAllOrNothing;
    }
  }
  return plan;
}

Plan Answer(const Draft& draft, Plan plan) {
  for (size_t i = 0; i < plan.lines.size(); ++i) {
    ATP_CHECK(draft.Given(i) == draft.line(i).quantity - plan.lines[i].short_by);
    plan.lines[i].parts = PartsOf(draft, i);
  }
  const Totals totals = draft.Sum();
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  plan.cost = totals.cost > kMost ? kMost : static_cast<int64_t>(totals.cost);
  plan.locations = totals.locations;
  plan.shipments = totals.shipments;
  return plan;
}

}  // namespace

absl::StatusOr<Plan> MakePlan(const Request& request) {
  const absl::Status status = Validate(request);
  if (!status.ok()) return status;
  const Draft held = request.together ? OneShipment(request) : HoldMost(Draft(request));
  Plan plan = Shortages(held);
  if (plan.is_refused) return plan;
  return Answer(request.together ? held : Arrange(held), std::move(plan));
}

}  // namespace atp::sourcing
