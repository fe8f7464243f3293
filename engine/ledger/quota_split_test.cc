#include "engine/ledger/quota_split.h"

#include <algorithm>
#include <cstdlib>
#include <random>

#include "engine/base/test_volume.h"
#include "engine/model/rule.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Day kToday = 20'000;
constexpr ChannelId kWeb = 0;
constexpr ChannelId kApp = 1;  // of web
constexpr ChannelId kShop = 2;
constexpr ChannelId kOutlet = 3;  // may use nothing but its own

Quota Left(Quantity remaining) { return {remaining, remaining, 0, kNoDay, false}; }

TEST(QuotaSplitTest, ServesInOrderAndSharesTheRest) {
  ChannelBook channels;
  channels.Index(kWeb, ChannelBook::Channel{});
  channels.Index(kApp, ChannelBook::Channel{kWeb, true});
  channels.Index(kShop, ChannelBook::Channel{});
  channels.Index(kOutlet, ChannelBook::Channel{kNoChannel, false});
  QuotaBook book;
  book.Set(kWeb, Left(60));
  book.Set(kApp, Left(20));
  book.Set(kShop, Left(30));
  book.Set(kOutlet, Left(4));
  struct Case {
    Quantity atp;
    Quantity web, app, shop, outlet, nobody;  // what each may be promised
    Quantity pool;
  };
  const Case cases[] = {
      {104, 50, 70, 40, 4, 10, 10},  // 40 + 10, 20 + 40 + 10, 30 + 10
      {94, 40, 60, 30, 4, 0, 0},     // nothing is left over
      {92, 40, 60, 30, 2, 0, 0},     // the last in order has less
      {50, 30, 50, 0, 0, 0, 0},      // web has 50, of which app 20
      {15, 0, 15, 0, 0, 0, 0},       // all of it is app's
      {0, 0, 0, 0, 0, 0, 0},
      {-7, -7, -7, -7, -7, -7, 0},
      {kUnlimited, kUnlimited, kUnlimited, kUnlimited, 4, kUnlimited, kUnlimited},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.atp);
    const QuotaSplit split(&book, channels, kToday, c.atp);
    EXPECT_EQ(split.For(kWeb), c.web);
    EXPECT_EQ(split.For(kApp), c.app);
    EXPECT_EQ(split.For(kShop), c.shop);
    EXPECT_EQ(split.For(kOutlet), c.outlet);
    EXPECT_EQ(split.For(kNoChannel), c.nobody);
    EXPECT_EQ(split.pool(), c.pool);
  }
  const QuotaSplit split(&book, channels, kToday, 104);
  EXPECT_EQ(split.PartsOf(kApp, 65), (QuotaParts{{kApp, 20}, {kWeb, 40}}));
  EXPECT_EQ(split.PartsOf(kApp, 12), (QuotaParts{{kApp, 12}}));
  EXPECT_EQ(split.PartsOf(kNoChannel, 5), QuotaParts());
}

TEST(QuotaSplitTest, WithoutQuotasAllIsShared) {
  ChannelBook channels;
  channels.Index(kOutlet, ChannelBook::Channel{kNoChannel, false});
  const QuotaSplit split(nullptr, channels, kToday, 9);
  EXPECT_EQ(split.pool(), 9);
  EXPECT_EQ(split.For(kNoChannel), 9);
  EXPECT_EQ(split.For(kWeb), 9);
  EXPECT_EQ(split.For(kOutlet), 0);
}

// ---- The definitions as plain loops.

// own_i = clamp(ATP of the level - remaining of those before i, 0, R_i)
Quantity SlowServed(const QuotaBook& book, const ChannelBook& channels, ChannelId channel,
                    Quantity atp) {
  const ChannelId above = book.Above(channel, channels);
  Quantity level =
      above == kNoChannel ? std::max<Quantity>(0, atp) : SlowServed(book, channels, above, atp);
  for (const auto& [id, quota] : book.rows()) {
    if (id < channel && book.Above(id, channels) == above) level -= quota.remaining;
  }
  return std::clamp<Quantity>(level, 0, book.Find(channel).remaining);
}

Quantity SlowOwn(const QuotaBook& book, const ChannelBook& channels, ChannelId channel,
                 Quantity atp) {
  if (IsNone(book.Find(channel))) return 0;
  Quantity own = SlowServed(book, channels, channel, atp);
  for (const auto& [id, quota] : book.rows()) {
    if (book.Above(id, channels) == channel) own -= quota.remaining;
  }
  return std::max<Quantity>(0, own);
}

TEST(QuotaSplitTest, AgreesWithItsDefinitionAndNeverDividesMoreThanThereIs) {
  const char* given = std::getenv("ATP_SEED");
  const uint32_t seed =
      given != nullptr ? std::strtoul(given, nullptr, 10) : std::random_device()();
  SCOPED_TRACE("ATP_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  constexpr int kRounds = 1'000'000 / kOneCaseIn;
  const auto up_to = [&](int most) { return static_cast<int>(random() % (most + 1)); };
  for (int round = 0; round < kRounds; ++round) {
    ChannelBook channels;
    QuotaBook book;
    const ChannelId count = 1 + up_to(7);
    for (ChannelId id = 0; id < count; ++id) {
      const bool is_topmost = id == 0 || up_to(2) == 0;
      const ChannelId parent = is_topmost ? kNoChannel : static_cast<ChannelId>(up_to(id - 1));
      channels.Index(id, ChannelBook::Channel{parent, up_to(3) != 0});
      if (up_to(3) != 0) book.Set(id, Left(up_to(30)));
    }
    const Quantity atp = up_to(100) - 10;
    QuotaSplit split(&book, channels, kToday, atp);

    Quantity pool = std::max<Quantity>(0, atp);
    for (const auto& [id, quota] : book.rows()) {
      if (book.Above(id, channels) == kNoChannel) pool -= quota.remaining;
    }
    ASSERT_EQ(split.pool(), std::max<Quantity>(0, pool));
    Quantity sum = split.pool();
    for (ChannelId id = 0; id < count; ++id) {
      ASSERT_EQ(split.Own(id), SlowOwn(book, channels, id, atp));
      ASSERT_LE(split.For(id), atp);
      sum += split.Own(id);
    }
    ASSERT_LE(sum, std::max<Quantity>(0, atp));

    // What a channel is promised leaves everybody else at least what was theirs alone.
    const auto asker = static_cast<ChannelId>(up_to(static_cast<int>(count) - 1));
    const Quantity quantity = std::max<Quantity>(0, split.For(asker));
    const QuotaParts parts = split.PartsOf(asker, quantity);
    ASSERT_LE(SumOf(parts), quantity);
    QuotaBook after = book;
    after.Take(parts, channels, kToday);
    const QuotaSplit rest(&after, channels, kToday, atp - quantity);
    for (ChannelId id = 0; id < count; ++id) {
      bool is_above = false;
      for (ChannelId up = asker; up != kNoChannel; up = channels.Parent(up)) is_above |= up == id;
      if (is_above) continue;
      ASSERT_EQ(rest.Own(id), split.Own(id));
    }
  }
}

}  // namespace
}  // namespace atp
