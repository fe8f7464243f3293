#include "engine/row_copy.h"

#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace atp {
namespace {

// Rows that may be changed while they are copied.
class FakeRows {
 public:
  ChangedRows& changed() { return changed_; }

  bool RowValue(std::string_view key, std::string* value) {
    ++copied;
    const auto it = rows.find(std::string(key));
    if (it != rows.end()) *value = it->second;
    return it != rows.end();
  }

  void Set(const std::string& key, std::optional<std::string> value) {
    changed_.Add(key);
    ++sequence;
    if (value.has_value()) {
      rows[key] = *value;
    } else {
      rows.erase(key);
    }
  }

  std::map<std::string, std::string> rows;
  Sequence sequence = 0;
  std::atomic<uint64_t> copied{0};

 private:
  ChangedRows changed_;
};

class RowCopyTest : public testing::Test {
 protected:
  RowCopy Copy() {
    return RowCopy(&ledger_, ShardSet::Of(0), &rows_, [this] { return rows_.sequence; });
  }

  static std::map<std::string, std::optional<std::string>> MapOf(const RowCopy& copy) {
    std::map<std::string, std::optional<std::string>> map;
    std::string before;
    for (const RowChange& change : copy.Changes()) {
      EXPECT_TRUE(map.empty() || before < change.key);
      before = change.key;
      auto& value = map[before];
      if (change.value.has_value()) value = std::string(*change.value);
    }
    return map;
  }

  Ledger ledger_{1};
  FakeRows rows_;
};

TEST_F(RowCopyTest, FewRowsAreCopiedAtOnceAndForgotten) {
  rows_.Set("b", "1");
  rows_.Set("a", "2");
  rows_.Set("c", "3");
  rows_.Set("c", std::nullopt);
  const RowCopy copy = Copy();
  EXPECT_EQ(copy.applied(), 4u);
  EXPECT_EQ(MapOf(copy), (std::map<std::string, std::optional<std::string>>{
                             {"a", "2"}, {"b", "1"}, {"c", std::nullopt}}));
  EXPECT_EQ(rows_.copied, 3u);
  EXPECT_TRUE(Copy().Changes().empty());
}

TEST_F(RowCopyTest, WhatCouldNotBeWrittenCountsAsChangedAgain) {
  for (int i = 0; i < 2000; ++i) rows_.Set("row" + std::to_string(i), "value");
  RowCopy copy = Copy();
  const auto first = MapOf(copy);
  EXPECT_EQ(first.size(), 2000u);
  rows_.changed().Add(copy.TakeKeys());
  EXPECT_EQ(MapOf(Copy()), first);
}

// A thread changes rows all the while; what was copied so far is what was there at each copy.
TEST_F(RowCopyTest, TheCopyIsOneMomentHoweverMuchChangesMeanwhile) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::atomic<bool> is_done{false};
  std::thread writer([&] {
    std::mt19937 random(seed);
    while (!is_done) {
      const ShardLock lock(&ledger_, ShardSet::Of(0), ShardLock::Mode::kExclusive);
      for (int i = 0; i < 20; ++i) {
        const std::string key = "row" + std::to_string(random() % 20'000);
        if (random() % 3 == 0) {
          rows_.Set(key, std::nullopt);
        } else {
          rows_.Set(key, std::to_string(random()));
        }
      }
    }
  });
  std::map<std::string, std::string> on_disk;
  for (int round = 0; round < 30; ++round) {
    std::map<std::string, std::string> then;
    const RowCopy copy(&ledger_, ShardSet::Of(0), &rows_, [&] {
      then = rows_.rows;
      return rows_.sequence;
    });
    for (const RowChange& row : copy.Changes()) {
      if (row.value.has_value()) {
        on_disk[std::string(row.key)] = std::string(*row.value);
      } else {
        on_disk.erase(std::string(row.key));
      }
    }
    EXPECT_EQ(on_disk, then);
  }
  is_done = true;
  writer.join();
}

}  // namespace
}  // namespace atp
