// Of the twin: what of ATP is set aside for channels.

#include <algorithm>

#include "engine/atp/exact_sum.h"
#include "tests/model/twin.h"

namespace atp {

const TwinChannel* Twin::FindChannel(const std::string& name) const {
  for (const TwinChannel& channel : channels_) {
    if (channel.name == name) return &channel;
  }
  return nullptr;
}

std::string Twin::CheckChannel(const std::string& name) const {
  return name.empty() || FindChannel(name) != nullptr ? "" : "UNKNOWN_CHANNEL";
}

std::vector<std::string> Twin::Upwards(std::string channel) const {
  std::vector<std::string> upwards;
  for (; !channel.empty(); channel = FindChannel(channel)->parent) upwards.push_back(channel);
  return upwards;
}

std::map<std::string, TwinQuota> Twin::QuotasAt(const Place& place) const {
  std::map<std::string, TwinQuota> quotas;
  const auto it = quotas_.find(place);
  if (it == quotas_.end()) return quotas;
  for (const auto& [channel, quota] : it->second) {
    // A quota of nothing is none.
    if (quota.limit > 0 || quota.remaining > 0) quotas[channel] = quota;
  }
  return quotas;
}

std::string Twin::Above(const Place& place, const std::string& channel) const {
  const auto quotas = QuotasAt(place);
  for (const std::string& above : Upwards(FindChannel(channel)->parent)) {
    if (quotas.count(above) > 0) return above;
  }
  return "";
}

void Twin::Serve(const Place& place, const std::string& above, Quantity atp,
                 std::map<std::string, Quantity>* own) const {
  const auto quotas = QuotasAt(place);
  for (const TwinChannel& channel : channels_) {
    const auto it = quotas.find(channel.name);
    if (it == quotas.end() || Above(place, channel.name) != above) continue;
    const Quantity served = std::min(it->second.remaining, atp);
    atp -= served;
    Serve(place, channel.name, served, own);
  }
  (*own)[above] = atp;
}

std::map<std::string, Quantity> Twin::Divide(const Place& place, Quantity atp) const {
  std::map<std::string, Quantity> own;
  Serve(place, "", std::max<Quantity>(0, atp), &own);
  if (atp == kUnlimited) own[""] = kUnlimited;
  return own;
}

std::vector<Quantity> Twin::AtpByDay(const Place& place, const std::string& channel,
                                     bool is_emergency) const {
  std::vector<Quantity> by_day = UndividedByDay(place, is_emergency);
  if (channels_.empty()) return by_day;
  for (Quantity& atp : by_day) {
    std::map<std::string, Quantity> own = Divide(place, atp);
    ExactSum sum = 0;
    bool may_use_shared_pool = true;
    for (const std::string& level : Upwards(channel)) {
      if (may_use_shared_pool) sum += own[level];
      may_use_shared_pool &= FindChannel(level)->may_use_shared_pool;
    }
    if (may_use_shared_pool) sum += own[""];
    atp = std::min(Saturate(sum), atp);
  }
  return by_day;
}

void Twin::AddPromise(TwinReservation::Line* line, Quantity quantity, const std::string& channel,
                      bool is_emergency) {
  if (quantity == 0) return;
  if (!channel.empty() && !QuotasAt(line->place).empty()) {
    const Day day = std::max(line->day, today_);
    auto own = Divide(line->place, UndividedByDay(line->place, is_emergency)[day - today_]);
    auto& quotas = Change(&quotas_, line->place);
    Quantity wanted = quantity;
    for (const std::string& level : Upwards(channel)) {
      const Quantity taken = std::min(wanted, own[level]);
      wanted -= taken;
      if (taken > 0) line->quota[level] += taken;
      // What lies within a quota is part of it.
      for (const std::string& up : Upwards(level)) {
        if (quotas.count(up) > 0) quotas[up].remaining -= taken;
      }
      if (!FindChannel(level)->may_use_shared_pool) break;
    }
  }
  line->open += quantity;
  line->promised += quantity;
}

void Twin::GiveBack(TwinReservation::Line* line, Quantity quantity) {
  Quantity from_quotas = 0;
  std::vector<std::pair<size_t, std::string>> topmost_first;
  for (const auto& [channel, part] : line->quota) {
    from_quotas += part;
    topmost_first.emplace_back(Upwards(channel).size(), channel);
  }
  std::sort(topmost_first.begin(), topmost_first.end());
  Quantity rest = quantity - std::min(quantity, line->open - from_quotas);
  line->open -= quantity;
  for (const auto& [depth, channel] : topmost_first) {
    const Quantity back = std::min(rest, line->quota[channel]);
    rest -= back;
    if ((line->quota[channel] -= back) == 0) line->quota.erase(channel);
    if (back == 0) continue;
    auto& quotas = Change(&quotas_, line->place);
    for (const std::string& up : Upwards(channel)) {
      if (quotas.count(up) == 0) continue;
      quotas[up].remaining = std::min(quotas[up].limit, quotas[up].remaining + back);
    }
  }
}

void Twin::UseUp(TwinReservation::Line* line, Quantity quantity) {
  line->open -= quantity;
  std::vector<std::pair<size_t, std::string>> topmost_first;
  for (const auto& [channel, part] : line->quota) {
    topmost_first.emplace_back(Upwards(channel).size(), channel);
  }
  std::sort(topmost_first.rbegin(), topmost_first.rend());
  for (const auto& [depth, channel] : topmost_first) {
    const Quantity used = std::min(quantity, line->quota[channel]);
    quantity -= used;
    if ((line->quota[channel] -= used) == 0) line->quota.erase(channel);
  }
}

Quantity Twin::WithinQuota(const Place& place, const std::string& above) const {
  Quantity within = 0;
  for (const auto& [channel, quota] : QuotasAt(place)) {
    if (Above(place, channel) == above) within += quota.remaining;
  }
  return within;
}

std::string Twin::Apply(const ChangeQuota& action, TwinAnswer* answer) {
  answer->cause = Cause::kSetQuota;
  for (const QuotaLine& line : action.lines) {
    const std::string unknown = FindPlace({line.item, line.location});
    if (!unknown.empty()) return unknown;
    const std::string refused = ChangeOne(action.verb, line);
    if (!refused.empty()) return refused;
  }
  return "";
}

std::string Twin::ChangeOne(ChangeQuota::Verb verb, const QuotaLine& line) {
  using Verb = ChangeQuota::Verb;
  const Place place{line.item, line.location};
  ChangeStock(place);
  const auto over_by = [&](const std::string& channel) {
    return WithinQuota(place, channel) - QuotasAt(place)[channel].remaining;
  };
  std::map<std::string, Quantity> over_before;
  for (const TwinChannel& channel : channels_) over_before[channel.name] = over_by(channel.name);
  const Quantity topmost_before = WithinQuota(place, "");

  if (!CheckChannel(line.channel).empty()) return CheckChannel(line.channel);
  std::vector<std::string> changed;
  auto& quotas = Change(&quotas_, place);
  TwinQuota& quota = quotas[line.channel];
  if (verb == Verb::kSet) {
    const Quantity used = quota.limit - quota.remaining;
    quota.limit = line.quantity;
    quota.remaining = std::max<Quantity>(0, line.quantity - used);
    changed = {line.channel};
  } else {
    if (line.quantity > quota.remaining) return "QUOTA_USED";
    quota.limit -= line.quantity;
    quota.remaining -= line.quantity;
    changed = {line.channel};
    if (verb == Verb::kMove) {
      if (!CheckChannel(line.to_channel).empty()) return CheckChannel(line.to_channel);
      quotas[line.to_channel].limit += line.quantity;
      quotas[line.to_channel].remaining += line.quantity;
      changed = {line.to_channel, line.channel};
    }
  }
  for (auto it = quotas.begin(); it != quotas.end();) {
    it = it->second.limit == 0 ? quotas.erase(it) : std::next(it);
  }
  for (const std::string& channel : changed) {
    // What was too much before only must not grow.
    for (const std::string& level : {Above(place, channel), channel}) {
      if (QuotasAt(place).count(level) == 0) continue;
      if (over_by(level) > std::max<Quantity>(0, over_before[level])) {
        return "QUOTA_EXCEEDS_PARENT";
      }
    }
    const Quantity topmost = WithinQuota(place, "");
    const Quantity there_is = std::max<Quantity>(0, UndividedByDay(place, false).back());
    if (topmost > topmost_before && topmost > there_is) return "QUOTA_EXCEEDS_ATP";
  }
  return "";
}

}  // namespace atp
