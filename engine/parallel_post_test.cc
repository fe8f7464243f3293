#include "engine/parallel_post.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace atp {
namespace {

constexpr uint32_t kShards = 5;
constexpr Micros kNow = Micros{20'000} * kMicrosPerDay;

// Writes entries that follow one another: names, receipts and reservations of one line.
class Writer {
 public:
  void DefineLocation(const std::string& key) {
    Entry& entry = Begin(Cause::kDefine);
    entry.definitions.push_back({NameKind::kLocation, locations_++, key});
  }

  void Receive(const std::string& item, LocationId location) {
    Entry& entry = Begin(Cause::kReceive);
    const ShardId home = ShardOfKey(item, kShards);
    const auto [it, is_new] = items_.try_emplace(item, kNoItem);
    if (is_new) {
      it->second = MakeItemId(items_in_[home]++, home);
      entry.definitions.push_back({NameKind::kItem, it->second, item});
    }
    Balances change;
    change.on_hand = change.moved = 10;
    Move({it->second, location}, change, &entry);
  }

  void Reserve(const std::string& item, LocationId location) {
    Entry& entry = Begin(Cause::kReserve);
    const PositionId position{items_.at(item), location};
    entry.home = ShardOfItem(position.item);
    entry.reservation = MakeReservationId(entry.sequence, entry.home);
    entry.deadline = kNow + kMicrosPerHour;
    LineEffect& line = entry.lines.emplace_back();
    line.position = position;
    line.day = DayOf(kNow);
    line.requested = line.quantity = 1;
    Balances change;
    change.reserved = 1;
    Move(position, change, &entry);
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  Entry& Begin(Cause cause) {
    Entry& entry = entries_.emplace_back();
    entry.sequence = entries_.size();
    entry.time = kNow;
    entry.cause = cause;
    entry.request.request_id = "request-" + std::to_string(entry.sequence);
    return entry;
  }

  void Move(PositionId position, const Balances& change, Entry* entry) {
    Balances& balances = balances_[{position.item, position.location}];
    Posting posting;
    posting.position = position;
    posting.before = balances;
    posting.change = change;
    AddTo(&balances, change);
    entry->postings.push_back(posting);
  }

  std::vector<Entry> entries_;
  LocationId locations_ = 0;
  std::map<std::string, ItemId> items_;
  std::map<ShardId, uint32_t> items_in_;
  std::map<std::pair<ItemId, LocationId>, Balances> balances_;
};

std::vector<Entry> SomeEntries() {
  Writer writer;
  writer.DefineLocation("here");
  for (int item = 0; item < 40; ++item) writer.Receive("item-" + std::to_string(item), 0);
  for (int k = 0; k < 400; ++k) writer.Reserve("item-" + std::to_string(k * 7 % 40), 0);
  writer.DefineLocation("there");  // amid the others
  for (int item = 30; item < 60; ++item) writer.Receive("item-" + std::to_string(item), 1);
  for (int k = 0; k < 400; ++k) writer.Reserve("item-" + std::to_string(30 + k * 11 % 30), 1);
  return writer.entries();
}

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows RowsOf(const Ledger& ledger) {
  Rows rows;
  for (uint32_t id = 0; id < ledger.shard_count(); ++id) {
    for (const LedgerRow& row : ledger.shard(static_cast<ShardId>(id)).AllRows()) {
      rows.emplace_back(row.key, row.value);
    }
  }
  return rows;
}

class ParallelPostTest : public testing::TestWithParam<size_t> {};

TEST_P(ParallelPostTest, IsWhatPostingOneAfterTheOtherIs) {
  const std::vector<Entry> entries = SomeEntries();
  Ledger one_by_one(kShards);
  for (const Entry& entry : entries) one_by_one.Post(entry);
  Ledger ledger(kShards);
  {
    ParallelPost post(&ledger, GetParam());
    const auto middle = entries.begin() + 300;
    post.Post({entries.begin(), middle});
    post.Post({middle, entries.end()});
    post.Post({});
  }
  EXPECT_EQ(RowsOf(ledger), RowsOf(one_by_one));
  EXPECT_EQ(ledger.directory().locations().size(), 2u);
  for (uint32_t id = 0; id < kShards; ++id) {
    const Shard& shard = ledger.shard(static_cast<ShardId>(id));
    EXPECT_EQ(shard.applied(), one_by_one.shard(static_cast<ShardId>(id)).applied());
  }
}

TEST_P(ParallelPostTest, AppliesNothingTwice) {
  const std::vector<Entry> entries = SomeEntries();
  Ledger ledger(kShards);
  ParallelPost post(&ledger, GetParam());
  post.Post(entries);
  const Rows rows = RowsOf(ledger);
  post.Post(entries);
  EXPECT_EQ(RowsOf(ledger), rows);
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelPostTest, testing::Values(1, 2, 3, 20));

}  // namespace
}  // namespace atp
