#include "engine/ledger/changed_rows.h"

#include <random>
#include <set>

#include "engine/ledger/rows.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(ChangedRowsTest, TakesEachOnceInOrderAndForgets) {
  ChangedRows rows;
  for (const char* key : {"b", "", "a", "b", "a\0b", "bb"}) rows.Add(key);
  EXPECT_EQ(rows.Take(), (std::vector<std::string>{"", "a", "b", "bb"}));
  EXPECT_TRUE(rows.Take().empty());
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
  EXPECT_EQ(rows.Take(),
            (std::vector<std::string>{SettingsRowKey(), ItemRowKey(9), PositionRowKey({5, 6}),
                                      ReservationRowKey(300), ReservationRowKey(700),
                                      RequestRowKey(request)}));
  EXPECT_TRUE(rows.Take().empty());
  EXPECT_TRUE(rows.positions().empty());
}

TEST(ChangedRowsTest, KeysMayHaveAnyBytes) {
  ChangedRows rows;
  const std::string longest(255, '\xff');
  const std::string zeros(3, '\0');
  rows.Add(longest);
  rows.Add(zeros);
  EXPECT_EQ(rows.Take(), (std::vector<std::string>{zeros, longest}));
  EXPECT_DEATH(rows.Add(std::string(256, 'x')), "");
}

TEST(ChangedRowsTest, RepeatsTakeNoRoom) {
  ChangedRows rows;
  for (int i = 0; i < 100'000; ++i) rows.Add("key" + std::to_string(i % 10));
  EXPECT_LE(rows.bytes(), ChangedRows::kRepeatedBytesMax);
  EXPECT_EQ(rows.Take().size(), 10u);
}

TEST(ChangedRowsTest, EqualsASet) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  ChangedRows rows;
  std::set<std::string> twin;
  for (int i = 0; i < 50'000; ++i) {
    const std::string key = std::to_string(random() % 5'000);
    rows.Add(key);
    twin.insert(key);
    if (random() % 9'000 != 0) continue;
    ASSERT_EQ(rows.Take(), std::vector<std::string>(twin.begin(), twin.end()));
    twin.clear();
  }
  EXPECT_EQ(rows.Take(), std::vector<std::string>(twin.begin(), twin.end()));
}

}  // namespace
}  // namespace atp
