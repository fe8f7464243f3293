#include "engine/sourcing/one_shipment.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/base/check.h"

namespace atp::sourcing {
namespace {

// A line that names a location, and what it is to have from there.
struct Take {
  size_t line;
  uint32_t candidate;
  Quantity quantity = 0;
};

// What decides between locations: the least wins.
using Score = std::tuple<__int128, __int128, Day, size_t, Day>;

struct ArrivalDays {
  Day first = std::numeric_limits<Day>::min();
  Day last = std::numeric_limits<Day>::max();
};

ArrivalDays CommonDays(const Request& request) {
  ArrivalDays days;
  for (const Line& line : request.lines) {
    days.first = std::max(days.first, line.earliest);
    days.last = std::min(days.last, line.latest);
  }
  return days;
}

// On the last day there is most: how much each line can have then, one after the other.
void ChooseQuantities(Day last, std::vector<Take>* takes, Draft* draft) {
  for (Take& take : *takes) {
    const Line& line = draft->line(take.line);
    const Quantity offer = draft->Offer(take.line, take.candidate, last);
    if (offer < LeastPart(line)) continue;
    take.quantity = std::min(offer, line.quantity);
    draft->Put(take.line, take.candidate, last, take.quantity);
  }
  for (const Take& take : *takes) draft->Clear(take.line);
}

// The first part for which `day` is too early, and its first day behind the parts before it.
// Nullopt when all are put.
std::optional<Day> PutOn(Day day, const std::vector<Take>& takes, Draft* draft) {
  for (const Take& take : takes) {
    if (take.quantity == 0) continue;
    const auto first = draft->FirstArrival(take.line, take.candidate, take.quantity, day);
    ATP_CHECK(first.has_value());  // on the last day they all fit
    if (*first > day) return first;
    draft->Put(take.line, take.candidate, day, take.quantity);
  }
  return std::nullopt;
}

// Puts all down on the first day on which they fit together.
Day PutTogether(Day day, const std::vector<Take>& takes, Draft* draft) {
  while (const std::optional<Day> later = PutOn(day, takes, draft)) {
    for (const Take& take : takes) draft->Clear(take.line);
    day = *later;
  }
  return day;
}

// By lane: the lines that name its location.
std::vector<std::vector<Take>> TakesByLane(const Request& request) {
  std::vector<std::vector<Take>> by_lane(request.lanes.size());
  for (size_t i = 0; i < request.lines.size(); ++i) {
    const std::vector<Candidate>& candidates = request.lines[i].candidates;
    for (uint32_t c = 0; c < candidates.size(); ++c) by_lane[candidates[c].lane].push_back({i, c});
  }
  return by_lane;
}

size_t SumOfRanks(const Request& request, const std::vector<Take>& takes) {
  size_t sum = 0;
  for (const Line& line : request.lines) sum += line.candidates.size();
  for (const Take& take : takes) {
    sum -= request.lines[take.line].candidates.size() - take.candidate;
  }
  return sum;
}

Score ScoreOf(const Draft& draft, const std::vector<Take>& takes, Day day) {
  const Strategy strategy = draft.request().strategy;
  __int128 given = 0;
  for (const Take& take : takes) given += take.quantity;
  return {-given, strategy == Strategy::kCheapest ? draft.Sum().cost : 0,
          strategy == Strategy::kPriority || strategy == Strategy::kFewestSplits ? Day{0} : day,
          SumOfRanks(draft.request(), takes), day};
}

}  // namespace

Draft OneShipment(const Request& request) {
  Draft draft(request);
  const ArrivalDays days = CommonDays(request);
  if (days.first > days.last) return draft;

  std::vector<std::vector<Take>> by_lane = TakesByLane(request);
  const std::vector<Take>* best = nullptr;
  Score best_score;
  for (std::vector<Take>& takes : by_lane) {
    ChooseQuantities(days.last, &takes, &draft);
    const Day day = PutTogether(days.first, takes, &draft);
    const Score score = ScoreOf(draft, takes, day);
    if (best == nullptr || score < best_score) {
      best = &takes;
      best_score = score;
    }
    for (const Take& take : takes) draft.Clear(take.line);
  }
  if (best != nullptr) PutTogether(days.first, *best, &draft);
  return draft;
}

}  // namespace atp::sourcing
