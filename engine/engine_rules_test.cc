// Rules, by item and location, and how far suppliers are trusted: what is checked is what is
// reserved.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

class EngineRulesTest : public EngineTest {
 protected:
  static ChangeSettings Set(SettingValue value, bool is_removed = false) {
    return ChangeSettings{{{std::move(value), is_removed}}};
  }

  static RuleSetting RuleFor(std::string item, std::string location, Rule rule) {
    return {std::move(item), std::move(location), rule};
  }

  LocationPromise CheckAt(const std::string& location, Day day = kNoDay, bool emergency = false) {
    CheckLine line{"lamp", {location}, day, 0};
    line.is_emergency = emergency;
    const auto answer = engine_->Check({line});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0].locations[0] : LocationPromise();
  }

  // The most that can be reserved, found by asking.
  Quantity MostReservable(const std::string& location, Day day, Quantity at_most) {
    Command command;
    Reserve reserve = Take("lamp", location, at_most, day);
    reserve.mode = ReserveMode::kPartial;
    command.action = reserve;
    command.validate_only = true;
    return engine_->ExecuteAndWait(command).value().entry.lines[0].quantity;
  }
};

TEST_F(EngineRulesTest, TheMostSpecificRuleIsUsedAndNamed) {
  for (const char* location : {"london", "paris"}) {
    MustRun(Move(Cause::kReceive, "lamp", location, 1));
  }
  const auto horizon = [](int32_t days) {
    Rule rule;
    rule.horizon_days = days;
    return rule;
  };
  const auto scope = [&](const char* location) { return CheckAt(location).rule_scope; };
  EXPECT_EQ(scope("london"), RuleScope::kDefault);
  MustRun(Set(RuleFor("", "london", horizon(10))));
  EXPECT_EQ(scope("london"), RuleScope::kLocation);
  EXPECT_EQ(scope("paris"), RuleScope::kDefault);
  MustRun(Set(RuleFor("lamp", "", horizon(20))));
  EXPECT_EQ(scope("london"), RuleScope::kItem);
  EXPECT_EQ(scope("paris"), RuleScope::kItem);
  MustRun(Set(RuleFor("lamp", "london", horizon(30))));
  EXPECT_EQ(scope("london"), RuleScope::kPosition);
  EXPECT_EQ(Reason(Take("lamp", "london", 1, kToday + 30)), "DAY_OUTSIDE_HORIZON");
  EXPECT_EQ(MustRun(Take("lamp", "london", 1, kToday + 29)).entry.cause, Cause::kReserve);
  EXPECT_EQ(Reason(Take("lamp", "paris", 1, kToday + 20)), "DAY_OUTSIDE_HORIZON");

  engine_->Checkpoint().value();
  Open();
  EXPECT_EQ(scope("london"), RuleScope::kPosition);
  MustRun(Set(RuleFor("lamp", "london", {}), /*is_removed=*/true));
  EXPECT_EQ(scope("london"), RuleScope::kItem);
  MustRun(Set(RuleFor("lamp", "", {}), true));
  EXPECT_EQ(scope("london"), RuleScope::kLocation);
  Open();
  EXPECT_EQ(scope("london"), RuleScope::kLocation);
  EXPECT_EQ(scope("paris"), RuleScope::kDefault);
}

TEST_F(EngineRulesTest, ADefaultRuleThatIsSetStandsBeforeTheOption) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  Rule week;
  week.horizon_days = 7;
  MustRun(Set(RuleFor("", "", week)));
  EXPECT_EQ(Reason(Take("lamp", "london", 1, kToday + 7)), "DAY_OUTSIDE_HORIZON");
  MustRun(Set(RuleFor("", "", {}), true));
  EXPECT_EQ(MustRun(Take("lamp", "london", 1, kToday + 7)).entry.cause, Cause::kReserve);
}

TEST_F(EngineRulesTest, SettingsThatCannotBeAreRefusedAndChangeNothing) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  MustRun(Move(Cause::kReceive, "bulb", "london", 1));
  Rule no_kinds;
  no_kinds.supply_kinds = 0;
  const struct {
    ChangeSettings change;
    const char* reason;
    const char* field;
  } kCases[] = {
      {Set(RuleFor("lump", "", {})), "UNKNOWN_ITEM", "settings[0].item"},
      {Set(RuleFor("", "rome", {})), "UNKNOWN_LOCATION", "settings[0].location"},
      {Set(RuleFor("", "", no_kinds)), "RULE_CONTRADICTS_ITSELF", "settings[0].rule.supply_kinds"},
      {Set(RuleFor("lamp", "", {}), true), "UNKNOWN_SETTING", "settings[0]"},
      {ChangeSettings{}, "NO_LINES", "settings"},
      {ChangeSettings{{{RuleFor("lamp", "", {}), false}, {RuleFor("lamp", "", {}), false}}},
       "NAMED_TWICE", "settings[1]"},
      {Set(GroupSetting{"north", {"london", "rome"}}), "UNKNOWN_LOCATION",
       "settings[0].locations[1]"},
      {Set(KitSetting{"set", {{"lump", 1}}}), "UNKNOWN_ITEM", "settings[0].components[0].item"},
      {ChangeSettings{{{KitSetting{"a", {{"b", 1}}}, false}, {KitSetting{"b", {{"a", 1}}}, false}}},
       "KIT_CYCLE", "settings[0].components"},
      {ChangeSettings{{{SubstituteSetting{"lamp", {"bulb"}}, false},
                       {SubstituteSetting{"bulb", {"lamp"}}, false}}},
       "SUBSTITUTE_CYCLE", "settings[0].substitutes"},
      {ChangeSettings{
           {{ChannelSetting{"a", "b", true}, false}, {ChannelSetting{"b", "a", true}, false}}},
       "CHANNEL_CYCLE", "settings[0].parent"},
      {Set(CapSetting{"lump", 1, 0, 0}), "UNKNOWN_ITEM", "settings[0].item"},
  };
  const std::string before = engine_->DumpState();
  for (const auto& c : kCases) {
    const absl::Status status = Run(c.change).status();
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), c.field) << c.reason;
  }
  MustRun(Set(RuleFor("lamp", "", {})));
  EXPECT_NE(engine_->DumpState(), before);
}

TEST_F(EngineRulesTest, ChannelsAreAtMostEightDeep) {
  ChangeSettings chain;
  for (int i = 0; i < 8; ++i) {
    const std::string parent = i == 0 ? "" : "c" + std::to_string(i - 1);
    chain.settings.push_back({ChannelSetting{"c" + std::to_string(i), parent, true}, false});
  }
  MustRun(chain);
  EXPECT_EQ(Reason(Set(ChannelSetting{"c8", "c7", true})), "CHANNEL_TOO_DEEP");
  MustRun(Set(ChannelSetting{"c8", "c6", true}));
}

TEST_F(EngineRulesTest, PartOfSafetyStockIsProtectedAndEmergenciesMayUseIt) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 20));
  MustRun(Move(Cause::kSetSafetyStock, "lamp", "london", 7));
  EXPECT_EQ(Atp("lamp", "london"), 13);
  Reserve urgent = Take("lamp", "london", 20);
  urgent.is_emergency = true;
  EXPECT_EQ(Reason(urgent), "EMERGENCY_NOT_PERMITTED");
  Rule rule;
  rule.safety_stock_protected_percent = 50;  // of 7: 4 are kept
  rule.emergency_uses_safety_stock = true;
  MustRun(Set(RuleFor("lamp", "london", rule)));
  EXPECT_EQ(Atp("lamp", "london"), 16);
  EXPECT_EQ(CheckAt("london", kNoDay, /*emergency=*/true).atp, 20);
  EXPECT_EQ(MustRun(Take("lamp", "london", 17)).entry.cause, Cause::kRefuse);
  EXPECT_EQ(MustRun(urgent).entry.cause, Cause::kReserve);
  EXPECT_EQ(Atp("lamp", "london"), -4);
}

TEST_F(EngineRulesTest, ARuleSaysWhichSupplyCounts) {
  MustRun(Supply("po", "lamp", "london", 5, kToday + 2, SupplyState::kOrdered));
  EXPECT_EQ(Atp("lamp", "london", kToday + 2), 0);
  Rule rule;
  rule.supply_states = kAllSupplyStates;
  MustRun(Set(RuleFor("lamp", "", rule)));
  EXPECT_EQ(Atp("lamp", "london", kToday + 2), 5);
  rule.supply_kinds = MaskOf(SupplyKind::kAsn);
  MustRun(Set(RuleFor("lamp", "", rule)));
  EXPECT_EQ(Atp("lamp", "london", kToday + 2), 0);
}

TEST_F(EngineRulesTest, BeyondTheLeadTimeMoreCanAlwaysBeGot) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 2));
  Rule rule;
  rule.lead_time_days = 14;
  MustRun(Set(RuleFor("lamp", "", rule)));
  EXPECT_EQ(Atp("lamp", "london", kToday + 13), 2);
  EXPECT_EQ(Atp("lamp", "london", kToday + 14), kUnlimited);
  EXPECT_EQ(MustRun(Take("lamp", "london", 1000, kToday + 14)).entry.cause, Cause::kReserve);
  EXPECT_EQ(Atp("lamp", "london", kToday + 13), 2);
}

TEST_F(EngineRulesTest, ASupplierIsTrustedAsFarAsIsSet) {
  SetSupply supply = Supply("po", "lamp", "london", 10, kToday + 5);
  supply.lines[0].supplier = "acme";
  MustRun(supply);
  EXPECT_EQ(Atp("lamp", "london", kToday + 5), 10);
  Confidence doubtful;
  doubtful.haircuts = {{{50, 3}, {80, 1}, {100, 0}}};
  MustRun(Set(SupplierSetting{"acme", doubtful}));
  const LocationPromise early = CheckAt("london", kToday + 5);
  EXPECT_EQ(early.atp_at, (std::array<Quantity, 3>{0, 0, 10}));
  const LocationPromise late = CheckAt("london", kToday + 8);
  EXPECT_EQ(late.atp_at, (std::array<Quantity, 3>{5, 8, 10}));
  EXPECT_EQ(late.atp, 5);
  EXPECT_EQ(MostReservable("london", kToday + 8, 100), 5);

  Rule hopeful;
  hopeful.reserve_level = ConfidenceLevel::kOptimistic;
  MustRun(Set(RuleFor("lamp", "", hopeful)));
  EXPECT_EQ(CheckAt("london", kToday + 5).atp, 10);
  EXPECT_EQ(MostReservable("london", kToday + 5, 100), 10);
  Open();
  EXPECT_EQ(CheckAt("london", kToday + 8).atp_at, (std::array<Quantity, 3>{5, 8, 10}));
}

TEST_F(EngineRulesTest, AParityModeSaysByHowMuchItPromisesTooMuch) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  MustRun(Take("lamp", "london", 8, kToday + 3));
  EXPECT_EQ(Atp("lamp", "london"), 2);
  Rule backward;
  backward.mode = AtpMode::kFirstSurplus;
  MustRun(Supply("po", "lamp", "london", 5, kToday + 2));
  MustRun(Set(RuleFor("lamp", "", backward)));
  const LocationPromise at = CheckAt("london");
  EXPECT_EQ(at.mode, AtpMode::kFirstSurplus);
  EXPECT_EQ(at.atp, 10);
  EXPECT_EQ(at.exceeds_look_ahead_by, 3);
  EXPECT_EQ(MostReservable("london", kToday, 100), 10);
}

}  // namespace
}  // namespace atp
