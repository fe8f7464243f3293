#include "engine/ledger/quota_book.h"

#include <algorithm>

#include "engine/base/check.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

auto LowerBound(const std::vector<QuotaBook::Row>& rows, ChannelId channel) {
  return std::lower_bound(rows.begin(), rows.end(), channel,
                          [](const QuotaBook::Row& row, ChannelId id) { return row.first < id; });
}

template <typename Parts>
auto FindPart(Parts& parts, ChannelId channel) {
  return std::find_if(parts.begin(), parts.end(),
                      [&](const QuotaPart& part) { return part.channel == channel; });
}

// The own channel first, then one after the other what is above it.
QuotaParts OwnFirst(QuotaParts parts, const ChannelBook& channels) {
  std::stable_sort(parts.begin(), parts.end(), [&](const QuotaPart& a, const QuotaPart& b) {
    return channels.Depth(a.channel) > channels.Depth(b.channel);
  });
  return parts;
}

// So much of the parts, in their order.
QuotaParts First(const QuotaParts& parts, Quantity quantity) {
  QuotaParts first;
  for (const QuotaPart& part : parts) {
    const Quantity taken = std::min(part.quantity, quantity);
    if (taken > 0) first.push_back({part.channel, taken});
    quantity -= taken;
  }
  return first;
}

// Calls change(&quota) for the quota of the part's channel and of all above it, as of today.
template <typename Change>
void ForEachAbove(ChannelId channel, const ChannelBook& channels, Day today, QuotaBook* book,
                  Change change) {
  for (; channel != kNoChannel; channel = channels.Parent(channel)) {
    Quota quota = OnDay(book->Find(channel), today);
    if (IsNone(quota)) continue;
    change(&quota);
    book->Set(channel, quota);
  }
}

}  // namespace

Quota OnDay(const Quota& quota, Day day) {
  if (quota.period_days == 0 || day - quota.period_start < quota.period_days) return quota;
  Quota now = quota;
  const int32_t periods = (day - quota.period_start) / quota.period_days;
  now.period_start += periods * quota.period_days;
  now.remaining = quota.limit;
  if (quota.carry) {
    now.remaining = quota.remaining;
    for (int32_t i = 0; i < periods; ++i) now.remaining = AddSaturating(now.remaining, quota.limit);
  }
  return now;
}

Quota QuotaBook::Find(ChannelId channel) const {
  const auto it = LowerBound(rows_, channel);
  return it == rows_.end() || it->first != channel ? Quota() : it->second;
}

void QuotaBook::Set(ChannelId channel, const Quota& quota) {
  ATP_CHECK(quota.limit >= 0 && quota.remaining >= 0);
  ATP_CHECK(quota.carry || quota.remaining <= quota.limit);
  const auto it = rows_.begin() + (LowerBound(rows_, channel) - rows_.begin());
  const bool is_there = it != rows_.end() && it->first == channel;
  if (IsNone(quota)) {
    if (is_there) rows_.erase(it);
  } else if (is_there) {
    it->second = quota;
  } else {
    rows_.insert(it, {channel, quota});
  }
}

void QuotaBook::Take(const QuotaParts& parts, const ChannelBook& channels, Day today) {
  for (const QuotaPart& part : parts) {
    ForEachAbove(part.channel, channels, today, this, [&](Quota* quota) {
      ATP_CHECK(quota->remaining >= part.quantity);
      quota->remaining -= part.quantity;
    });
  }
}

void QuotaBook::GiveBack(const QuotaParts& parts, const ChannelBook& channels, Day today) {
  for (const QuotaPart& part : parts) {
    ForEachAbove(part.channel, channels, today, this, [&](Quota* quota) {
      quota->remaining = AddSaturating(quota->remaining, part.quantity);
      if (!quota->carry) quota->remaining = std::min(quota->remaining, quota->limit);
    });
  }
}

ChannelId QuotaBook::Above(ChannelId channel, const ChannelBook& channels) const {
  do {
    channel = channels.Parent(channel);
  } while (channel != kNoChannel && IsNone(Find(channel)));
  return channel;
}

Quantity QuotaBook::OverBy(ChannelId channel, const ChannelBook& channels, Day today) const {
  Quantity within = 0;
  for (const auto& [id, quota] : rows_) {
    if (Above(id, channels) == channel) {
      within = AddSaturating(within, OnDay(quota, today).remaining);
    }
  }
  return channel == kNoChannel ? within : within - OnDay(Find(channel), today).remaining;
}

QuotaParts PartsGivenBack(const QuotaParts& parts, Quantity open, Quantity quantity,
                          const ChannelBook& channels) {
  if (parts.empty()) return {};
  QuotaParts last_first = OwnFirst(parts, channels);
  std::reverse(last_first.begin(), last_first.end());
  const Quantity from_quotas = SumOf(parts);
  ATP_CHECK(from_quotas <= open && quantity <= open);
  const Quantity from_pool = std::min(open - from_quotas, quantity);
  QuotaParts back = First(last_first, quantity - from_pool);
  std::reverse(back.begin(), back.end());
  return back;
}

QuotaParts PartsUsedUp(const QuotaParts& parts, Quantity quantity, const ChannelBook& channels) {
  return parts.empty() ? QuotaParts() : First(OwnFirst(parts, channels), quantity);
}

void AddParts(const QuotaParts& change, QuotaParts* parts) {
  for (const QuotaPart& part : change) {
    const auto it = FindPart(*parts, part.channel);
    if (it == parts->end()) {
      parts->push_back(part);
    } else {
      it->quantity += part.quantity;
    }
  }
}

void TakeParts(const QuotaParts& change, QuotaParts* parts) {
  for (const QuotaPart& part : change) {
    const auto it = FindPart(*parts, part.channel);
    ATP_CHECK(it != parts->end() && part.quantity <= it->quantity);
    it->quantity -= part.quantity;
    if (it->quantity == 0) parts->erase(it);
  }
}

QuotaParts PartsWithout(const QuotaParts& parts, const QuotaParts& others) {
  QuotaParts more;
  for (const QuotaPart& part : parts) {
    const auto it = FindPart(others, part.channel);
    const Quantity had = it == others.end() ? 0 : it->quantity;
    if (part.quantity > had) more.push_back({part.channel, part.quantity - had});
  }
  return more;
}

Quantity SumOf(const QuotaParts& parts) {
  Quantity sum = 0;
  for (const QuotaPart& part : parts) sum += part.quantity;
  return sum;
}

}  // namespace atp
