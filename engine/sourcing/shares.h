#ifndef ATP_ENGINE_SOURCING_SHARES_H_
#define ATP_ENGINE_SOURCING_SHARES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {

// What a candidate can give of a line, or gives.
struct Share {
  uint32_t candidate = 0;  // index in Line::candidates
  Quantity quantity = 0;
};

// What is asked of the shares of a line.
struct Terms {
  Quantity wanted = 0;      // together at most this, > 0
  Quantity least_part = 1;  // each at least this, > 0
  size_t shares_max = 0;    // at most so many
};

// As a line has it, for `wanted` of it.
Terms TermsOf(const Line& line, Quantity wanted);

// How a line is put together from what its candidates offer, all of it at one time.
//
// The most that can be had is a simple matter. There may be n shares if n times the least part is
// not above what is wanted, and no n shares are more than the n largest offers. So it is the
// largest offers, as many of them as there may be. With a least part of 4:
//
//     wanted 10,  offers 9 3 5    ->   10, as 6 + 4: the 9 leaves enough for a part; 3 is no part
//     wanted  7,  offers 6 5      ->   6: there is no room for two parts

// The most that can be had. `offers` are >= 0, in any order. O(offers log offers).
Quantity Most(std::vector<Share> offers, const Terms& terms);

// The most that can be had, in as few shares as it takes: the largest offers first; among those
// that are equal, or alone enough, the order given decides. O(offers log offers).
std::vector<Share> FewestShares(std::vector<Share> offers, const Terms& terms);

// The most that can be had. If that is all that is wanted, then as much as can be from the first
// offer and then from the next, but so that each leaves either nothing or enough for another part.
// Otherwise, and where that does not come to all that is wanted, FewestShares.
// O(offers log offers), mostly O(offers).
std::vector<Share> SharesInOrder(const std::vector<Share>& offers, const Terms& terms);

Quantity SumOf(const std::vector<Share>& shares);

// How much to take of an offer when `rest` is still wanted: as much as leaves either nothing or
// enough for another part. 0 if that makes no part; then, if the offer does, nothing less than all
// of the rest will do.
inline Quantity PartOf(Quantity offer, Quantity rest, Quantity least_part) {
  Quantity part = std::min(offer, rest);
  if (part < rest && rest - part < least_part) part = rest - least_part;
  return part < least_part ? 0 : part;
}

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_SHARES_H_
