#include "engine/ledger/names.h"

#include <string>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(NamesTest, AKeyIsFoundByItsKeyAndByItsNumber) {
  Names names;
  EXPECT_EQ(names.size(), 0u);
  EXPECT_EQ(names.Find("london"), std::nullopt);
  names.Define(0, "london");
  names.Define(1, "paris");
  EXPECT_EQ(names.size(), 2u);
  EXPECT_EQ(names.Find("london"), 0u);
  EXPECT_EQ(names.Find("paris"), 1u);
  EXPECT_EQ(names.Find("pari"), std::nullopt);
  EXPECT_EQ(names.Find(""), std::nullopt);
  EXPECT_EQ(names.Key(0), "london");
  EXPECT_EQ(names.Key(1), "paris");
}

// Short keys lie inside their strings: these must not move when there are more.
TEST(NamesTest, KeysStayWhereTheyAre) {
  Names names;
  for (uint32_t id = 0; id < 5000; ++id) {
    std::string key = "l" + std::to_string(id);
    names.Define(id, key);
    key.assign(key.size(), '?');  // it has its own copy
  }
  for (uint32_t id = 0; id < 5000; ++id) {
    const std::string key = "l" + std::to_string(id);
    ASSERT_EQ(names.Find(key), id);
    ASSERT_EQ(names.Key(id), key);
  }
}

TEST(NamesDeathTest, NumbersHaveNoGapAndNoRepeat) {
  Names names;
  names.Define(0, "london");
  EXPECT_DEATH(names.Define(0, "paris"), "id == keys_.size");
  EXPECT_DEATH(names.Define(2, "paris"), "id == keys_.size");
  EXPECT_DEATH(names.Key(1), "id < keys_.size");
}

}  // namespace
}  // namespace atp
