#include "engine/ledger/request_book.h"

#include <algorithm>
#include <tuple>

namespace atp {

const RequestBook::Answer* RequestBook::Find(std::string_view request_id, Micros cutoff) const {
  const auto it = answers_.find(Hash128Of(request_id));
  return it == answers_.end() || it->second.time <= cutoff ? nullptr : &it->second;
}

void RequestBook::Remember(const Hash128& id, const Answer& answer) {
  answers_[id] = answer;
  by_time_.emplace_back(answer.time, id);
}

void RequestBook::Forget(Micros cutoff, std::vector<Hash128>* dropped) {
  while (!by_time_.empty() && by_time_.front().first <= cutoff) {
    const auto it = answers_.find(by_time_.front().second);
    // The id may have been used again since, later.
    if (it != answers_.end() && it->second.time <= cutoff) {
      dropped->push_back(it->first);
      answers_.erase(it);
    }
    by_time_.pop_front();
  }
}

void RequestBook::RebuildQueue() {
  std::vector<std::pair<Micros, Hash128>> order;
  order.reserve(answers_.size());
  for (const auto& [id, answer] : answers_) order.emplace_back(answer.time, id);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.high, a.second.low) <
           std::tie(b.first, b.second.high, b.second.low);
  });
  by_time_.assign(order.begin(), order.end());
}

}  // namespace atp
