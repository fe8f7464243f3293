#include "engine/ledger/cap_book.h"

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr ItemId kLamp = 7;
const Hash128 kAda = Hash128Of("ada");
const Hash128 kBob = Hash128Of("bob");

TEST(CapBookTest, CountsEachCustomersUsesOfAnItemUntilTheyEnd) {
  CapBook book;
  book.Add({kLamp, kAda, 1}, {3, 100});
  book.Add({kLamp, kAda, 2}, {4, 200});
  book.Add({kLamp, kBob, 3}, {5, 150});
  book.Add({kLamp + 1, kAda, 2}, {6, 200});
  EXPECT_EQ(book.UsedBy(kLamp, kAda, 99), 7);
  EXPECT_EQ(book.UsedBy(kLamp, kAda, 100), 4);
  EXPECT_EQ(book.UsedBy(kLamp, kAda, 200), 0);
  EXPECT_EQ(book.UsedBy(kLamp, kBob, 99), 5);
  EXPECT_EQ(book.UsedBy(kLamp + 1, kBob, 99), 0);
}

TEST(CapBookTest, GivesBackUpToWhatWasUsed) {
  CapBook book;
  book.Add({kLamp, kAda, 1}, {3, 100});
  EXPECT_FALSE(book.GiveBack({kLamp, kBob, 1}, 1));
  EXPECT_TRUE(book.GiveBack({kLamp, kAda, 1}, 1));
  EXPECT_EQ(book.UsedBy(kLamp, kAda, 0), 2);
  EXPECT_TRUE(book.GiveBack({kLamp, kAda, 1}, 9));
  EXPECT_TRUE(book.uses().empty());
  std::vector<CapBook::Key> dropped;
  book.Forget(100, &dropped);
  EXPECT_TRUE(dropped.empty());
}

TEST(CapBookTest, ForgetsWhatHasEnded) {
  CapBook book;
  book.Add({kLamp, kAda, 1}, {3, 100});
  book.Add({kLamp, kBob, 2}, {3, 101});
  std::vector<CapBook::Key> dropped;
  book.Forget(100, &dropped);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(dropped[0].reservation, 1u);
  EXPECT_EQ(book.uses().size(), 1u);
}

}  // namespace
}  // namespace atp
