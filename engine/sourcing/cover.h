#ifndef ATP_ENGINE_SOURCING_COVER_H_
#define ATP_ENGINE_SOURCING_COVER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/draft.h"

namespace atp::sourcing {

// Lanes by their index in Request::lanes, none twice. Lane and location are one here.
using LaneSet = std::vector<uint32_t>;

// Which sets of lanes are enough for all lines, each seen by itself: what a line takes is not
// missed by another. So where lines share pools a set that is enough here may not be so.
//
// Immutable, but for a hint in IsEnough; not thread-safe. Holds lines * lanes quantities.
class Cover {
 public:
  // Enough is what the lines have in `held`.
  explicit Cover(const Draft& held);

  // The lanes that can give anything, those of better ranks first.
  const LaneSet& lanes() const { return lanes_; }
  size_t line_count() const { return needs_.size(); }
  // No set of fewer lanes is enough: some line by itself needs so many.
  size_t lanes_min() const { return lanes_min_; }

  // Asks line by line, and adds to `checks` how many. Stops at the first that has not enough, and
  // asks that first next time. O(set) for each line.
  bool IsEnough(const LaneSet& set, size_t* checks);

  // A set that is enough: always the lane that adds most, without those not needed in the end.
  // O(lines * lanes * set).
  LaneSet Greedy();

 private:
  struct Need {
    Quantity wanted;
    size_t shares_max;
    std::vector<Quantity> offers;  // by lane, 0 where it makes no part; at most what is wanted
  };

  static size_t SharesMin(const Need& need);
  static Quantity Reach(const Need& need, const LaneSet& set);
  uint32_t AddsMost(const LaneSet& set) const;

  std::vector<Need> needs_;
  LaneSet lanes_;
  size_t lanes_min_ = 0;
  size_t failed_last_ = 0;  // which need
};

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_COVER_H_
