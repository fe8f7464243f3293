#include "engine/sourcing/cover.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/checked_math.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {

Cover::Cover(const Draft& held) {
  constexpr uint32_t kNoRank = std::numeric_limits<uint32_t>::max();
  const size_t lane_count = held.request().lanes.size();
  std::vector<uint32_t> best_rank(lane_count, kNoRank);
  const Draft free = WithoutParts(held);
  for (size_t i = 0; i < held.request().lines.size(); ++i) {
    const Line& line = held.line(i);
    const Quantity wanted = held.Given(i);
    if (wanted == 0) continue;
    const Terms terms = TermsOf(line, wanted);
    Need need = {wanted, std::min<size_t>(terms.shares_max, wanted / terms.least_part),
                 std::vector<Quantity>(lane_count, 0)};
    for (const Share& offer : free.Offers(i, line.latest)) {
      if (offer.quantity < terms.least_part) continue;
      const uint32_t lane = line.candidates[offer.candidate].lane;
      need.offers[lane] = std::min(offer.quantity, wanted);
      best_rank[lane] = std::min(best_rank[lane], offer.candidate);
    }
    lanes_min_ = std::max(lanes_min_, SharesMin(need));
    needs_.push_back(std::move(need));
  }
  for (uint32_t lane = 0; lane < lane_count; ++lane) {
    if (best_rank[lane] != kNoRank) lanes_.push_back(lane);
  }
  std::stable_sort(lanes_.begin(), lanes_.end(),
                   [&](uint32_t a, uint32_t b) { return best_rank[a] < best_rank[b]; });
}

// As FewestShares has it, of all offers.
size_t Cover::SharesMin(const Need& need) {
  std::vector<Quantity> largest = need.offers;
  std::sort(largest.begin(), largest.end(), std::greater<Quantity>());
  size_t shares = 0;
  for (Quantity sum = 0; sum < need.wanted; ++shares) sum = AddSaturating(sum, largest[shares]);
  return shares;
}

// How much of the need can be had from the set: the largest offers, as many as there may be.
Quantity Cover::Reach(const Need& need, const LaneSet& set) {
  Quantity sum = 0;
  if (set.size() <= need.shares_max) {
    for (const uint32_t lane : set) sum = AddSaturating(sum, need.offers[lane]);
  } else if (need.shares_max == 1) {
    for (const uint32_t lane : set) sum = std::max(sum, need.offers[lane]);
  } else {
    std::vector<Quantity> offers;
    for (const uint32_t lane : set) offers.push_back(need.offers[lane]);
    const auto end = offers.begin() + static_cast<std::ptrdiff_t>(need.shares_max);
    std::nth_element(offers.begin(), end, offers.end(), std::greater<Quantity>());
    for (auto offer = offers.begin(); offer != end; ++offer) sum = AddSaturating(sum, *offer);
  }
  return std::min(sum, need.wanted);
}

bool Cover::IsEnough(const LaneSet& set, size_t* checks) {
  for (size_t i = 0; i < needs_.size(); ++i) {
    const size_t asked = (failed_last_ + i) % needs_.size();
    ++*checks;
    if (Reach(needs_[asked], set) < needs_[asked].wanted) {
      failed_last_ = asked;
      return false;
    }
  }
  return true;
}

// Of the lanes not in the set, the one that gives most of what the lines still lack.
uint32_t Cover::AddsMost(const LaneSet& set) const {
  std::vector<__int128> adds(lanes_.empty() ? 0 : needs_.front().offers.size(), 0);
  for (const Need& need : needs_) {
    const Quantity lacks = need.wanted - Reach(need, set);
    for (const uint32_t lane : lanes_) {
      const bool helps = need.shares_max > 1 || need.offers[lane] == need.wanted;
      if (helps) adds[lane] += std::min(lacks, need.offers[lane]);
    }
  }
  for (const uint32_t lane : set) adds[lane] = 0;
  return *std::max_element(lanes_.begin(), lanes_.end(),
                           [&adds](uint32_t a, uint32_t b) { return adds[a] < adds[b]; });
}

LaneSet Cover::Greedy() {
  LaneSet set;
  size_t checks = 0;
  while (!IsEnough(set, &checks)) {
    ATP_CHECK(set.size() < lanes_.size());  // all of them are enough
    set.push_back(AddsMost(set));
  }
  // What the first ones gave may by now be had from later ones, which were needed anyway.
  for (size_t i = 0; i < set.size();) {
    LaneSet without = set;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    if (IsEnough(without, &checks)) {
      set = std::move(without);
    } else {
      ++i;
    }
  }
  return set;
}

}  // namespace atp::sourcing
