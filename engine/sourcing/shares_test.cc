#include "engine/sourcing/shares.h"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

constexpr Quantity kHuge = std::numeric_limits<Quantity>::max();

std::vector<Share> Offers(const std::vector<Quantity>& quantities) {
  std::vector<Share> offers;
  for (const Quantity quantity : quantities) {
    offers.push_back({static_cast<uint32_t>(offers.size()), quantity});
  }
  return offers;
}

// "6 0 4": what each candidate gives.
std::vector<Quantity> ByCandidate(const std::vector<Share>& shares, size_t candidates) {
  std::vector<Quantity> quantities(candidates, 0);
  for (const Share& share : shares) {
    EXPECT_EQ(quantities[share.candidate], 0) << "twice from one candidate";
    quantities[share.candidate] += share.quantity;
  }
  return quantities;
}

struct Case {
  const char* name;
  Terms terms;  // wanted, least part, shares at most
  std::vector<Quantity> offers;
  std::vector<Quantity> in_order;
  std::vector<Quantity> fewest;
};

const Case kCases[] = {
    {"one has all", {5, 1, 9}, {8, 9}, {5, 0}, {5, 0}},
    {"the first has a part", {5, 1, 9}, {3, 9}, {3, 2}, {0, 5}},
    {"not enough", {20, 1, 9}, {3, 9}, {3, 9}, {3, 9}},
    {"nothing", {5, 1, 9}, {0, 0}, {0, 0}, {0, 0}},
    {"nobody", {5, 1, 9}, {}, {}, {}},
    {"equal offers go by rank", {9, 1, 9}, {5, 5, 5}, {5, 4, 0}, {5, 4, 0}},
    {"more than enough is equal", {9, 1, 9}, {2, 10, 100}, {2, 7, 0}, {0, 9, 0}},
    {"too little for a part", {10, 4, 9}, {3, 9, 5}, {0, 6, 4}, {0, 6, 4}},
    {"no room for two parts", {7, 4, 9}, {6, 5}, {6, 0}, {6, 0}},
    {"room is left for the last part", {10, 3, 9}, {8, 6}, {7, 3}, {7, 3}},
    {"a part that leaves no room is left out", {5, 3, 9}, {3, 5}, {0, 5}, {0, 5}},
    {"and where that does not help, the largest", {10, 4, 9}, {4, 5, 5}, {0, 5, 5}, {0, 5, 5}},
    {"together: the first that has all", {5, 1, 1}, {3, 9, 5}, {0, 5, 0}, {0, 5, 0}},
    {"together: the one that has most", {9, 1, 1}, {3, 4, 2}, {0, 4, 0}, {0, 4, 0}},
    {"huge", {kHuge, 1, 9}, {kHuge - 1, kHuge - 1}, {kHuge - 1, 1}, {kHuge - 1, 1}},
};

TEST(SharesTest, Table) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const std::vector<Share> offers = Offers(c.offers);
    EXPECT_EQ(ByCandidate(SharesInOrder(offers, c.terms), offers.size()), c.in_order);
    EXPECT_EQ(ByCandidate(FewestShares(offers, c.terms), offers.size()), c.fewest);
    EXPECT_EQ(Most(offers, c.terms), SumOf(FewestShares(offers, c.terms)));
  }
}

TEST(SharesTest, TermsOfALine) {
  Line line;
  line.quantity = 10;
  line.min_part = 4;
  line.candidates.resize(3);
  EXPECT_EQ(TermsOf(line, 7).wanted, 7);
  EXPECT_EQ(TermsOf(line, 7).least_part, 4);
  EXPECT_EQ(TermsOf(line, 7).shares_max, 3u);
  line.min_part = 40;
  EXPECT_EQ(TermsOf(line, 7).least_part, 10);
  line.together = true;
  EXPECT_EQ(TermsOf(line, 7).shares_max, 1u);
}

TEST(SharesTest, PartOf) {
  EXPECT_EQ(PartOf(9, 5, 1), 5);
  EXPECT_EQ(PartOf(2, 5, 3), 0);  // no part
  EXPECT_EQ(PartOf(4, 5, 3), 0);  // leaves 1; 2 would leave enough, but is no part itself
  EXPECT_EQ(PartOf(5, 5, 3), 5);
  EXPECT_EQ(PartOf(5, 6, 3), 3);
  EXPECT_EQ(PartOf(3, 6, 3), 3);
}

// Every choice of shares that the terms allow: the most, and the fewest shares that make it.
struct Exhausted {
  Quantity most = 0;
  size_t shares = 0;
};

void Exhaust(const std::vector<Share>& offers, const Terms& terms, size_t next, Quantity sum,
             size_t shares, Exhausted* best) {
  if (sum > best->most || (sum == best->most && shares < best->shares)) *best = {sum, shares};
  if (next == offers.size()) return;
  Exhaust(offers, terms, next + 1, sum, shares, best);
  if (shares == terms.shares_max) return;
  const Quantity most = std::min(offers[next].quantity, terms.wanted - sum);
  for (Quantity part = terms.least_part; part <= most; ++part) {
    Exhaust(offers, terms, next + 1, sum + part, shares + 1, best);
  }
}

void ExpectAllowed(const std::vector<Share>& shares, const std::vector<Share>& offers,
                   const Terms& terms) {
  const std::vector<Quantity> quantities = ByCandidate(shares, offers.size());
  for (size_t i = 0; i < offers.size(); ++i) ASSERT_LE(quantities[i], offers[i].quantity);
  for (const Share& share : shares) ASSERT_GE(share.quantity, terms.least_part);
  ASSERT_LE(shares.size(), terms.shares_max);
}

TEST(SharesTest, NoChoiceGivesMoreOrTakesFewer) {
  constexpr int kRounds = 20'000;
  std::mt19937_64 random(PrintedSeed());
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    std::vector<Quantity> quantities(Between(random, 0, 4));
    for (Quantity& quantity : quantities) quantity = Between(random, 0, 8);
    const std::vector<Share> offers = Offers(quantities);
    Terms terms = {Between(random, 1, 14), 1, offers.size()};
    if (OneIn(random, 2)) terms.least_part = Between(random, 1, terms.wanted);
    if (OneIn(random, 4)) terms.shares_max = 1;

    Exhausted best;
    Exhaust(offers, terms, 0, 0, 0, &best);
    const std::vector<Share> fewest = FewestShares(offers, terms);
    const std::vector<Share> in_order = SharesInOrder(offers, terms);
    ASSERT_EQ(Most(offers, terms), best.most);
    ASSERT_EQ(SumOf(fewest), best.most);
    ASSERT_EQ(fewest.size(), best.shares);
    ASSERT_EQ(SumOf(in_order), best.most);
    ExpectAllowed(fewest, offers, terms);
    ExpectAllowed(in_order, offers, terms);
  }
}

}  // namespace
}  // namespace atp::sourcing
