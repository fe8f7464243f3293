// Of the random commands: rules, channels and their quotas, and what is given out anew.

#include "tests/model/random_commands.h"

namespace atp {

Reconfirm RandomCommands::SomeReconfirm(uint64_t reservations) {
  Reconfirm reconfirm;
  reconfirm.item = Item();
  if (OneIn(2)) reconfirm.location = Location();
  for (int64_t i = OneIn(3) && reservations > 0 ? Between(1, 3) : 0; i > 0; --i) {
    reconfirm.strategies.emplace_back(SomeReservation(reservations),
                                      static_cast<ShortageStrategy>(Between(1, 5)));
  }
  return reconfirm;
}

// Mostly as it is by default in each of its parts; LOOK_AHEAD as often as all others together.
Rule RandomCommands::SomeRule() {
  const auto fence = [&]() -> std::optional<int32_t> {
    if (OneIn(3)) return std::nullopt;
    return OneIn(2) ? kNoFence : static_cast<int32_t>(Between(0, 4));
  };
  Rule rule;
  if (OneIn(2)) rule.mode = static_cast<AtpMode>(Between(2, 6));
  rule.horizon_days = static_cast<int32_t>(Between(OneIn(20) ? 0 : 2, horizon_days_ + 3));
  if (OneIn(2)) {
    rule.past_due_supply_fence_days = fence();
    rule.past_due_supply_offset_days = static_cast<int32_t>(Between(0, 3));
  }
  if (OneIn(3)) {
    rule.past_due_demand_fence_days = fence();
    rule.past_due_demand_offset_days = static_cast<int32_t>(Between(0, 3));
  }
  if (OneIn(3)) {
    rule.supply_states = static_cast<SupplyStateMask>(Between(0, 7) << 1) & kAllSupplyStates;
    rule.supply_kinds = static_cast<SupplyKindMask>(Between(0, 7) << 1) & kAllSupplyKinds;
  }
  if (OneIn(6)) rule.lead_time_days = static_cast<int32_t>(Between(1, horizon_days_ + 2));
  if (OneIn(2)) rule.safety_stock_protected_percent = static_cast<int32_t>(Between(0, 100));
  rule.emergency_uses_safety_stock = OneIn(2);
  return rule;
}

std::string RandomCommands::SomeChannel() {
  static constexpr const char* kChannels[] = {"", "web", "app", "shop"};
  if (!topics_.quotas) return "";
  return OneIn(200) ? "kiosk" : kChannels[Between(0, 3)];
}

// App is part of web. Always all of them, so that their numbers are in this order.
ChangeSettings RandomCommands::SomeChannels() {
  has_channels_ = true;
  ChangeSettings change;
  change.settings.push_back({ChannelSetting{"web", "", !OneIn(4)}, false});
  change.settings.push_back({ChannelSetting{"app", "web", !OneIn(4)}, false});
  change.settings.push_back({ChannelSetting{"shop", "", OneIn(2)}, false});
  return change;
}

ChangeQuota RandomCommands::SomeChangeQuota() {
  ChangeQuota change;
  change.verb = static_cast<ChangeQuota::Verb>(OneIn(2) ? 1 : Between(2, 3));
  const int64_t lines = OneIn(4) ? 2 : 1;
  for (int64_t i = 0; i < lines; ++i) {
    QuotaLine line;
    line.item = Item();
    line.location = Location();
    while (line.channel.empty()) line.channel = SomeChannel();
    while (line.to_channel.empty()) line.to_channel = SomeChannel();
    line.quantity = Between(change.verb == ChangeQuota::Verb::kSet && !OneIn(50) ? 0 : 1, 5);
    change.lines.push_back(line);
  }
  return change;
}

ChangeSettings RandomCommands::SomeRules() {
  ChangeSettings change;
  const int64_t settings = OneIn(4) ? 2 : 1;
  for (int64_t i = 0; i < settings; ++i) {
    RuleSetting setting;
    if (OneIn(2)) setting.item = "item-" + std::to_string(Between(0, OneIn(20) ? 9 : 4));
    if (OneIn(2)) setting.location = "place-" + std::to_string(Between(0, OneIn(20) ? 5 : 2));
    setting.rule = SomeRule();
    change.settings.push_back({setting, OneIn(4)});
  }
  return change;
}

}  // namespace atp
