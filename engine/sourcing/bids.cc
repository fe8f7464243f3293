#include "engine/sourcing/bids.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "engine/base/check.h"
#include "engine/sourcing/hold_most.h"

namespace atp::sourcing {

bool Bids::Bid::operator<(const Bid& other) const {
  return std::tie(cost_per_unit, arrival, offer.candidate) <
         std::tie(other.cost_per_unit, other.arrival, other.offer.candidate);
}

Bids::Bids(const Request& request)
    : lines_share_pools_(LinesSharePools(request)), bids_(request.lines.size()) {}

std::vector<Bids::Bid> Bids::MakeBids(size_t line, Quantity wanted, const Draft& draft) {
  const Line& demand = draft.line(line);
  std::vector<Bid> bids;
  bids.reserve(demand.candidates.size());
  for (const Share& offer : draft.Offers(line, demand.latest)) {
    if (offer.quantity == 0) continue;
    const Quantity quantity = std::min(offer.quantity, wanted);
    const auto arrival = draft.FirstArrival(line, offer.candidate, quantity, demand.earliest);
    ATP_CHECK(arrival.has_value());
    const Lane& lane = draft.LaneOf(line, offer.candidate);
    bids.push_back({offer, demand.candidates[offer.candidate].lane, *arrival,
                    lane.cost_per_unit + lane.cost_per_shipment / quantity});
  }
  std::sort(bids.begin(), bids.end());
  return bids;
}

std::vector<Share> Bids::CheapestFirst(size_t line, Quantity wanted, const Draft& draft) {
  std::vector<Bid>& bids = bids_[line];
  if (lines_share_pools_ || bids.empty()) bids = MakeBids(line, wanted, draft);

  std::vector<Bid> shipping;
  for (const Bid& bid : bids) {
    if (!draft.IsUsed(bid.lane)) continue;
    shipping.push_back(bid);
    shipping.back().cost_per_unit = draft.request().lanes[bid.lane].cost_per_unit;
  }
  std::sort(shipping.begin(), shipping.end());

  std::vector<Share> shares;
  shares.reserve(bids.size());
  auto next = shipping.begin();
  for (const Bid& bid : bids) {
    if (!draft.IsOpen(bid.lane) || draft.IsUsed(bid.lane)) continue;
    for (; next != shipping.end() && *next < bid; ++next) shares.push_back(next->offer);
    shares.push_back(bid.offer);
  }
  for (; next != shipping.end(); ++next) shares.push_back(next->offer);
  return shares;
}

}  // namespace atp::sourcing
