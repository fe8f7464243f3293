#include "engine/sourcing/earliest.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/sourcing/shares.h"

namespace atp::sourcing {
namespace {

// The day on which a candidate next has something to give.
struct Arrival {
  Day day;
  uint32_t candidate;  // its rank

  // For heaps, whose top is the greatest: the earliest, and of these the best rank.
  friend bool operator<(const Arrival& a, const Arrival& b) {
    return std::tie(a.day, a.candidate) > std::tie(b.day, b.candidate);
  }
};

// All candidates of a line that may be split by date, in the order in which they can give.
class Arrivals {
 public:
  Arrivals(size_t line, const Draft& draft) : line_(line), draft_(draft) {
    const Line& demand = draft.line(line);
    for (uint32_t i = 0; i < demand.candidates.size(); ++i) {
      if (const auto arrival = Find(i, LeastPart(demand), demand.earliest)) {
        heap_.push_back(*arrival);
      }
    }
    std::make_heap(heap_.begin(), heap_.end());
  }

  bool empty() const { return heap_.empty(); }
  const Arrival& first() const { return heap_.front(); }

  // The first candidate is next looked at when it has `quantity` to give.
  void WaitFor(Quantity quantity) {
    const Arrival first = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
    if (const auto next = Find(first.candidate, quantity, first.day)) {
      heap_.push_back(*next);
      std::push_heap(heap_.begin(), heap_.end());
    }
  }

 private:
  std::optional<Arrival> Find(uint32_t candidate, Quantity quantity, Day from) const {
    const std::optional<Day> day = draft_.FirstArrival(line_, candidate, quantity, from);
    if (!day.has_value()) return std::nullopt;
    return Arrival{*day, candidate};
  }

  const size_t line_;
  const Draft& draft_;
  std::vector<Arrival> heap_;
};

// Takes parts as they come, but so that each leaves either nothing or enough for another.
bool FillAsItComes(size_t line, Quantity wanted, Draft* draft) {
  const Quantity least_part = LeastPart(draft->line(line));
  Quantity rest = wanted;
  for (Arrivals arrivals(line, *draft); rest > 0 && !arrivals.empty();) {
    const Arrival next = arrivals.first();
    const Quantity offer = draft->Offer(line, next.candidate, next.day);
    const Quantity part = PartOf(offer, rest, least_part);
    if (part > 0) draft->Put(line, next.candidate, next.day, part);
    rest -= part;
    arrivals.WaitFor(part > 0 ? least_part : rest);
  }
  if (rest > 0) draft->Clear(line);
  return rest == 0;
}

// The first day on which `wanted` can arrive; it can on the line's latest. On a later day there is
// never less, so half of the days need not be looked at, and half of the rest.
Day FirstDayForAll(size_t line, const Terms& terms, const Draft& draft) {
  int64_t from = draft.line(line).earliest;
  int64_t to = draft.line(line).latest;
  while (from < to) {
    const int64_t middle = from + (to - from) / 2;
    const bool is_enough =
        Most(draft.Offers(line, static_cast<Day>(middle)), terms) == terms.wanted;
    (is_enough ? to : from) = is_enough ? middle : middle + 1;
  }
  return static_cast<Day>(to);
}

bool FillOnOneDay(size_t line, Quantity wanted, Draft* draft) {
  const Line& demand = draft->line(line);
  const Terms terms = TermsOf(demand, wanted);
  const Day day = FirstDayForAll(line, terms, *draft);
  const std::vector<Share> shares = SharesInOrder(draft->Offers(line, day), terms);
  if (SumOf(shares) < wanted) return false;
  for (const Share& share : shares) draft->Put(line, share.candidate, day, share.quantity);
  return true;
}

}  // namespace

bool FillEarliest(size_t line, Quantity wanted, Draft* draft) {
  if (IsOneDay(draft->line(line))) return FillOnOneDay(line, wanted, draft);
  return FillAsItComes(line, wanted, draft) || FillOnOneDay(line, wanted, draft);
}

}  // namespace atp::sourcing
