#include "engine/ledger/quota_split.h"

#include <algorithm>

#include "engine/base/checked_math.h"
#include "engine/model/rule.h"

namespace atp {

QuotaSplit::QuotaSplit(const QuotaBook* quotas, const ChannelBook& channels, Day today,
                       Quantity atp)
    : channels_(channels), atp_(atp) {
  if (quotas != nullptr) {
    for (const auto& [channel, quota] : quotas->rows()) {
      nodes_.push_back({channel, quotas->Above(channel, channels), OnDay(quota, today).remaining});
    }
  }
  pool_ = Serve(kNoChannel, std::max<Quantity>(0, atp));
  if (atp == kUnlimited) pool_ = kUnlimited;
}

Quantity QuotaSplit::Serve(ChannelId above, Quantity atp) {
  for (Node& node : nodes_) {
    if (node.above != above) continue;
    const Quantity served = std::min(node.remaining, atp);
    atp -= served;
    node.own = Serve(node.channel, served);
  }
  return atp;
}

Quantity QuotaSplit::Own(ChannelId channel) const {
  const auto it =
      std::lower_bound(nodes_.begin(), nodes_.end(), channel,
                       [](const Node& node, ChannelId id) { return node.channel < id; });
  return it == nodes_.end() || it->channel != channel ? 0 : it->own;
}

Quantity QuotaSplit::For(ChannelId channel) const {
  Quantity sum = 0;
  for (; channel != kNoChannel; channel = channels_.Parent(channel)) {
    sum = AddSaturating(sum, Own(channel));
    if (!channels_.MayUseSharedPool(channel)) return std::min(sum, atp_);
  }
  return std::min(AddSaturating(sum, pool_), atp_);
}

QuotaParts QuotaSplit::PartsOf(ChannelId channel, Quantity quantity) const {
  QuotaParts parts;
  for (; channel != kNoChannel && quantity > 0; channel = channels_.Parent(channel)) {
    const Quantity taken = std::min(Own(channel), quantity);
    if (taken > 0) parts.push_back({channel, taken});
    quantity -= taken;
    if (!channels_.MayUseSharedPool(channel)) break;
  }
  return parts;
}

}  // namespace atp
