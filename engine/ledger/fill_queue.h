#ifndef ATP_ENGINE_LEDGER_FILL_QUEUE_H_
#define ATP_ENGINE_LEDGER_FILL_QUEUE_H_

#include <optional>

#include "absl/container/btree_set.h"
#include "engine/model/types.h"

namespace atp {

// The positions of a shard at which something waits for supply, and those of them at which there
// may be some since they were last looked at.
//
// Where a source of counts was too old when its position was looked at (engine/ledger/age_book.h),
// its next word is a reason to look again; `words` is AgeBook::words().
//
// Derived from the state, as expiry hints are: a position named too often costs a look; one that is
// missing is a bug. A new day is a reason to look at all, since more supply comes within reach. Not
// thread-safe: guarded by its shard's lock.
class FillQueue {
 public:
  // Something happened at the position.
  void Touch(PositionId id, bool waits) {
    if (waits) {
      waiting_.insert(id);
      to_look_at_.insert(id);
    } else {
      waiting_.erase(id);
      silent_.erase(id);
      to_look_at_.erase(id);
    }
  }
  // Something happened that concerns every position.
  void TouchAll() { to_look_at_ = waiting_; }

  bool HasDue(Day today, uint64_t words) const {
    return !to_look_at_.empty() || (!waiting_.empty() && today != looked_on_) ||
           (!silent_.empty() && words != words_);
  }

  // The next position to look at on this day.
  std::optional<PositionId> Next(Day today, uint64_t words) {
    if (today != looked_on_) TouchAll();
    looked_on_ = today;
    if (words != words_) {
      to_look_at_.insert(silent_.begin(), silent_.end());
      silent_.clear();
    }
    words_ = words;
    if (to_look_at_.empty()) return std::nullopt;
    return *to_look_at_.begin();
  }
  // Nothing more can be given there for now. `is_aged`: nor before its source speaks, perhaps;
  // found out before it was looked at.
  void Done(PositionId id, bool is_aged) {
    to_look_at_.erase(id);
    if (is_aged) silent_.insert(id);
  }

 private:
  absl::btree_set<PositionId> waiting_;
  absl::btree_set<PositionId> to_look_at_;
  absl::btree_set<PositionId> silent_;
  Day looked_on_ = kNoDay;
  uint64_t words_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_FILL_QUEUE_H_
