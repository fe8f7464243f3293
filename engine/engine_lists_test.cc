// What is set, and the keys that views show beside the numbers.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

class EngineListsTest : public EngineTest {
 protected:
  void Set(std::vector<SettingValue> values) {
    ChangeSettings change;
    for (SettingValue& value : values) change.settings.push_back({std::move(value), false});
    MustRun(std::move(change));
  }

  // The channels among the settings, in the order listed; pages of `size`.
  std::vector<std::string> Channels(const SettingFilter& filter, uint32_t size) {
    std::vector<std::string> channels;
    PageRequest request{size, ""};
    do {
      const auto page = engine_->ListSettings(filter, request);
      EXPECT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->views.size(), size);
      for (const SettingValue& value : page->views) {
        if (const auto* channel = std::get_if<ChannelSetting>(&value)) {
          channels.push_back(channel->channel);
        }
      }
      request.token = page->next;
    } while (!request.token.empty());
    return channels;
  }
};

TEST_F(EngineListsTest, EachSettingIsListedOnceWhateverThePageSize) {
  EXPECT_TRUE(engine_->ListSettings({}, {})->views.empty());
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  Set({RuleSetting{"lamp", "", {}}, ChannelSetting{"web", "", true},
       ChannelSetting{"app", "", true}, ChannelSetting{"shop", "web", true},
       CapSetting{"", 3, 0, 0}});
  const std::vector<std::string> all = {"app", "web", "shop"};
  for (uint32_t size = 1; size <= 6; ++size) {
    EXPECT_EQ(Channels({}, size), all) << size;
    EXPECT_EQ(Channels({SettingValue(ChannelSetting()).index()}, size), all) << size;
  }
}

TEST_F(EngineListsTest, AFilterShowsItsKindAndABadPageIsRefused) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  Set({RuleSetting{"lamp", "", {}}, ChannelSetting{"web", "", true}, CapSetting{"", 3, 0, 0}});
  for (size_t kind = 0; kind < std::variant_size_v<SettingValue>; ++kind) {
    const auto page = engine_->ListSettings({kind}, {});
    ASSERT_TRUE(page.ok());
    for (const SettingValue& value : page->views) EXPECT_EQ(value.index(), kind);
  }
  EXPECT_EQ(engine_->ListSettings({}, {})->views.size(), 3u);
  EXPECT_EQ(ErrorReason(engine_->ListSettings({}, {0, ""}).status()), "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(ErrorReason(engine_->ListSettings({}, {1, "x"}).status()), "PAGE_TOKEN_INVALID");
}

TEST_F(EngineListsTest, SupplyShowsItsSupplier) {
  SetSupply set = Supply("PO1", "lamp", "london", 5, kToday + 2);
  set.lines[0].supplier = "acme";
  const Outcome outcome = MustRun(std::move(set));
  MustRun(Supply("PO2", "lamp", "london", 5, kToday + 2));
  EXPECT_EQ(engine_->GetSupply({SupplyKind::kCommitment, "PO1", 1})->supplier, "acme");
  EXPECT_EQ(engine_->GetSupply({SupplyKind::kCommitment, "PO2", 1})->supplier, "");
  EXPECT_EQ(engine_->KeyOf(NameKind::kSupplier, outcome.entry.receipts[0].supplier), "acme");
  EXPECT_EQ(engine_->KeyOf(NameKind::kSupplier, kNoSupplier), "");
}

}  // namespace
}  // namespace atp
