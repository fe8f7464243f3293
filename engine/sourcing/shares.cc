#include "engine/sourcing/shares.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/base/checked_math.h"

namespace atp::sourcing {
namespace {

// Leaves the offers that make up the most that can be had, which is returned; each is cut to what
// is wanted.
Quantity KeepLargest(const Terms& terms, std::vector<Share>* offers) {
  const auto is_no_part = [&terms](const Share& offer) {
    return offer.quantity < terms.least_part;
  };
  offers->erase(std::remove_if(offers->begin(), offers->end(), is_no_part), offers->end());
  for (Share& offer : *offers) offer.quantity = std::min(offer.quantity, terms.wanted);
  std::stable_sort(offers->begin(), offers->end(),
                   [](const Share& a, const Share& b) { return a.quantity > b.quantity; });

  const uint64_t parts_max = static_cast<uint64_t>(terms.wanted / terms.least_part);
  const size_t shares_max = std::min<uint64_t>({parts_max, terms.shares_max, offers->size()});
  size_t shares = 0;
  Quantity sum = 0;
  for (; shares < shares_max && sum < terms.wanted; ++shares) {
    sum = AddSaturating(sum, (*offers)[shares].quantity);
  }
  offers->resize(shares);
  return std::min(sum, terms.wanted);
}

// Takes offers as they come. Empty if it does not come to what is wanted.
std::vector<Share> Greedy(const std::vector<Share>& offers, const Terms& terms) {
  std::vector<Share> shares;
  Quantity rest = terms.wanted;
  for (const Share& offer : offers) {
    if (rest == 0 || shares.size() == terms.shares_max) break;
    const Quantity part = PartOf(offer.quantity, rest, terms.least_part);
    if (part == 0) continue;
    shares.push_back({offer.candidate, part});
    rest -= part;
  }
  if (rest > 0) shares.clear();
  return shares;
}

}  // namespace

Terms TermsOf(const Line& line, Quantity wanted) {
  return {wanted, LeastPart(line), line.together ? 1 : line.candidates.size()};
}

Quantity SumOf(const std::vector<Share>& shares) {
  Quantity sum = 0;
  for (const Share& share : shares) sum += share.quantity;
  return sum;
}

Quantity Most(std::vector<Share> offers, const Terms& terms) { return KeepLargest(terms, &offers); }

std::vector<Share> FewestShares(std::vector<Share> offers, const Terms& terms) {
  Quantity rest = KeepLargest(terms, &offers);
  // Each gives all it has, but for what the shares after it need to be parts.
  Quantity parts_after = static_cast<Quantity>(offers.size());
  for (Share& offer : offers) {
    --parts_after;
    offer.quantity = std::min(offer.quantity, rest - parts_after * terms.least_part);
    ATP_CHECK(offer.quantity >= terms.least_part);
    rest -= offer.quantity;
  }
  ATP_CHECK(rest == 0);
  return offers;
}

std::vector<Share> SharesInOrder(const std::vector<Share>& offers, const Terms& terms) {
  std::vector<Share> shares = Greedy(offers, terms);
  return shares.empty() ? FewestShares(offers, terms) : shares;
}

}  // namespace atp::sourcing
