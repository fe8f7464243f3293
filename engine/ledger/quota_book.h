#ifndef ATP_ENGINE_LEDGER_QUOTA_BOOK_H_
#define ATP_ENGINE_LEDGER_QUOTA_BOOK_H_

#include <utility>
#include <vector>

#include "engine/ledger/channel_book.h"
#include "engine/model/quota.h"
#include "engine/model/reservation.h"

namespace atp {

// The quota as it is on `day`: in the period of that day, what was left before it dropped or
// carried over. What is stored and the day decide it; no clock does.
Quota OnDay(const Quota& quota, Day day);

// A quota of nothing is none.
inline bool IsNone(const Quota& quota) { return quota.limit == 0 && quota.remaining == 0; }

// The quotas of one stock position, by channel.
//
// A child's quota lies within that of the nearest channel above it that has one here; what is
// taken from a child is taken from all above it as well.
//
// Quotas are kept as they were when last changed: OnDay() tells what they are now. Not thread-safe.
class QuotaBook {
 public:
  using Row = std::pair<ChannelId, Quota>;

  bool empty() const { return rows_.empty(); }
  // In order of channels; none of them is none.
  const std::vector<Row>& rows() const { return rows_; }
  // As kept; a quota of nothing if there is none.
  Quota Find(ChannelId channel) const;
  void Set(ChannelId channel, const Quota& quota);

  // A promise takes its parts. Aborts if there is less than that.
  void Take(const QuotaParts& parts, const ChannelBook& channels, Day today);
  // The parts come back: on top of what is left, but where nothing carries over never above the
  // limit, since what a period began with was dropped with it.
  void GiveBack(const QuotaParts& parts, const ChannelBook& channels, Day today);

  // By how much what is set aside within the quota of `channel` exceeds what is left of it.
  // Negative: so much is left that is nobody else's. kNoChannel: the sum of the topmost ones.
  Quantity OverBy(ChannelId channel, const ChannelBook& channels, Day today) const;

  // The nearest channel above that has a quota here, or kNoChannel.
  ChannelId Above(ChannelId channel, const ChannelBook& channels) const;

 private:
  std::vector<Row> rows_;
};

// Which parts of an open promise go back with `quantity` of its `open` units: the shared pool is
// paid back first, the own channel last.
QuotaParts PartsGivenBack(const QuotaParts& parts, Quantity open, Quantity quantity,
                          const ChannelBook& channels);
// Which parts are used up by `quantity` that is fulfilled: those of the own channel first.
QuotaParts PartsUsedUp(const QuotaParts& parts, Quantity quantity, const ChannelBook& channels);

// Adds, or takes away, part by part. Aborts if more is taken than there is; what becomes 0 is gone.
void AddParts(const QuotaParts& change, QuotaParts* parts);
void TakeParts(const QuotaParts& change, QuotaParts* parts);
// What `parts` has of each channel beyond what `others` has.
QuotaParts PartsWithout(const QuotaParts& parts, const QuotaParts& others);
Quantity SumOf(const QuotaParts& parts);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_QUOTA_BOOK_H_
