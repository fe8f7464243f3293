#include "engine/sourcing/fewest_splits.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "engine/sourcing/cover.h"
#include "engine/sourcing/fill_lines.h"
#include "engine/sourcing/hold_most.h"
#include "engine/sourcing/priority.h"
#include "engine/sourcing/put_early.h"
#include "engine/sourcing/shares.h"

namespace atp::sourcing {
namespace {

// Held from these lanes alone, if each line can have as much as in `held`.
std::optional<Draft> HoldFrom(const LaneSet& set, const Draft& held) {
  Draft draft = WithoutParts(held);
  for (uint32_t lane = 0; lane < draft.request().lanes.size(); ++lane) {
    if (std::find(set.begin(), set.end(), lane) == set.end()) draft.Close(lane);
  }
  draft = HoldMost(std::move(draft));
  if (!GiveTheSame(draft, held)) return std::nullopt;
  return draft;
}

// The next choice of `size` numbers below `end`, which ascend; false after the last.
bool NextChoice(size_t end, std::vector<size_t>* choice) {
  const size_t size = choice->size();
  for (size_t i = size; i > 0; --i) {
    size_t& number = (*choice)[i - 1];
    if (number + 1 < end - (size - i)) {
      ++number;
      std::iota(choice->begin() + i, choice->end(), number + 1);
      return true;
    }
  }
  return false;
}

// The first set of `size` lanes that is enough. Nullopt if none is, or if there were too many
// checks.
std::optional<Draft> FirstOfSize(size_t size, const Draft& held, Cover* cover, size_t* checks) {
  std::vector<size_t> choice(size);
  std::iota(choice.begin(), choice.end(), 0);
  LaneSet set(size);
  do {
    for (size_t i = 0; i < size; ++i) set[i] = cover->lanes()[choice[i]];
    if (cover->IsEnough(set, checks)) {
      if (std::optional<Draft> found = HoldFrom(set, held)) return found;
      *checks += cover->line_count();
    }
  } while (*checks < kLineChecksMax && NextChoice(cover->lanes().size(), &choice));
  return std::nullopt;
}

// The first set that the search finds, or nullopt if `held` has as few, or the search is too long.
std::optional<Draft> Search(const Draft& held, Cover* cover, size_t* checks) {
  const size_t locations = held.Sum().locations;
  for (size_t size = cover->lanes_min(); size < locations && *checks < kLineChecksMax; ++size) {
    if (auto found = FirstOfSize(size, held, cover, checks)) return found;
  }
  return std::nullopt;
}

Draft FromFewest(const Draft& held) {
  Cover cover(held);
  size_t checks = 0;
  Draft fewest = Search(held, &cover, &checks).value_or(held);
  if (fewest.Sum().locations == cover.lanes_min()) return fewest;
  const auto take_if_fewer = [&fewest](const Draft& other) {
    if (other.Sum().locations < fewest.Sum().locations) fewest = other;
  };
  if (checks >= kLineChecksMax) {
    if (const auto greedy = HoldFrom(cover.Greedy(), held)) take_if_fewer(*greedy);
  }
  take_if_fewer(FillLines(held, FillByRank));
  return fewest;
}

// All that a line has from a candidate as one share.
std::vector<Share> SharesOf(const std::vector<DraftPart>& parts) {
  std::vector<Share> shares;
  for (const DraftPart& part : parts) {
    const auto same = std::find_if(shares.begin(), shares.end(), [&part](const Share& share) {
      return share.candidate == part.candidate;
    });
    if (same == shares.end()) {
      shares.push_back({part.candidate, part.quantity});
    } else {
      same->quantity += part.quantity;
    }
  }
  return shares;
}

}  // namespace

Draft FewestSplits(const Draft& held) {
  Draft draft = FromFewest(held);
  for (size_t i = 0; i < draft.request().lines.size(); ++i) {
    const std::vector<Share> shares = SharesOf(draft.parts(i));
    draft.Clear(i);
    if (!shares.empty()) PutEarly(i, shares, DateSplit::kNever, &draft);
  }
  return draft;
}

}  // namespace atp::sourcing
