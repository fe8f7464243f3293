#include "engine/sourcing/cheapest.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/sourcing/bids.h"
#include "engine/sourcing/fill_lines.h"
#include "engine/sourcing/join_shipments.h"
#include "engine/sourcing/priority.h"
#include "engine/sourcing/put_early.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {
namespace {

// A FillLine, once it has its bids.
bool FillByCost(size_t line, Quantity wanted, Bids* bids, Draft* draft) {
  const std::vector<Share> shares =
      SharesInOrder(bids->CheapestFirst(line, wanted, *draft), TermsOf(draft->line(line), wanted));
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

size_t CandidateCount(const Request& request) {
  size_t count = 0;
  for (const Line& line : request.lines) count += line.candidates.size();
  return count;
}

// `trial` is a draft of the same request without parts. It has none between one try and the next:
// to fill and clear costs what the parts cost, and not a copy of all pools.
void CloseWhatCostsMore(FillLine fill, Draft trial, Priced* best) {
  const std::vector<Lane>& lanes = best->draft.request().lanes;
  const size_t candidates = CandidateCount(best->draft.request());
  size_t looked_at = 0;
  for (bool is_cheaper = true; is_cheaper;) {
    is_cheaper = false;
    for (uint32_t lane = 0; lane < lanes.size(); ++lane) {
      if (lanes[lane].cost_per_shipment == 0 || !best->draft.IsUsed(lane)) continue;
      looked_at += candidates;
      if (looked_at > kClosingCandidatesMax) return;
      trial.Close(lane);
      const bool is_filled = TryFillLines(best->draft, fill, &trial);
      if (is_filled) JoinShipments(&trial);
      const __int128 cost = trial.Sum().cost;
      const bool stays_closed = is_filled && cost < best->cost;
      if (stays_closed) {
        std::swap(best->draft, trial);
        best->cost = cost;
        is_cheaper = true;
      }
      trial.ClearAll();
      if (stays_closed) {
        trial.Close(lane);
      } else {
        trial.Open(lane);
      }
    }
  }
}

}  // namespace

Draft Cheapest(const Draft& held) {
  Bids bids(held.request());
  const auto fill = [&bids](size_t line, Quantity wanted, Draft* draft) {
    return FillByCost(line, wanted, &bids, draft);
  };
  Draft by_cost = FillLines(held, fill);
  JoinShipments(&by_cost);
  Priced best(std::move(by_cost));
  Priced other(FillLines(held, FillByRank));
  if (other.cost < best.cost) std::swap(best, other);
  CloseWhatCostsMore(fill, WithoutParts(std::move(other.draft)), &best);
  return std::move(best.draft);
}

}  // namespace atp::sourcing
