#include "engine/sourcing/bids.h"

#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include "engine/sourcing/hold_most.h"
#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/random_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

// The definition: what each candidate offers now, sorted by what it costs now.
std::vector<uint32_t> Sorted(size_t line, Quantity wanted, const Draft& draft) {
  const Line& demand = draft.line(line);
  std::vector<std::tuple<int64_t, Day, uint32_t>> bids;
  for (const Share& offer : draft.Offers(line, demand.latest)) {
    if (offer.quantity == 0) continue;
    const Lane& lane = draft.LaneOf(line, offer.candidate);
    const Quantity quantity = std::min(offer.quantity, wanted);
    const bool ships = draft.IsUsed(demand.candidates[offer.candidate].lane);
    bids.emplace_back(lane.cost_per_unit + (ships ? 0 : lane.cost_per_shipment / quantity),
                      *draft.FirstArrival(line, offer.candidate, quantity, demand.earliest),
                      offer.candidate);
  }
  std::sort(bids.begin(), bids.end());
  std::vector<uint32_t> candidates;
  for (const auto& bid : bids) candidates.push_back(std::get<2>(bid));
  return candidates;
}

std::vector<uint32_t> Asked(size_t line, Quantity wanted, const Draft& draft, Bids* bids) {
  std::vector<uint32_t> candidates;
  for (const Share& offer : bids->CheapestFirst(line, wanted, draft)) {
    EXPECT_EQ(offer.quantity, draft.Offer(line, offer.candidate, draft.line(line).latest));
    candidates.push_back(offer.candidate);
  }
  return candidates;
}

TEST(BidsTest, AreAsIfTheyWereFoundAnewInEachDraft) {
  std::mt19937_64 random(PrintedSeed());
  for (int round = 0; round < 2000; ++round) {
    Drawing drawing;
    drawing.locations_max = 6;
    drawing.units_max = 12;
    drawing.may_share_pools = OneIn(random, 2);
    const Request request = DrawRequest(drawing, random);
    if (request.lines.empty() || request.lanes.empty()) continue;
    const Draft held = HoldMost(Draft(request));
    Bids bids(request);
    // Drafts in which other lines have parts or have none, with one lane closed or all open.
    for (int asked = 0; asked < 8; ++asked) {
      const auto line = static_cast<size_t>(Between(random, 0, request.lines.size() - 1));
      if (held.Given(line) == 0) continue;
      Draft draft = held;
      for (size_t i = 0; i < request.lines.size(); ++i) {
        if (i == line || OneIn(random, 2)) draft.Clear(i);
      }
      const auto lane = static_cast<uint32_t>(Between(random, 0, request.lanes.size() - 1));
      // First with all lanes open, as the bids want it.
      Asked(line, held.Given(line), draft, &bids);
      if (OneIn(random, 2) && !draft.IsUsed(lane)) draft.Close(lane);
      ASSERT_EQ(Asked(line, held.Given(line), draft, &bids), Sorted(line, held.Given(line), draft));
    }
  }
}

}  // namespace
}  // namespace atp::sourcing
