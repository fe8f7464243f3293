// What is set, there and back, and what its defaults mean.
#include "server/translate_settings.h"

#include <functional>
#include <string>
#include <vector>

#include "engine/model/error.h"
#include "engine/model/one_of_each.h"
#include "gtest/gtest.h"
#include "server/translate_rule.h"

namespace atp {
namespace {

// What the engine gets of one setting.
absl::StatusOr<Setting> Translate(const v1::Setting& setting) {
  v1::ChangeSettingsRequest request;
  *request.add_settings() = setting;
  const absl::StatusOr<Action> action = ToAction(request);
  if (!action.ok()) return action.status();
  return std::get<ChangeSettings>(*action).settings[0];
}

TEST(TranslateSettingsTest, EachKindComesBackAsItWent) {
  ASSERT_EQ(OneOfEach().size(), std::variant_size_v<SettingValue>);
  for (const SettingValue& value : OneOfEach()) {
    v1::Setting setting;
    FillSetting(value, &setting);
    EXPECT_EQ(static_cast<size_t>(setting.value_case()), value.index() + 1);
    const auto back = Translate(setting);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(Encoded(back->value), Encoded(value)) << setting.ShortDebugString();
    EXPECT_FALSE(back->is_removed);
  }
}

TEST(TranslateSettingsTest, WhatIsUnsetHasTheEnginesDefault) {
  v1::Setting setting;
  setting.mutable_rule();
  EXPECT_EQ(std::get<RuleSetting>(Translate(setting)->value).rule, Rule());
  setting.mutable_supplier();
  EXPECT_EQ(std::get<SupplierSetting>(Translate(setting)->value).confidence, Confidence());
  setting.mutable_channel();
  EXPECT_TRUE(std::get<ChannelSetting>(Translate(setting)->value).may_use_shared_pool);
  setting.mutable_age();
  EXPECT_EQ(std::get<AgeSetting>(Translate(setting)->value).policy, AgePolicy::kMark);

  v1::LearnSuppliersRequest learn;
  const auto action = ToAction(learn);
  EXPECT_EQ(std::get<LearnSuppliers>(*action).deliveries_min, 20u);
  EXPECT_EQ(std::get<LearnSuppliers>(*action).guaranteed_percentile, 95);
  EXPECT_EQ(std::get<LearnSuppliers>(*action).expected_percentile, 50);
}

// Each rule that cannot be left to defaults, there and back.
TEST(TranslateSettingsTest, RulesAtTheirEdges) {
  struct Case {
    const char* what;
    std::function<void(Rule*)> change;
  };
  const Case cases[] = {
      {"the default", [](Rule*) {}},
      {"no supply counts",
       [](Rule* r) {
         r->supply_states = 0;
         r->supply_kinds = 0;
       }},
      {"late supply counts for ever", [](Rule* r) { r->past_due_supply_fence_days = kNoFence; }},
      {"late supply counts for today only", [](Rule* r) { r->past_due_supply_fence_days = 0; }},
      {"late demand never counts", [](Rule* r) { r->past_due_demand_fence_days.reset(); }},
      {"late demand counts for a week", [](Rule* r) { r->past_due_demand_fence_days = 7; }},
      {"no safety stock is protected", [](Rule* r) { r->safety_stock_protected_percent = 0; }},
      {"nothing ordered is trusted",
       [](Rule* r) {
         r->confidence[0].haircuts.fill({0, kHorizonDaysMax});
       }},
  };
  for (const Case& c : cases) {
    Rule rule;
    c.change(&rule);
    v1::Rule message;
    FillRule(rule, &message);
    const auto back = ToRule(message, "rule");
    ASSERT_TRUE(back.ok()) << c.what << back.status();
    EXPECT_EQ(*back, rule) << c.what;
  }
}

TEST(TranslateSettingsTest, WhatTheEngineCannotSayIsRefusedHere) {
  struct Case {
    const char* what;
    std::function<void(v1::Setting*)> spoil;
    const char* reason;
    const char* field;
  };
  constexpr char kRange[] = "FIELD_OUT_OF_RANGE";
  using S = v1::Setting*;
  const Case cases[] = {
      {"no kind", [](S) {}, kRange, "settings[0].value"},
      {"unknown mode",
       [](S s) { s->mutable_rule()->mutable_rule()->set_mode(static_cast<v1::Rule::Mode>(9)); },
       kRange, "settings[0].rule.mode"},
      {"unknown level",
       [](S s) {
         s->mutable_rule()->mutable_rule()->set_reserve_level(static_cast<v1::Rule::Level>(4));
       },
       kRange, "settings[0].rule.reserve_level"},
      {"a state that is closed",
       [](S s) { s->mutable_rule()->mutable_rule()->add_supply_states(v1::Supply::RECEIVED); },
       kRange, "settings[0].rule.supply_states[0]"},
      {"no kind of supply",
       [](S s) {
         s->mutable_rule()->mutable_rule()->add_supply_kinds(v1::SupplyKey::ASN);
         s->mutable_rule()->mutable_rule()->add_supply_kinds(v1::SupplyKey::KIND_UNSPECIFIED);
       },
       kRange, "settings[0].rule.supply_kinds[1]"},
      {"supply ignored and counted",
       [](S s) {
         s->mutable_rule()->mutable_rule()->set_ignores_supply(true);
         s->mutable_rule()->mutable_rule()->add_supply_kinds(v1::SupplyKey::ASN);
       },
       "RULE_CONTRADICTS_ITSELF", "settings[0].rule.ignores_supply"},
      {"late demand ignored and counted",
       [](S s) {
         s->mutable_rule()->mutable_rule()->set_ignores_past_due_demand(true);
         s->mutable_rule()->mutable_rule()->set_past_due_demand_fence_days(0);
       },
       "RULE_CONTRADICTS_ITSELF", "settings[0].rule.ignores_past_due_demand"},
      {"unknown policy",
       [](S s) { s->mutable_age()->set_policy(static_cast<v1::AgeSetting::Policy>(7)); }, kRange,
       "settings[0].policy"},
      {"negative age", [](S s) { s->mutable_age()->mutable_allowed_age()->set_seconds(-1); },
       kRange, "settings[0].allowed_age"},
      {"negative window", [](S s) { s->mutable_cap()->mutable_window()->set_seconds(-1); }, kRange,
       "settings[0].window"},
  };
  for (const Case& c : cases) {
    v1::Setting setting;
    c.spoil(&setting);
    const auto translated = Translate(setting);
    EXPECT_EQ(ErrorReason(translated.status()), c.reason) << c.what;
    EXPECT_EQ(ErrorField(translated.status()), c.field) << c.what;
  }
}

TEST(TranslateSettingsTest, AChangeShowsWhatWasAndWhatIs) {
  Outcome outcome;
  outcome.entry.sequence = 7;
  outcome.repeated = true;
  const SettingValue web = ChannelSetting{"web", "", true};
  outcome.entry.settings.push_back({{web, false}, std::nullopt});
  outcome.entry.settings.push_back({{web, true}, web});
  v1::SettingsChange response;
  FillSettingsChange(outcome, &response);
  ASSERT_EQ(response.changes_size(), 2);
  EXPECT_EQ(response.changes(0).after().channel().channel(), "web");
  EXPECT_FALSE(response.changes(0).after().remove());
  EXPECT_FALSE(response.changes(0).has_before());
  EXPECT_TRUE(response.changes(1).after().remove());
  EXPECT_TRUE(response.changes(1).before().channel().may_use_shared_pool());
  EXPECT_EQ(response.sequence(), 7);
  EXPECT_TRUE(response.is_repeat());
}

TEST(TranslateSettingsTest, AKindIsTheIndexOfItsAlternative) {
  v1::ListSettingsRequest request;
  EXPECT_FALSE(ToFilter(request)->kind.has_value());
  const std::vector<SettingValue> all = OneOfEach();
  for (int kind = v1::Setting::RULE; kind <= v1::Setting::CAP; ++kind) {
    request.set_kind(static_cast<v1::Setting::Kind>(kind));
    v1::Setting setting;
    FillSetting(all[*ToFilter(request)->kind], &setting);
    EXPECT_EQ(static_cast<int>(setting.value_case()), kind);
  }
  request.set_kind(static_cast<v1::Setting::Kind>(10));
  EXPECT_EQ(ErrorField(ToFilter(request).status()), "kind");
}

}  // namespace
}  // namespace atp
