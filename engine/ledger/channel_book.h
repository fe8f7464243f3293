#ifndef ATP_ENGINE_LEDGER_CHANNEL_BOOK_H_
#define ATP_ENGINE_LEDGER_CHANNEL_BOOK_H_

#include <optional>
#include <vector>

#include "engine/model/types.h"

namespace atp {

// The tree of sales channels by number. No channel is its own ancestor; decide sees to that.
//
// Derived from the settings of the catalog that owns it.
class ChannelBook {
 public:
  struct Channel {
    ChannelId parent = kNoChannel;
    bool may_use_shared_pool = true;
  };

  // Whether anything is set for it. A channel can be named, as a parent, before it is set.
  bool Has(ChannelId id) const { return id < channels_.size() && channels_[id].has_value(); }

  // kNoChannel: it is topmost.
  ChannelId Parent(ChannelId id) const { return Has(id) ? channels_[id]->parent : kNoChannel; }

  // Whether it may be served from what lies above it.
  bool MayUseSharedPool(ChannelId id) const {
    return !Has(id) || channels_[id]->may_use_shared_pool;
  }

  // How many channels are above it.
  int Depth(ChannelId id) const {
    int depth = 0;
    for (ChannelId above = Parent(id); above != kNoChannel; above = Parent(above)) ++depth;
    return depth;
  }

  // Nothing is set for any.
  bool empty() const { return channels_.empty(); }

  void Index(ChannelId id, std::optional<Channel> channel) {
    if (id >= channels_.size()) channels_.resize(id + 1);
    channels_[id] = channel;
  }

 private:
  std::vector<std::optional<Channel>> channels_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CHANNEL_BOOK_H_
