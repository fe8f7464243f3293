#include "engine/ledger/kit_flattener.h"

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

class KitFlattenerTest : public testing::Test {
 protected:
  void Put(const std::string& item, std::vector<KitSetting::Component> components) {
    kits_[item] = KitSetting{item, std::move(components)};
  }

  // "2 leg, 1 top", or "too large".
  std::string Flat(const std::string& item) const {
    KitFlattener flattener([this](const std::string& key) {
      const auto it = kits_.find(key);
      return it == kits_.end() ? nullptr : &it->second;
    });
    const auto parts = flattener.Flatten(kits_.at(item));
    if (!parts.has_value()) return "too large";
    std::string text;
    for (const auto& part : *parts) {
      text += (text.empty() ? "" : ", ") + std::to_string(part.quantity) + " " + part.item;
    }
    return text;
  }

  // A kit "level-n" of the next one, down to "level-1" of bolts.
  void Chain(size_t levels) {
    Put("level-1", {{"bolt", 1}});
    for (size_t i = 2; i <= levels; ++i) {
      Put("level-" + std::to_string(i), {{"level-" + std::to_string(i - 1), 1}});
    }
  }

  std::map<std::string, KitSetting> kits_;
};

TEST_F(KitFlattenerTest, NestedKitsAreMultipliedThroughAndAddedUp) {
  Put("desk", {{"table", 1}, {"lamp", 2}, {"bolt", 3}});
  Put("table", {{"top", 1}, {"leg", 4}});
  Put("leg", {{"wood", 1}, {"bolt", 2}});
  EXPECT_EQ(Flat("leg"), "1 wood, 2 bolt");
  EXPECT_EQ(Flat("desk"), "1 top, 4 wood, 11 bolt, 2 lamp");
}

TEST_F(KitFlattenerTest, LevelsAndPartsAreBounded) {
  Chain(kKitLevelsMax + 1);
  EXPECT_EQ(Flat("level-" + std::to_string(kKitLevelsMax)), "1 bolt");
  EXPECT_EQ(Flat("level-" + std::to_string(kKitLevelsMax + 1)), "too large");

  std::vector<KitSetting::Component> tens;
  for (size_t i = 0; i < kKitPartsMax / 100; ++i) {
    std::vector<KitSetting::Component> parts;
    for (size_t j = 0; j < 100; ++j) {
      parts.push_back({"part-" + std::to_string(i) + "-" + std::to_string(j), 1});
    }
    Put("hundred-" + std::to_string(i), parts);
    tens.push_back({"hundred-" + std::to_string(i), 1});
  }
  Put("all", tens);
  EXPECT_NE(Flat("all"), "too large");
  tens.push_back({"bolt", 1});
  Put("all", tens);
  EXPECT_EQ(Flat("all"), "too large");
}

TEST_F(KitFlattenerTest, QuantitiesStayInTheirRange) {
  constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
  Put("box", {{"bolt", kMost}});
  Put("crate", {{"box", 1}});
  EXPECT_EQ(Flat("crate"), std::to_string(kMost) + " bolt");
  Put("crate", {{"box", 2}});
  EXPECT_EQ(Flat("crate"), "too large");
  Put("crate", {{"box", 1}, {"bolt", 1}});
  EXPECT_EQ(Flat("crate"), "too large");
}

// Each level twice: taken apart naively this would be 2^16 steps, and it ends on circles.
TEST_F(KitFlattenerTest, WhatIsInManyIsDoneOnceAndCirclesEnd) {
  Put("a-1", {{"bolt", 1}});
  Put("b-1", {{"bolt", 1}});
  for (int i = 2; i <= 16; ++i) {
    const std::string below = std::to_string(i - 1);
    Put("a-" + std::to_string(i), {{"a-" + below, 1}, {"b-" + below, 1}});
    Put("b-" + std::to_string(i), {{"a-" + below, 1}, {"b-" + below, 1}});
  }
  EXPECT_EQ(Flat("a-16"), "32768 bolt");
  Put("a-1", {{"b-16", 1}});
  EXPECT_EQ(Flat("a-16"), "too large");
}

}  // namespace
}  // namespace atp
