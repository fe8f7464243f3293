#ifndef ATP_ENGINE_LIVE_SUBSCRIPTION_H_
#define ATP_ENGINE_LIVE_SUBSCRIPTION_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "engine/feed/delta_ring.h"
#include "engine/journal/journal.h"
#include "engine/journal/journal_reader.h"
#include "engine/reader.h"
#include "engine/subscription.h"

namespace atp {

// The delta of an entry, with keys for numbers.
DeltaPtr MakeDelta(const Entry& entry, Reader* reader);

// A Subscription that pulls: recent deltas from the ring, older ones from the journal.
//
//   [picture, shard by shard] -> catch up from the journal -> live from the ring
//                                        ^                          |
//                                        +--- kTooOld: reset or coalesce
class LiveSubscription final : public Subscription {
 public:
  // Everything must outlive it. `on_end` runs in the destructor.
  LiveSubscription(const SubscribeRequest& request, Sequence start, DeltaRing* ring,
                   Journal* journal, CommitLog* log, Ledger* ledger, Reader* reader,
                   std::function<void()> on_end);
  ~LiveSubscription() override { on_end_(); }

  absl::Status Next(size_t max, int timeout_ms, std::vector<FeedEvent>* events,
                    bool* ended) override;
  std::optional<Sequence> place() const override;
  void SkipTo(Sequence sequence) override;
  void Cancel() override;

 private:
  void ReadPicture(int timeout_ms, std::vector<FeedEvent>* events);
  // Fills *events from wherever the next delta is; leaves it empty if there is none yet.
  absl::Status Pull(size_t max, std::vector<FeedEvent>* events);
  absl::Status CatchUp(size_t max, std::vector<FeedEvent>* events);
  absl::Status Coalesce(std::vector<FeedEvent>* events);
  void GiveReset(std::string reason, std::vector<FeedEvent>* events);
  // Appends the delta, or the part of it that matches; moves on in any case.
  void Give(const DeltaPtr& delta, std::vector<FeedEvent>* events);
  bool Matches(const Delta::Change& change) const;

  const SubscribeRequest request_;
  const absl::flat_hash_set<std::string> items_;
  const absl::flat_hash_set<std::string> locations_;
  DeltaRing& ring_;
  Journal& journal_;
  CommitLog& log_;
  Ledger& ledger_;
  Reader& reader_;
  const std::function<void()> on_end_;

  std::atomic<bool> is_cancelled_{false};
  bool is_over_ = false;
  bool is_live_;
  uint32_t picture_shard_;  // next to read; the shard count when the picture is done
  Sequence delivered_;      // everything up to here that matches was given
  std::unique_ptr<JournalReader> history_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LIVE_SUBSCRIPTION_H_
