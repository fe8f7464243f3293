#include "engine/ledger/changed_rows.h"

#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ledger/rows.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

std::vector<std::string> TakeAll(ChangedRows* rows) {
  ChangedRows taken = rows->Take();
  const std::vector<std::string_view> keys = taken.InOrder();
  return {keys.begin(), keys.end()};
}

TEST(ChangedRowsTest, TakesEachOnceInOrderAndForgets) {
  ChangedRows rows;
  for (const char* key : {"b", "", "a", "b", "a\0b", "bb"}) rows.Add(key);
  EXPECT_EQ(TakeAll(&rows), (std::vector<std::string>{"", "a", "b", "bb"}));
  EXPECT_TRUE(TakeAll(&rows).empty());
}

TEST(ChangedRowsTest, WhatIsListedByNumberComesAsAKeyInItsPlace) {
  ChangedRows rows;
  const Hash128 request{1, 2};
  rows.AddRequest(request);
  rows.AddReservation(700);
  rows.AddReservation(300);
  rows.AddReservation(700);
  rows.AddPosition({5, 6});
  rows.Add(ItemRowKey(9));
  rows.AddSettings();
  EXPECT_EQ(rows.bytes(), 18u + 3 * 10u + 10u + 6u + 2u);
  EXPECT_EQ(TakeAll(&rows),
            (std::vector<std::string>{SettingsRowKey(), ItemRowKey(9), PositionRowKey({5, 6}),
                                      ReservationRowKey(300), ReservationRowKey(700),
                                      RequestRowKey(request)}));
  EXPECT_EQ(rows.bytes(), 0u);
  EXPECT_TRUE(TakeAll(&rows).empty());
}

TEST(ChangedRowsTest, KeysMayHaveAnyBytes) {
  ChangedRows rows;
  const std::string longest(255, '\xff');
  const std::string zeros(3, '\0');
  rows.Add(longest);
  rows.Add(zeros);
  EXPECT_EQ(TakeAll(&rows), (std::vector<std::string>{zeros, longest}));
  EXPECT_DEATH(rows.Add(std::string(256, 'x')), "");
}

TEST(ChangedRowsTest, KeysThatBeginAlikeAreInOrderToo) {
  ChangedRows rows;
  const std::string eight(8, 'k'), zero("kkkk\0\0", 6);
  for (const auto& key : {eight + "b", eight, zero, eight + "a", std::string("kkkk"), eight}) {
    rows.Add(key);
  }
  EXPECT_EQ(TakeAll(&rows),
            (std::vector<std::string>{"kkkk", zero, eight, eight + "a", eight + "b"}));
}

TEST(ChangedRowsTest, WhatWasTakenCanBePutBack) {
  ChangedRows rows;
  for (const char* key : {"b", "a"}) rows.Add(key);
  const ChangedRows taken = rows.Take();
  for (const char* key : {"c", "b"}) rows.Add(key);
  rows.Add(taken);
  EXPECT_EQ(TakeAll(&rows), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(ChangedRowsTest, EachTakingBeginsARound) {
  ChangedRows rows;
  Position position(1);
  EXPECT_TRUE(position.NoteChangedIn(rows.round()));
  EXPECT_FALSE(position.NoteChangedIn(rows.round()));
  rows.AddPosition({3, 1});
  rows.AddReservation(7);
  rows.AddSettings();
  const ChangedRows taken = rows.Take();
  EXPECT_TRUE(position.NoteChangedIn(rows.round()));
  rows.AddPosition({3, 1});
  rows.Add(taken);
  EXPECT_EQ(TakeAll(&rows), (std::vector<std::string>{SettingsRowKey(), PositionRowKey({3, 1}),
                                                      ReservationRowKey(7)}));
}

TEST(ChangedRowsTest, RepeatsTakeNoRoom) {
  ChangedRows rows;
  for (int i = 0; i < 100'000; ++i) rows.Add("key" + std::to_string(i % 10));
  EXPECT_LE(rows.bytes(), ChangedRows::kRepeatedBytesMax);
  EXPECT_EQ(TakeAll(&rows).size(), 10u);
}

TEST(ChangedRowsTest, EqualsASet) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  ChangedRows rows;
  std::set<std::string> twin;
  for (int i = 0; i < 200'000; ++i) {
    const std::string key = std::to_string(random() % 50'000);
    rows.Add(key);
    twin.insert(key);
    if (random() % 9'000 != 0) continue;
    ASSERT_EQ(TakeAll(&rows), std::vector<std::string>(twin.begin(), twin.end()));
    twin.clear();
  }
  EXPECT_EQ(TakeAll(&rows), std::vector<std::string>(twin.begin(), twin.end()));
}

}  // namespace
}  // namespace atp
