#ifndef ATP_ENGINE_SUBSCRIPTION_H_
#define ATP_ENGINE_SUBSCRIPTION_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "engine/history.h"
#include "engine/model/delta.h"
#include "engine/views.h"

namespace atp {

struct SubscribeRequest {
  enum class Start : uint8_t { kNow, kFullPicture, kAfter };
  enum class OnLag : uint8_t { kReset, kCoalesce };
  Start start = Start::kNow;
  Sequence after = 0;  // for kAfter
  // The history that `after` is a place in. Without it, it must be a place in each that the ledger
  // ever had. Whoever has seen something else there is reset.
  std::optional<HistoryId> history;
  // Empty: all. A delta matches if one of its changes does; only those changes are shown. Without
  // a filter every sequence is delivered, also those that change no balance.
  std::vector<std::string> items;
  std::vector<std::string> locations;
  OnLag on_lag = OnLag::kReset;
  // Whether it is one of subscribers_max, and of those that Status() counts. Not for one that reads
  // on behalf of others who are counted.
  bool is_counted = true;
};

// What arrives, in order.
struct PictureRow {
  std::string item;
  std::string location;
  Balances balances;
};
struct PictureEnd {
  Sequence sequence = 0;  // the deltas that follow begin after it
};
struct Heartbeat {
  Sequence sequence = 0;  // everything up to here that matches has been delivered
};
struct Reset {
  Sequence oldest = 0;  // any sequence >= oldest - 1 of this history is a place to resume after
  std::string reason;
};
using FeedEvent = std::variant<DeltaPtr, PictureRow, PictureEnd, Heartbeat, Reset>;

// One subscriber's place in the stream: every matching sequence once and in order, or a Reset that
// ends it; never a silent gap. Nothing is delivered before it is durable.
//
// Used by one thread at a time, except Cancel(). Must be destroyed before its Engine. A slow owner
// costs the ledger nothing: history is pulled, not pushed.
class Subscription {
 public:
  virtual ~Subscription() = default;

  // Appends up to `max` events to *events; waits up to `timeout_ms` for the first, and gives one
  // Heartbeat if none came. *ended becomes true with or after a Reset, and after Cancel().
  // An error means history could not be read; it ends the subscription too.
  virtual absl::Status Next(size_t max, int timeout_ms, std::vector<FeedEvent>* events,
                            bool* ended) = 0;

  // Everything up to here that matches was given. Nothing until the picture, if one was asked for,
  // is complete.
  virtual std::optional<Sequence> place() const = 0;

  // What comes up to `sequence` was given by somebody else: goes on after it. Not before place(),
  // and not while there is none.
  virtual void SkipTo(Sequence sequence) = 0;

  // Wakes a waiting Next(), which then ends. From any thread.
  virtual void Cancel() = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_SUBSCRIPTION_H_
