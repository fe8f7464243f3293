// Log and state of a store together, at random and from many threads, shown on both stores.

#include "engine/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/store/store_fixture.h"

namespace atp {
namespace {

// Random changes, lives and power failures against what a few lines say should be there.
TEST_P(StoreTest, BehavesAsTheModelInManyLives) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](uint32_t n) { return static_cast<uint32_t>(random() % n); };

  struct Model {
    std::map<uint64_t, std::pair<uint64_t, std::string>> groups;  // first -> last, bytes
    uint64_t last = 0, synced = 0, oldest = 1;
    std::map<uint32_t, std::pair<uint64_t, std::map<std::string, std::string>>> shards;
  } model;

  const auto append = [&] {
    const uint64_t last = model.last + 1 + below(10);
    const bool sync = below(3) == 0;
    const std::string bytes(below(8) == 0 ? below(20'000) : below(200), 'a' + below(26));
    ASSERT_TRUE(store_->Append(model.last, last, bytes, sync).ok());
    model.groups[model.last + 1] = {last, bytes};
    model.last = last;
    if (sync) model.synced = last;
  };
  const auto write_shard = [&] {
    const uint32_t shard = below(4);
    std::map<std::string, std::optional<std::string>> changed;
    std::vector<RowChange> changes;
    auto& [applied, rows] = model.shards[shard];
    applied = model.last;
    for (uint32_t i = below(20); i > 0; --i) {
      const std::string key = std::to_string(below(30));
      if (below(3) == 0) {
        changed[key] = std::nullopt;
        rows.erase(key);
      } else {
        changed[key] = rows[key] = std::string(below(500), 'v');
      }
    }
    for (const auto& [key, value] : changed) changes.push_back({key, value});
    ASSERT_TRUE(store_->WriteShard(shard, applied, changes).ok());
    model.synced = model.last;
  };
  const auto trim = [&] {
    if (model.last < 100) return;
    const uint64_t to = model.last - 100 + below(50);
    ASSERT_TRUE(store_->TrimTo(to).ok());
    ASSERT_TRUE(store_->Sync().ok());  // a trim that has nothing to drop need not sync
    model.synced = model.last;
    while (!model.groups.empty() && model.groups.begin()->second.first <= to) {
      model.oldest = model.groups.begin()->second.first + 1;
      model.groups.erase(model.groups.begin());
    }
  };
  const auto power_failure = [&] {
    PowerFailure();
    // A suffix may be lost; less than all that was not synced is fine too.
    ASSERT_GE(store_->LastSequence(), model.synced);
    ASSERT_LE(store_->LastSequence(), model.last);
    model.last = store_->LastSequence();
    model.groups.erase(model.groups.upper_bound(model.last), model.groups.end());
  };
  const auto compare = [&] {
    ASSERT_EQ(store_->LastSequence(), model.last);
    ASSERT_EQ(store_->OldestSequence(), model.oldest);
    const uint64_t from =
        model.oldest + below(static_cast<uint32_t>(model.last - model.oldest + 2));
    std::string expected;
    for (const auto& [first, group] : model.groups) {
      if (group.first < from) continue;
      expected += (expected.empty() ? "" : ", ") + std::to_string(first) + ":" + group.second;
    }
    ASSERT_EQ(Read(from), expected) << from;
    for (const auto& [shard, state] : model.shards) {
      std::string rows = std::to_string(state.first) + " |";
      for (const auto& [key, value] : state.second) rows += " " + key + "=" + value;
      ASSERT_EQ(Shard(shard), rows);
    }
  };

  for (int step = 0; step < 3000 && !HasFatalFailure(); ++step) {
    const uint32_t dice = below(200);
    if (dice < 150) {
      append();
    } else if (dice < 180) {
      write_shard();
    } else if (dice < 190) {
      trim();
    } else if (dice < 192) {
      Reopen();
    } else if (dice < 194) {
      power_failure();
    } else {
      compare();
    }
  }
  compare();
}

// One appender, one checkpoint writer that also trims, and two readers, all at once: a reader sees
// consecutive groups without a hole, and whole shards.
TEST_P(StoreTest, ReadersSeeAConsistentLogAndState) {
  constexpr uint64_t kGroups = 3000;
  std::atomic<bool> is_done{false};
  std::thread appender([&] {
    for (uint64_t i = 0; i < kGroups; ++i) {
      ASSERT_TRUE(store_->Append(2 * i, 2 * i + 2, std::string(200, 'g'), i % 100 == 0).ok());
    }
    is_done = true;
  });
  std::thread checkpointer([&] {
    while (!is_done) {
      const uint64_t last = store_->LastSequence();
      const std::string value = std::to_string(last);
      ASSERT_TRUE(store_->WriteShard(1, last, {{"a", value}, {"b", value}}).ok());
      if (last > 1000) {
        ASSERT_TRUE(store_->TrimTo(last - 1000).ok());
      }
    }
  });
  const auto read = [&] {
    do {
      const uint64_t last_before = store_->LastSequence();
      auto reader = store_->ReadFrom(1);
      ASSERT_TRUE(reader.ok());
      std::string_view group;
      uint64_t first = 0, expected = 0;
      while ((*reader)->Next(&group, &first)) {
        if (expected != 0) {
          ASSERT_EQ(first, expected);
        }
        expected = first + 2;
      }
      ASSERT_TRUE((*reader)->status().ok()) << (*reader)->status();
      ASSERT_GT(expected + 1, last_before);
      std::vector<std::string> values;
      const auto applied = store_->ReadShard(1, [&](std::string_view, std::string_view value) {
        values.emplace_back(value);
        return absl::OkStatus();
      });
      ASSERT_TRUE(applied.ok());
      for (const std::string& value : values) ASSERT_EQ(value, std::to_string(*applied));
    } while (!is_done);
  };
  std::thread reader_one(read), reader_two(read);
  for (std::thread* thread : {&appender, &checkpointer, &reader_one, &reader_two}) thread->join();
  EXPECT_EQ(store_->LastSequence(), 2 * kGroups);
}

INSTANTIATE_TEST_SUITE_P(Both, StoreTest, BothStores(), NameOf);

}  // namespace
}  // namespace atp
