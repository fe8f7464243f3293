#include "tests/simulation/book.h"

#include <iterator>
#include <utility>

#include "engine/base/check.h"

namespace atp::simulation {

Decided* Book::Find(const std::string& request_id) {
  const auto it = answers_.find(request_id);
  return it == answers_.end() ? nullptr : &it->second;
}

void Book::Add(Decided decided) {
  last_ = decided.sequence;
  now_.Stamp(decided.sequence, decided.answer);
  by_time_.emplace_back(decided.time, decided.request_id);
  answers_[decided.request_id] = decided;
  pending_[decided.sequence] = std::move(decided);
}

void Book::Acknowledge(Sequence sequence) {
  const auto it = pending_.find(sequence);
  if (it == pending_.end() || it->second.is_acknowledged) return;
  it->second.is_acknowledged = true;
  ++acknowledged_;
}

std::string Book::Keep(Sequence sequence) {
  std::string unanswered;
  while (!pending_.empty() && pending_.begin()->first <= sequence) {
    const Decided& decided = pending_.begin()->second;
    const PlainAnswer again =
        kept_.Execute(decided.action, decided.time, decided.answer.reservation);
    ATP_CHECK(again.reason.empty() && again.cause == decided.answer.cause);
    kept_.Stamp(decided.sequence, again);
    if (!decided.is_acknowledged && !decided.is_silent) unanswered = decided.request_id;
    pending_.erase(pending_.begin());
  }
  return unanswered;
}

std::string Book::Recover(Sequence end) {
  (void)Keep(end);
  std::string lost;
  for (const auto& [sequence, decided] : pending_) {
    if (decided.is_acknowledged) lost = decided.request_id + " at " + std::to_string(sequence);
    answers_.erase(decided.request_id);
  }
  pending_.clear();
  now_ = kept_;
  last_ = end;
  return lost;
}

void Book::MoveTime(Micros now, Micros forgotten) {
  now_.ExpireUpTo(now);
  // What is pending was decided by a ledger in which those holds may have been open.
  if (pending_.empty()) kept_.ExpireUpTo(now);
  // Somebody may still wait for what is pending.
  while (pending_.empty() && !by_time_.empty() && by_time_.front().first <= forgotten) {
    const auto it = answers_.find(by_time_.front().second);
    if (it != answers_.end() && it->second.time <= forgotten) answers_.erase(it);
    by_time_.pop_front();
  }
}

}  // namespace atp::simulation
