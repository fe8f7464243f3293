#include "tools/load/tally.h"

#include <algorithm>

namespace atp {

void PositionTally::Apply(const TallyEvent& event) {
  switch (event.kind) {
    case TallyEvent::Kind::kSupply:
      supply_ += event.quantity;
      balance_.on_hand += event.quantity;
      break;
    case TallyEvent::Kind::kExpect:
      expected_[event.day] += event.quantity;
      break;
    case TallyEvent::Kind::kReceive:
      expected_[event.day] -= event.quantity;
      supply_ += event.quantity;
      balance_.on_hand += event.quantity;
      break;
    case TallyEvent::Kind::kPromise:
      promised_[event.day] += event.quantity;
      balance_.reserved += event.quantity;
      oversold_ = std::max(oversold_, Excess());
      break;
    case TallyEvent::Kind::kWithdraw:
      promised_[event.day] -= event.quantity;
      balance_.reserved -= event.quantity;
      break;
    case TallyEvent::Kind::kFulfil:
      balance_.reserved -= event.quantity;
      balance_.on_hand -= event.quantity;
      break;
  }
}

int64_t PositionTally::Excess() const {
  int64_t worst = 0;
  int64_t supply = supply_;
  int64_t promised = 0;
  auto expected = expected_.begin();
  for (const auto& [day, quantity] : promised_) {
    for (; expected != expected_.end() && expected->first <= day; ++expected) {
      supply += expected->second;
    }
    promised += quantity;
    worst = std::max(worst, promised - supply);
  }
  return worst;
}

TallyResult Settle(std::vector<TallyEvent> events, size_t positions) {
  std::stable_sort(events.begin(), events.end(), [](const TallyEvent& a, const TallyEvent& b) {
    return a.sequence < b.sequence;
  });
  std::vector<PositionTally> tallies(positions);
  for (const TallyEvent& event : events) tallies[event.position].Apply(event);

  TallyResult result;
  result.balances.reserve(positions);
  for (const PositionTally& tally : tallies) {
    result.oversold_units += tally.oversold();
    result.balances.push_back(tally.balance());
  }
  return result;
}

}  // namespace atp
