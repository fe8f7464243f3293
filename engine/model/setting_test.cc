#include "engine/model/setting.h"

#include <limits>

#include "engine/model/error.h"
#include "engine/model/one_of_each.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(SettingTest, EachIsReadAsItWasWritten) {
  ASSERT_EQ(OneOfEach().size(), std::variant_size_v<SettingValue>);
  for (const SettingValue& value : OneOfEach()) {
    SCOPED_TRACE(value.index());
    EXPECT_TRUE(Validate(value, "setting").ok()) << Validate(value, "setting");
    SettingValue read;
    ASSERT_TRUE(DecodeSetting(Encoded(value), &read));
    EXPECT_EQ(read.index(), value.index());
    EXPECT_EQ(Encoded(read), Encoded(value));
  }
  SettingValue read;
  ASSERT_TRUE(DecodeSetting(Encoded(OneOfEach()[0]), &read));
  EXPECT_EQ(std::get<RuleSetting>(read).rule, std::get<RuleSetting>(OneOfEach()[0]).rule);
}

TEST(SettingTest, BytesThatAreCutOrLongerAreRefused) {
  for (const SettingValue& value : OneOfEach()) {
    const std::string bytes = Encoded(value);
    SettingValue read;
    for (size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(DecodeSetting(bytes.substr(0, size), &read)) << value.index() << " " << size;
    }
    EXPECT_FALSE(DecodeSetting(bytes + '\0', &read));
  }
  SettingValue read;
  EXPECT_FALSE(DecodeSetting("\x7f", &read));
}

TEST(SettingTest, KeysNameTheSettingAndNotItsContent) {
  std::vector<SettingValue> all = OneOfEach();
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = 0; j < all.size(); ++j) {
      EXPECT_EQ(SettingKey(all[i]) == SettingKey(all[j]), i == j);
    }
  }
  EXPECT_EQ(SettingKey(RuleSetting{"lamp", "shop", {}}), SettingKey(all[0]));
  EXPECT_NE(SettingKey(RuleSetting{"lamp", "", {}}), SettingKey(RuleSetting{"", "lamp", {}}));
  EXPECT_EQ(SettingKey(CapSetting{"lamp", 1, 0, 0}), SettingKey(all.back()));
}

TEST(SettingTest, ValidateNamesWhatIsWrong) {
  constexpr char kRange[] = "FIELD_OUT_OF_RANGE";
  struct Case {
    SettingValue value;
    const char* field;
    const char* reason;
  };
  Rule no_horizon;
  no_horizon.horizon_days = 0;
  const Case cases[] = {
      {RuleSetting{"a\n", "", {}}, "item", "KEY_CONTROL_CHARACTER"},
      {RuleSetting{"", std::string(65, 'x'), {}}, "location", "KEY_TOO_LONG"},
      {RuleSetting{"", "", no_horizon}, "rule.horizon_days", kRange},
      {SupplierSetting{"", {}}, "supplier", "KEY_EMPTY"},
      {SupplierSetting{"acme", {{{{101, 0}, {}, {}}}}}, "confidence.guaranteed.percent", kRange},
      {GroupSetting{"north", {}}, "locations", kRange},
      {GroupSetting{"north", std::vector<std::string>(257, "x")}, "locations", kRange},
      {GroupSetting{"north", {"a", "b", "a"}}, "locations[2]", "NAMED_TWICE"},
      {GroupSetting{"north", {"a", ""}}, "locations[1]", "KEY_EMPTY"},
      {LaneSetting{"a", "r", -1, 0, 0}, "cost_per_unit", kRange},
      {LaneSetting{"a", "r", 0, -1, 0}, "cost_per_shipment", kRange},
      {LaneSetting{"a", "r", 0, 0, 366}, "transit_days", kRange},
      {KitSetting{"k", {}}, "components", kRange},
      {KitSetting{"k", {{"a", 0}}}, "components[0].quantity", kRange},
      {KitSetting{"k", {{"a", 1}, {"a", 1}}}, "components[1].item", "NAMED_TWICE"},
      {KitSetting{"k", {{"a", 1}, {"k", 1}}}, "components", "KIT_CYCLE"},
      {SubstituteSetting{"a", {"b", "a"}}, "substitutes", "SUBSTITUTE_CYCLE"},
      {SubstituteSetting{"a", {"b", "b"}}, "substitutes[1]", "NAMED_TWICE"},
      {ChannelSetting{"web", "web", true}, "parent", "CHANNEL_CYCLE"},
      {AgeSetting{"erp", {"a"}, 0, AgePolicy::kMark, 0}, "allowed_age", kRange},
      {AgeSetting{"erp", {"a"}, 1, AgePolicy::kMark, 5}, "buffer_percent", kRange},
      {AgeSetting{"erp", {"a"}, 1, AgePolicy::kBuffer, 0}, "buffer_percent", kRange},
      {AgeSetting{"erp", {"a"}, 1, static_cast<AgePolicy>(9), 0}, "policy", kRange},
      {CapSetting{"a", 0, 0, 0}, "per_request_max", kRange},
      {CapSetting{"a", -1, 0, 0}, "per_request_max", kRange},
      {CapSetting{"a", 0, 3, 0}, "window", kRange},
      {CapSetting{"a", 3, 0, 1}, "window", kRange},
      {CapSetting{"a", 0, 3, 91 * kMicrosPerDay}, "window", kRange},
  };
  for (const Case& c : cases) {
    const absl::Status status = Validate(c.value, "settings[0]");
    SCOPED_TRACE(status.ToString());
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), std::string("settings[0].") + c.field);
  }
}

}  // namespace
}  // namespace atp
