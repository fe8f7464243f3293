#ifndef ATP_ENGINE_LEDGER_QUOTA_SPLIT_H_
#define ATP_ENGINE_LEDGER_QUOTA_SPLIT_H_

#include <vector>

#include "engine/ledger/quota_book.h"

namespace atp {

// How the ATP of one position on one day is divided among channels and the pool that all share.
//
//     ATP 100 = web 60 (of it app 20) + shop 30 + pool 10
//     app may be promised its 20, 40 of web that are no other's, and the pool; shop 30 and the pool
//
// Where there is less than is set aside, quotas are served in the order of channel numbers; within
// a quota likewise. Each step up, and into the pool at last, is open to a channel whose setting,
// and that of every channel on the way, lets it use what is shared.
//
// Invariant: what each channel has for itself and the pool never sum to more than ATP.
class QuotaSplit {
 public:
  // `quotas` null: none.
  QuotaSplit(const QuotaBook* quotas, const ChannelBook& channels, Day today, Quantity atp);

  // What is left of the channel's quota that is set aside for no channel below it.
  Quantity Own(ChannelId channel) const;
  // What is set aside for nobody.
  Quantity pool() const { return pool_; }
  // What may be promised to the channel; kNoChannel: to who names none. Where ATP is below 0, ATP.
  Quantity For(ChannelId channel) const;
  // The parts that a promise of so many units takes from quotas, the own channel's first. The rest
  // is the pool's.
  QuotaParts PartsOf(ChannelId channel, Quantity quantity) const;

 private:
  struct Node {
    ChannelId channel;
    ChannelId above;  // in whose quota it lies
    Quantity remaining;
    Quantity own = 0;
  };

  // Serves the quotas that lie in that of `above`, as far as `atp` goes; returns what is over.
  Quantity Serve(ChannelId above, Quantity atp);

  const ChannelBook& channels_;
  const Quantity atp_;
  std::vector<Node> nodes_;  // in order of channels
  Quantity pool_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_QUOTA_SPLIT_H_
