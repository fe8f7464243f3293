#ifndef ATP_ENGINE_MODEL_QUOTA_H_
#define ATP_ENGINE_MODEL_QUOTA_H_

#include "engine/model/types.h"

namespace atp {

// What is left, at one stock position, of the part of ATP that is set aside for a channel. A
// promise to the channel takes from it; what is released comes back.
//
// With periods a new one begins every period_days from period_start on: what was left is dropped
// and `limit` is there again, or, with carry, `limit` is added to what was left.
//
// Invariant: limit, remaining >= 0; without carry remaining <= limit; without periods
// period_start is kNoDay and carry false.
struct Quota {
  Quantity limit = 0;
  Quantity remaining = 0;   // on the first day of the period that begins at period_start
  int32_t period_days = 0;  // 0: no periods
  Day period_start = kNoDay;
  bool carry = false;

  friend bool operator==(const Quota& a, const Quota& b) {
    return a.limit == b.limit && a.remaining == b.remaining && a.period_days == b.period_days &&
           a.period_start == b.period_start && a.carry == b.carry;
  }
};

// The quota of one position and channel, as it is after an entry and as it was before. A quota of
// limit 0 with nothing remaining is none.
struct QuotaChange {
  PositionId position;
  ChannelId channel = kNoChannel;
  Quota before;
  Quota after;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_QUOTA_H_
