#include "engine/sourcing/pools.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/model/rule.h"

namespace atp::sourcing {

Pools::Pools(const std::vector<Pool>& pools) {
  size_t steps = 0;
  for (const Pool& pool : pools) steps += pool.size();
  rows_.reserve(steps);
  begins_.reserve(pools.size() + 1);
  begins_.push_back(0);
  for (const Pool& pool : pools) {
    for (const PromiseStep& step : pool) rows_.push_back({step.day, step.quantity, 0});
    begins_.push_back(rows_.size());
    LookAhead(static_cast<uint32_t>(begins_.size() - 2));
  }
}

Quantity Pools::Promisable(uint32_t pool, int64_t day) const {
  const Row* const after = std::upper_bound(
      begin(pool), end(pool), day, [](int64_t day, const Row& row) { return day < row.day; });
  return after == begin(pool) ? 0 : (after - 1)->promisable;
}

std::optional<Day> Pools::FirstDay(uint32_t pool, Quantity quantity, int64_t from,
                                   int64_t to) const {
  const Row* const enough = std::partition_point(
      begin(pool), end(pool), [quantity](const Row& row) { return row.promisable < quantity; });
  if (enough == end(pool)) return std::nullopt;
  const int64_t day = std::max<int64_t>(from, enough->day);
  if (day > to) return std::nullopt;
  return static_cast<Day>(day);
}

void Pools::Take(uint32_t pool, Day day, Quantity quantity) {
  ATP_CHECK(quantity > 0);
  ATP_CHECK(quantity <= Promisable(pool, day));
  Add(pool, day, -quantity);
}

void Pools::GiveBack(uint32_t pool, Day day, Quantity quantity) {
  ATP_CHECK(quantity > 0);
  Add(pool, day, quantity);
}

// A day within a step is like the first day of it: what is taken there is missed from the step on.
void Pools::Add(uint32_t pool, Day day, Quantity quantity) {
  const Row* const first = begin(pool);
  const Row* const after = std::upper_bound(first, end(pool), day,
                                            [](Day day, const Row& row) { return day < row.day; });
  ATP_CHECK(after != first);
  for (size_t i = begins_[pool] + (after - 1 - first); i < begins_[pool + 1]; ++i) {
    if (rows_[i].left != kUnlimited) rows_[i].left += quantity;
  }
  LookAhead(pool);
}

void Pools::LookAhead(uint32_t pool) {
  Quantity least = kUnlimited;
  for (size_t i = begins_[pool + 1]; i > begins_[pool]; --i) {
    least = std::min(least, rows_[i - 1].left);
    rows_[i - 1].promisable = std::max<Quantity>(0, least);
  }
}

}  // namespace atp::sourcing
