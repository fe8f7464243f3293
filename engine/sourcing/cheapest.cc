#include "engine/sourcing/cheapest.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/sourcing/fill_lines.h"
#include "engine/sourcing/join_shipments.h"
#include "engine/sourcing/priority.h"
#include "engine/sourcing/put_early.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {
namespace {

// An offer and what decides between offers.
struct Bid {
  Share offer;
  int64_t cost_per_unit;
  Day arrival;

  friend bool operator<(const Bid& a, const Bid& b) {
    return std::tie(a.cost_per_unit, a.arrival, a.offer.candidate) <
           std::tie(b.cost_per_unit, b.arrival, b.offer.candidate);
  }
};

// What the candidate would charge for a unit if it gave all it can. A lane that ships already
// does so for nothing.
int64_t CostPerUnit(const Draft& draft, size_t line, uint32_t candidate, Quantity quantity) {
  const Lane& lane = draft.LaneOf(line, candidate);
  const bool ships = draft.IsUsed(draft.line(line).candidates[candidate].lane);
  return lane.cost_per_unit + (ships ? 0 : lane.cost_per_shipment / quantity);
}

std::vector<Bid> Bids(size_t line, Quantity wanted, const Draft& draft) {
  const Line& demand = draft.line(line);
  std::vector<Bid> bids;
  for (const Share& offer : draft.Offers(line, demand.latest)) {
    if (offer.quantity == 0) continue;
    const Quantity quantity = std::min(offer.quantity, wanted);
    const auto arrival = draft.FirstArrival(line, offer.candidate, quantity, demand.earliest);
    ATP_CHECK(arrival.has_value());
    bids.push_back({offer, CostPerUnit(draft, line, offer.candidate, quantity), *arrival});
  }
  std::sort(bids.begin(), bids.end());
  return bids;
}

// A FillLine.
bool FillByCost(size_t line, Quantity wanted, Draft* draft) {
  std::vector<Share> offers;
  for (const Bid& bid : Bids(line, wanted, *draft)) offers.push_back(bid.offer);
  const std::vector<Share> shares = SharesInOrder(offers, TermsOf(draft->line(line), wanted));
  if (SumOf(shares) < wanted) return false;
  PutEarly(line, shares, DateSplit::kWhereShipmentsCostNothing, draft);
  return true;
}

// A draft and what it costs.
struct Priced {
  explicit Priced(Draft a_draft) : draft(std::move(a_draft)), cost(draft.Sum().cost) {}

  Draft draft;
  __int128 cost;
};

// As much for every line without a lane that `draft` uses, if it can be had.
std::optional<Priced> WithLaneClosed(uint32_t lane, const Draft& draft) {
  Draft closed = WithoutParts(draft);
  closed.Close(lane);
  if (!TryFillLines(draft, FillByCost, &closed)) return std::nullopt;
  JoinShipments(&closed);
  return Priced(std::move(closed));
}

size_t CandidateCount(const Request& request) {
  size_t count = 0;
  for (const Line& line : request.lines) count += line.candidates.size();
  return count;
}

void CloseWhatCostsMore(Priced* best) {
  const std::vector<Lane>& lanes = best->draft.request().lanes;
  const size_t candidates = CandidateCount(best->draft.request());
  size_t looked_at = 0;
  for (bool is_cheaper = true; is_cheaper;) {
    is_cheaper = false;
    for (uint32_t lane = 0; lane < lanes.size(); ++lane) {
      if (lanes[lane].cost_per_shipment == 0 || !best->draft.IsUsed(lane)) continue;
      looked_at += candidates;
      if (looked_at > kClosingCandidatesMax) return;
      std::optional<Priced> closed = WithLaneClosed(lane, best->draft);
      if (!closed.has_value() || closed->cost >= best->cost) continue;
      *best = *std::move(closed);
      is_cheaper = true;
    }
  }
}

}  // namespace

Draft Cheapest(const Draft& held) {
  Draft by_cost = FillLines(held, FillByCost);
  JoinShipments(&by_cost);
  Priced best(std::move(by_cost));
  Priced by_rank(FillLines(held, FillByRank));
  if (by_rank.cost < best.cost) best = std::move(by_rank);
  CloseWhatCostsMore(&best);
  return std::move(best.draft);
}

}  // namespace atp::sourcing
