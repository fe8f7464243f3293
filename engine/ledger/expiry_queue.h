#ifndef ATP_ENGINE_LEDGER_EXPIRY_QUEUE_H_
#define ATP_ENGINE_LEDGER_EXPIRY_QUEUE_H_

#include <optional>
#include <utility>

#include "absl/container/btree_set.h"
#include "engine/model/types.h"

namespace atp {

// The deadlines that may come due in a shard, earliest first, ties by reservation id.
//
// A hint, not a truth: every shard that holds a line of a held reservation is told its deadline
// once; confirming, extending and releasing happen at the reservation's home and leave the hint
// behind. Who finds one due asks the home shard, then drops or replaces it. So a missing hint is a
// bug and a stale one costs a look-up. Not thread-safe: guarded by its shard's lock.
class ExpiryQueue {
 public:
  struct Hint {
    Micros deadline = 0;
    ReservationId reservation = kNoReservation;
    friend bool operator<(const Hint& a, const Hint& b) {
      return a.deadline != b.deadline ? a.deadline < b.deadline : a.reservation < b.reservation;
    }
  };

  void Add(const Hint& hint) { hints_.insert(hint); }
  void Drop(const Hint& hint) { hints_.erase(hint); }
  void Clear() { hints_.clear(); }

  bool HasDue(Micros now) const { return !hints_.empty() && hints_.begin()->deadline <= now; }

  // The earliest hint with deadline <= now.
  std::optional<Hint> FirstDue(Micros now) const {
    if (!HasDue(now)) return std::nullopt;
    return *hints_.begin();
  }

 private:
  absl::btree_set<Hint> hints_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_EXPIRY_QUEUE_H_
