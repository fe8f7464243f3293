#include "engine/ledger/directory.h"

#include <string>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(DirectoryTest, ALocationIsFoundByItsKeyAndByItsNumber) {
  Directory directory;
  EXPECT_EQ(directory.size(), 0u);
  EXPECT_EQ(directory.Find("london"), std::nullopt);
  directory.Define(0, "london");
  directory.Define(1, "paris");
  EXPECT_EQ(directory.size(), 2u);
  EXPECT_EQ(directory.Find("london"), 0u);
  EXPECT_EQ(directory.Find("paris"), 1u);
  EXPECT_EQ(directory.Find("pari"), std::nullopt);
  EXPECT_EQ(directory.Find(""), std::nullopt);
  EXPECT_EQ(directory.Key(0), "london");
  EXPECT_EQ(directory.Key(1), "paris");
}

// Short keys lie inside their strings: these must not move when the directory grows.
TEST(DirectoryTest, KeysStayWhereTheyAre) {
  Directory directory;
  for (LocationId id = 0; id < 5000; ++id) {
    std::string key = "l" + std::to_string(id);
    directory.Define(id, key);
    key.assign(key.size(), '?');  // the directory has its own copy
  }
  for (LocationId id = 0; id < 5000; ++id) {
    const std::string key = "l" + std::to_string(id);
    ASSERT_EQ(directory.Find(key), id);
    ASSERT_EQ(directory.Key(id), key);
  }
}

TEST(DirectoryTest, KnowsHowFarItHasCome) {
  Directory directory;
  EXPECT_EQ(directory.applied(), 0u);
  directory.set_applied(7);
  EXPECT_EQ(directory.applied(), 7u);
}

TEST(DirectoryDeathTest, NumbersHaveNoGapAndNoRepeat) {
  Directory directory;
  directory.Define(0, "london");
  EXPECT_DEATH(directory.Define(0, "paris"), "id == keys_.size");
  EXPECT_DEATH(directory.Define(2, "paris"), "id == keys_.size");
  EXPECT_DEATH(directory.Key(1), "id < keys_.size");
}

}  // namespace
}  // namespace atp
