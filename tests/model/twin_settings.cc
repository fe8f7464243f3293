// Of the twin: rules, as they are set and removed, and channels, which are only set.

#include <set>

#include "tests/model/twin.h"

namespace atp {

std::string Twin::Apply(const ChangeSettings& action, TwinAnswer* answer) {
  answer->cause = Cause::kSet;
  std::set<Place> keys;
  for (const Setting& setting : action.settings) {
    if (const auto* channel = std::get_if<ChannelSetting>(&setting.value)) {
      undo_.push_back([this, old = channels_] { channels_ = old; });
      const TwinChannel set{channel->channel, channel->parent, channel->may_use_shared_pool};
      auto it = channels_.begin();
      while (it != channels_.end() && it->name != set.name) ++it;
      it == channels_.end() ? channels_.push_back(set) : void(*it = set);
      continue;
    }
    const auto& rule = std::get<RuleSetting>(setting.value);
    if (!keys.insert({rule.item, rule.location}).second) return "NAMED_TWICE";
  }
  for (const Setting& setting : action.settings) {
    if (std::holds_alternative<ChannelSetting>(setting.value)) continue;
    const auto& rule = std::get<RuleSetting>(setting.value);
    const Place key{rule.item, rule.location};
    if (setting.is_removed) {
      const auto it = rules_.find(key);
      if (it == rules_.end()) return "UNKNOWN_SETTING";
      undo_.push_back([this, key, old = it->second] { rules_[key] = old; });
      rules_.erase(it);
      continue;
    }
    if (!rule.item.empty() && items_.count(rule.item) == 0) return "UNKNOWN_ITEM";
    if (!rule.location.empty() && locations_.count(rule.location) == 0) return "UNKNOWN_LOCATION";
    Change(&rules_, key) = rule.rule;
  }
  return "";
}

}  // namespace atp
