#ifndef ATP_ENGINE_SOURCING_POOLS_H_
#define ATP_ENGINE_SOURCING_POOLS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/types.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {

// What the pools of a request can still promise while parts are taken from them.
//
// Taking q on day t lowers what is projected on t and on every later day by q. What is promised
// looks ahead: on day s it is the least that is left on s or on any later day. So a step of a day
// >= t goes down by q, and one before t goes down to the new value at t if it was above that:
//
//     day                  1    2    3    4
//     can promise          5    5    8   12
//     take 6 on day 3      2    2    2    6      5 of the 8 are there since day 1
//     take 2 on day 1      0    0    0    4
//
// This is what LOOK_AHEAD would compute anew from all demand, and it needs no more for it than its
// own steps. Hence parts may be taken in any order: they fit if and only if, for every day, those
// of that day and before are together at most its step. And to move a part to a later day never
// stands in the way of another.
//
// Where the steps of a pool fall, the lower later one counts for the earlier ones.
//
// A value, not thread-safe. Queries are O(log steps of the pool), changes O(steps of the pool);
// none allocates.
class Pools {
 public:
  explicit Pools(const std::vector<Pool>& pools);

  // How much can be taken on `day`, which may lie outside of all steps. >= 0, never falls in `day`.
  Quantity Promisable(uint32_t pool, int64_t day) const;

  // The first day in [from, to] on which `quantity` > 0 can be taken; nullopt if there is none.
  std::optional<Day> FirstDay(uint32_t pool, Quantity quantity, int64_t from, int64_t to) const;

  // `quantity` must be above 0 and at most Promisable(): checked.
  void Take(uint32_t pool, Day day, Quantity quantity);
  // Undoes a Take of as much on this day.
  void GiveBack(uint32_t pool, Day day, Quantity quantity);

 private:
  struct Row {
    Day day;
    Quantity left;        // of the step, less what is taken by then
    Quantity promisable;  // the least `left` from here on, at least 0
  };

  const Row* begin(uint32_t pool) const { return rows_.data() + begins_[pool]; }
  const Row* end(uint32_t pool) const { return rows_.data() + begins_[pool + 1]; }
  void Add(uint32_t pool, Day day, Quantity quantity);
  void LookAhead(uint32_t pool);

  std::vector<Row> rows_;       // of all pools, one pool after the other
  std::vector<size_t> begins_;  // of each pool, and the end of the last
};

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_POOLS_H_
