#ifndef ATP_ENGINE_MODEL_ONE_OF_EACH_H_
#define ATP_ENGINE_MODEL_ONE_OF_EACH_H_

#include <string>
#include <vector>

#include "engine/model/setting.h"

namespace atp {

// For tests that carry settings from one form to another: a field that gets lost on the way comes
// back as its default, and is seen.

// A setting of each kind, in the order of their kinds; every field other than its default.
inline std::vector<SettingValue> OneOfEach() {
  RuleSetting rule{"lamp", "shop", {}};
  rule.rule.mode = AtpMode::kDiscrete;
  rule.rule.horizon_days = 30;
  rule.rule.past_due_supply_fence_days = 3;
  rule.rule.past_due_supply_offset_days = 1;
  rule.rule.past_due_demand_fence_days.reset();
  rule.rule.past_due_demand_offset_days = 2;
  rule.rule.supply_states = kAllSupplyStates;
  rule.rule.supply_kinds = MaskOf(SupplyKind::kAsn);
  rule.rule.lead_time_days = 21;
  rule.rule.safety_stock_protected_percent = 0;
  rule.rule.emergency_uses_safety_stock = true;
  rule.rule.confidence[1].haircuts = {{{60, 5}, {90, 1}, {100, 0}}};
  rule.rule.reserve_level = ConfidenceLevel::kExpected;
  return {rule,
          SupplierSetting{"acme", {{{{0, 9}, {20, 8}, {30, 7}}}}},
          GroupSetting{"north", {"shop", "depot"}},
          LaneSetting{"depot", "wales", 3, 400, 2},
          KitSetting{"set", {{"lamp", 1}, {"bulb", 2}}},
          SubstituteSetting{"lamp", {"lamp2", "lamp3"}},
          ChannelSetting{"web", "online", false},
          AgeSetting{"erp", {"shop"}, kMicrosPerHour + 1, AgePolicy::kBuffer, 10},
          CapSetting{"lamp", 5, 9, kMicrosPerDay}};
}

// Two settings are the same if these bytes are.
inline std::string Encoded(const SettingValue& value) {
  std::string bytes;
  EncodeSetting(value, &bytes);
  return bytes;
}

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_ONE_OF_EACH_H_
