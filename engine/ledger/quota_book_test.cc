#include "engine/ledger/quota_book.h"

#include <limits>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kMonday = 20'000;
constexpr ChannelId kWeb = 0;
constexpr ChannelId kApp = 1;   // of web
constexpr ChannelId kClub = 2;  // of app
constexpr ChannelId kShop = 3;

ChannelBook Tree() {
  ChannelBook channels;
  channels.Index(kWeb, ChannelBook::Channel{});
  channels.Index(kApp, ChannelBook::Channel{kWeb, true});
  channels.Index(kClub, ChannelBook::Channel{kApp, true});
  channels.Index(kShop, ChannelBook::Channel{});
  return channels;
}

Quota Plain(Quantity limit, Quantity remaining) { return {limit, remaining, 0, kNoDay, false}; }

TEST(QuotaBookTest, WhatIsLeftOnADayFollowsFromWhatIsStored) {
  struct Case {
    const char* what;
    Quota stored;
    Day day;
    Quantity remaining;
    Day period_start;
  };
  const Quantity most = std::numeric_limits<Quantity>::max();
  const Case cases[] = {
      {"no periods: as it is", Plain(10, 3), kMonday + 99, 3, kNoDay},
      {"within the period", {10, 3, 7, kMonday, false}, kMonday + 6, 3, kMonday},
      {"the next period begins anew", {10, 3, 7, kMonday, false}, kMonday + 7, 10, kMonday + 7},
      {"so does a later one", {10, 3, 7, kMonday, false}, kMonday + 22, 10, kMonday + 21},
      {"what is left is carried over", {10, 3, 7, kMonday, true}, kMonday + 7, 13, kMonday + 7},
      {"period by period", {10, 3, 7, kMonday, true}, kMonday + 22, 33, kMonday + 21},
      {"to the end of the range", {most, 3, 1, kMonday, true}, kMonday + 2, most, kMonday + 2},
      {"a day before is in the period", {10, 3, 7, kMonday, false}, kMonday - 1, 3, kMonday},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.what);
    const Quota now = OnDay(c.stored, c.day);
    EXPECT_EQ(now.remaining, c.remaining);
    EXPECT_EQ(now.period_start, c.period_start);
    EXPECT_EQ(now.limit, c.stored.limit);
    EXPECT_EQ(OnDay(now, c.day), now);
  }
}

TEST(QuotaBookTest, AQuotaOfNothingIsGone) {
  QuotaBook book;
  book.Set(kShop, Plain(5, 5));
  book.Set(kWeb, Plain(7, 0));
  ASSERT_EQ(book.rows().size(), 2u);
  EXPECT_EQ(book.rows()[0].first, kWeb);
  book.Set(kWeb, {});
  book.Set(kShop, {});
  EXPECT_TRUE(book.empty());
  EXPECT_EQ(book.Find(kWeb), Quota());
}

TEST(QuotaBookTest, WhatIsTakenFromAChildIsTakenFromAllAboveIt) {
  const ChannelBook channels = Tree();
  QuotaBook book;
  book.Set(kWeb, Plain(10, 10));
  book.Set(kClub, Plain(4, 4));
  book.Set(kShop, Plain(3, 3));
  EXPECT_EQ(book.Above(kClub, channels), kWeb);
  EXPECT_EQ(book.Above(kWeb, channels), kNoChannel);
  book.Take({{kClub, 3}, {kWeb, 2}}, channels, kMonday);
  EXPECT_EQ(book.Find(kClub).remaining, 1);
  EXPECT_EQ(book.Find(kWeb).remaining, 5);
  EXPECT_EQ(book.Find(kShop).remaining, 3);
  EXPECT_EQ(book.OverBy(kWeb, channels, kMonday), 1 - 5);
  EXPECT_EQ(book.OverBy(kNoChannel, channels, kMonday), 5 + 3);
  book.GiveBack({{kClub, 3}, {kWeb, 2}}, channels, kMonday);
  EXPECT_EQ(book.Find(kClub).remaining, 4);
  EXPECT_EQ(book.Find(kWeb).remaining, 10);
}

TEST(QuotaBookTest, ComesBackUpToTheLimitUnlessItCarries) {
  const ChannelBook channels = Tree();
  QuotaBook book;
  book.Set(kWeb, {10, 8, 7, kMonday, false});
  book.Set(kShop, {10, 8, 7, kMonday, true});
  book.GiveBack({{kWeb, 5}}, channels, kMonday);
  book.GiveBack({{kShop, 5}}, channels, kMonday);
  EXPECT_EQ(book.Find(kWeb).remaining, 10);
  EXPECT_EQ(book.Find(kShop).remaining, 13);
  book.GiveBack({{kApp, 5}}, channels, kMonday + 7);
  EXPECT_EQ(book.Find(kWeb), (Quota{10, 10, 7, kMonday + 7, false}));
}

TEST(QuotaBookTest, ThePoolIsPaidBackFirstAndTheOwnChannelLast) {
  const ChannelBook channels = Tree();
  const QuotaParts parts = {{kWeb, 2}, {kClub, 3}};  // and 4 of the pool
  EXPECT_EQ(PartsGivenBack(parts, 9, 4, channels), QuotaParts());
  EXPECT_EQ(PartsGivenBack(parts, 9, 5, channels), (QuotaParts{{kWeb, 1}}));
  EXPECT_EQ(PartsGivenBack(parts, 9, 7, channels), (QuotaParts{{kClub, 1}, {kWeb, 2}}));
  EXPECT_EQ(PartsGivenBack(parts, 9, 9, channels), (QuotaParts{{kClub, 3}, {kWeb, 2}}));
  EXPECT_EQ(PartsUsedUp(parts, 2, channels), (QuotaParts{{kClub, 2}}));
  EXPECT_EQ(PartsUsedUp(parts, 4, channels), (QuotaParts{{kClub, 3}, {kWeb, 1}}));
  EXPECT_EQ(PartsUsedUp(parts, 8, channels), (QuotaParts{{kClub, 3}, {kWeb, 2}}));
}

TEST(QuotaBookTest, PartsAddUp) {
  QuotaParts parts;
  AddParts({{kWeb, 2}}, &parts);
  AddParts({{kWeb, 1}, {kApp, 4}}, &parts);
  EXPECT_EQ(parts, (QuotaParts{{kWeb, 3}, {kApp, 4}}));
  EXPECT_EQ(SumOf(parts), 7);
  EXPECT_EQ(PartsWithout(parts, {{kWeb, 1}, {kApp, 5}}), (QuotaParts{{kWeb, 2}}));
  TakeParts({{kWeb, 3}, {kApp, 1}}, &parts);
  EXPECT_EQ(parts, (QuotaParts{{kApp, 3}}));
}

TEST(QuotaBookDeathTest, NoMoreIsTakenThanThereIs) {
  const ChannelBook channels = Tree();
  QuotaBook book;
  book.Set(kWeb, Plain(2, 2));
  EXPECT_DEATH(book.Take({{kWeb, 3}}, channels, kMonday), "broken invariant");
}

}  // namespace
}  // namespace atp
