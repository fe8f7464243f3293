// What a Store promises, shown on both implementations.

#include "engine/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/fault_env.h"
#include "engine/store/memory_store.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {
namespace {

// A disk with stores on it, one life after the other.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual std::unique_ptr<Store> Open() = 0;
  virtual void DropUnsynced() = 0;
  virtual void SetFails(bool fails) = 0;
};

class MemoryDiskUnderTest final : public Disk {
 public:
  std::unique_ptr<Store> Open() override { return std::make_unique<MemoryStore>(&disk_); }
  void DropUnsynced() override { disk_.DropUnsynced(); }
  void SetFails(bool fails) override { fails ? disk_.FailWritesAfter(0) : disk_.StopFailing(); }

 private:
  MemoryDisk disk_;
};

class RocksDiskUnderTest final : public Disk {
 public:
  std::unique_ptr<Store> Open() override {
    RocksStoreOptions options;
    options.directory = directory_.path();
    options.env = &env_;
    options.write_buffer_bytes = 64 << 10;  // small, so that files are flushed, moved and dropped
    auto store = RocksStore::Open(options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  void DropUnsynced() override { env_.DropUnsynced(); }
  void SetFails(bool fails) override { env_.SetFreeBytes(fails ? 0 : FaultEnv::kUnlimited); }

 private:
  TemporaryDirectory directory_;
  FaultEnv env_{rocksdb::Env::Default()};
};

struct Implementation {
  const char* name;
  std::function<std::unique_ptr<Disk>()> make;
};

class StoreTest : public testing::TestWithParam<Implementation> {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    store_.reset();
    store_ = disk_->Open();
    ASSERT_NE(store_, nullptr);
  }

  void PowerFailure() {
    store_.reset();
    disk_->DropUnsynced();
    Reopen();
  }

  // Appends a group for each of `lasts`, each holding what follows the one before.
  void AppendGroups(const std::vector<uint64_t>& lasts, bool sync = true) {
    for (const uint64_t last : lasts) {
      const uint64_t after = store_->LastSequence();
      ASSERT_TRUE(store_->Append(after, last, GroupBytes(after + 1, last), sync).ok());
    }
  }

  static std::string GroupBytes(uint64_t first, uint64_t last) {
    return "group " + std::to_string(first) + "-" + std::to_string(last);
  }

  // The log from `sequence` on, as "1:bytes 4:bytes".
  std::string Read(uint64_t sequence) {
    auto reader = store_->ReadFrom(sequence);
    if (!reader.ok()) return reader.status().ToString();
    return Drain(reader->get());
  }

  static std::string Drain(GroupReader* reader) {
    std::string seen;
    std::string_view group;
    uint64_t first = 0;
    while (reader->Next(&group, &first)) {
      seen += (seen.empty() ? "" : ", ") + std::to_string(first) + ":" + std::string(group);
    }
    EXPECT_FALSE(reader->Next(&group, &first));
    return reader->status().ok() ? seen : reader->status().ToString();
  }

  // A shard as "applied | key=value key=value".
  std::string Shard(uint32_t shard) {
    std::string rows;
    const auto applied =
        store_->ReadShard(shard, [&](std::string_view key, std::string_view value) {
          rows += " " + std::string(key) + "=" + std::string(value);
          return absl::OkStatus();
        });
    if (!applied.ok()) return applied.status().ToString();
    return std::to_string(*applied) + " |" + rows;
  }

  std::unique_ptr<Disk> disk_ = GetParam().make();
  std::unique_ptr<Store> store_;
};

// ---- Log

TEST_P(StoreTest, ANewLogIsEmpty) {
  EXPECT_EQ(store_->LastSequence(), 0u);
  EXPECT_EQ(store_->OldestSequence(), 1u);
  EXPECT_EQ(Read(0), "");
  EXPECT_EQ(Read(1), "");
  EXPECT_EQ(Read(7), "");
}

TEST_P(StoreTest, GroupsComeBackInOrder) {
  AppendGroups({3, 5, 9});
  EXPECT_EQ(store_->LastSequence(), 9u);
  EXPECT_EQ(Read(1), "1:group 1-3, 4:group 4-5, 6:group 6-9");
  Reopen();
  EXPECT_EQ(store_->LastSequence(), 9u);
  EXPECT_EQ(store_->OldestSequence(), 1u);
  EXPECT_EQ(Read(1), "1:group 1-3, 4:group 4-5, 6:group 6-9");
}

TEST_P(StoreTest, ReadingBeginsWithTheGroupThatHoldsTheSequence) {
  AppendGroups({3, 5, 9});
  const struct {
    uint64_t sequence;
    const char* seen;
  } kCases[] = {
      {0, "1:group 1-3, 4:group 4-5, 6:group 6-9"},
      {3, "1:group 1-3, 4:group 4-5, 6:group 6-9"},
      {4, "4:group 4-5, 6:group 6-9"},
      {5, "4:group 4-5, 6:group 6-9"},
      {6, "6:group 6-9"},
      {9, "6:group 6-9"},
      {10, ""},
      {~0ull, ""},
  };
  for (const auto& c : kCases) EXPECT_EQ(Read(c.sequence), c.seen) << c.sequence;
}

TEST_P(StoreTest, SequencesBeyondOneByteKeepTheirOrder) {
  AppendGroups({255, 256, 65535, 65536, 1ull << 32, (1ull << 63) + 1});
  EXPECT_EQ(Read(256),
            "256:group 256-256, 257:group 257-65535, 65536:group 65536-65536, "
            "65537:group 65537-4294967296, 4294967297:group 4294967297-9223372036854775809");
}

TEST_P(StoreTest, AnAppendThatDoesNotFollowIsRefused) {
  AppendGroups({3});
  const struct {
    uint64_t after, last;
    absl::StatusCode code;
  } kCases[] = {
      {0, 3, absl::StatusCode::kFailedPrecondition}, {2, 4, absl::StatusCode::kFailedPrecondition},
      {4, 5, absl::StatusCode::kFailedPrecondition}, {3, 3, absl::StatusCode::kInvalidArgument},
      {3, 2, absl::StatusCode::kInvalidArgument},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(store_->Append(c.after, c.last, "x", true).code(), c.code)
        << c.after << " " << c.last;
  }
  EXPECT_EQ(Read(1), "1:group 1-3");
  AppendGroups({4});  // a refusal is not a failure
  EXPECT_EQ(store_->LastSequence(), 4u);
}

TEST_P(StoreTest, GroupsAreAnyBytes) {
  const std::string bytes("\0\xff\n\0", 4);
  ASSERT_TRUE(store_->Append(0, 1, bytes, true).ok());
  ASSERT_TRUE(store_->Append(1, 2, "", true).ok());
  ASSERT_TRUE(store_->Append(2, 3, std::string(1 << 20, 'x'), true).ok());
  Reopen();
  EXPECT_EQ(Read(1), "1:" + bytes + ", 2:, 3:" + std::string(1 << 20, 'x'));
}

TEST_P(StoreTest, AReaderSeesTheLogAsItWas) {
  AppendGroups({3, 5});
  auto reader = store_->ReadFrom(1);
  ASSERT_TRUE(reader.ok());
  AppendGroups({9});
  ASSERT_TRUE(store_->TrimTo(5).ok());
  EXPECT_EQ(Drain(reader->get()), "1:group 1-3, 4:group 4-5");
  EXPECT_EQ(Read(1), "6:group 6-9");
}

TEST_P(StoreTest, TrimmingDropsWholeGroupsOnly) {
  const struct {
    uint64_t to, oldest;
    const char* seen;
  } kCases[] = {
      {0, 1, "1:group 1-3, 4:group 4-5, 6:group 6-9"},
      {2, 1, "1:group 1-3, 4:group 4-5, 6:group 6-9"},
      {3, 4, "4:group 4-5, 6:group 6-9"},
      {2, 4, "4:group 4-5, 6:group 6-9"},  // backwards: nothing
      {4, 4, "4:group 4-5, 6:group 6-9"},
      {8, 6, "6:group 6-9"},
      {9, 10, ""},
      {99, 10, ""},
      {~0ull, 10, ""},
  };
  AppendGroups({3, 5, 9});
  for (const auto& c : kCases) {
    ASSERT_TRUE(store_->TrimTo(c.to).ok());
    for (int life = 0; life < 2; ++life, Reopen()) {
      EXPECT_EQ(store_->OldestSequence(), c.oldest) << c.to;
      EXPECT_EQ(store_->LastSequence(), 9u) << c.to;
      EXPECT_EQ(Read(0), c.seen) << c.to;
    }
  }
  AppendGroups({12});
  EXPECT_EQ(Read(1), "10:group 10-12");
}

TEST_P(StoreTest, APowerFailureTakesOnlyWhatWasNotSynced) {
  AppendGroups({3});
  AppendGroups({5, 9}, /*sync=*/false);
  EXPECT_EQ(Read(4), "4:group 4-5, 6:group 6-9");
  PowerFailure();
  EXPECT_EQ(store_->LastSequence(), 3u);
  EXPECT_EQ(Read(1), "1:group 1-3");
}

TEST_P(StoreTest, WhatIsSyncedStaysAndSoDoesWhatCameBefore) {
  const struct {
    const char* name;
    std::function<absl::Status(Store*)> change;
  } kCases[] = {
      {"Sync", [](Store* s) { return s->Sync(); }},
      {"Append",
       [](Store* s) { return s->Append(s->LastSequence(), s->LastSequence() + 1, "x", true); }},
      {"WriteShard",
       [](Store* s) {
         return s->WriteShard(1, s->LastSequence(), {{"k", "v"}});
       }},
      {"WriteMeta", [](Store* s) { return s->WriteMeta("name", "value"); }},
  };
  for (const auto& c : kCases) {
    AppendGroups({store_->LastSequence() + 2, store_->LastSequence() + 5}, /*sync=*/false);
    ASSERT_TRUE(c.change(store_.get()).ok()) << c.name;
    const uint64_t last = store_->LastSequence();
    const std::string seen = Read(1);
    PowerFailure();
    EXPECT_EQ(store_->LastSequence(), last) << c.name;
    EXPECT_EQ(Read(1), seen) << c.name;
  }
}

TEST_P(StoreTest, AFailureIsForGoodUntilReopened) {
  AppendGroups({3});
  ASSERT_TRUE(store_->WriteShard(1, 3, {{"k", "v"}}).ok());
  disk_->SetFails(true);
  const absl::Status first = store_->Append(3, 5, "lost", true);
  EXPECT_TRUE(first.code() == absl::StatusCode::kUnavailable ||
              first.code() == absl::StatusCode::kResourceExhausted)
      << first;
  disk_->SetFails(false);
  EXPECT_EQ(store_->Append(3, 5, "x", true), first);
  EXPECT_EQ(store_->Sync(), first);
  EXPECT_EQ(store_->TrimTo(3), first);
  EXPECT_EQ(store_->WriteShard(1, 3, {}), first);
  EXPECT_EQ(store_->WriteMeta("a", "b"), first);
  EXPECT_EQ(Read(1), "1:group 1-3");  // reading goes on
  EXPECT_EQ(Shard(1), "3 | k=v");
  Reopen();
  EXPECT_EQ(Read(1), "1:group 1-3");
  AppendGroups({5});
  EXPECT_EQ(store_->LastSequence(), 5u);
}

// ---- State

TEST_P(StoreTest, AShardNeverWrittenIsEmpty) { EXPECT_EQ(Shard(7), "0 |"); }

TEST_P(StoreTest, RowsAndAppliedSequenceComeBack) {
  ASSERT_TRUE(store_->WriteShard(1, 5, {{"b", "2"}, {"a", "1"}, {"", "0"}}).ok());
  EXPECT_EQ(Shard(1), "5 | =0 a=1 b=2");
  ASSERT_TRUE(
      store_->WriteShard(1, 8, {{"a", std::nullopt}, {"b", "3"}, {"x", std::nullopt}}).ok());
  EXPECT_EQ(Shard(1), "8 | =0 b=3");
  ASSERT_TRUE(store_->WriteShard(1, 9, {}).ok());
  Reopen();
  EXPECT_EQ(Shard(1), "9 | =0 b=3");
}

TEST_P(StoreTest, TheLaterOfTwoChangesToOneKeyCounts) {
  ASSERT_TRUE(
      store_->WriteShard(1, 1, {{"a", "1"}, {"a", std::nullopt}, {"b", std::nullopt}, {"b", "2"}})
          .ok());
  EXPECT_EQ(Shard(1), "1 | b=2");
}

TEST_P(StoreTest, ShardsDoNotMix) {
  const uint32_t kShards[] = {0, 1, 2, 255, 256, 0x72000000, 0xffffffff};
  for (const uint32_t shard : kShards) {
    const std::string name = std::to_string(shard);
    ASSERT_TRUE(store_->WriteShard(shard, shard + 1ull, {{"\xff\xff", name}, {"", name}}).ok());
  }
  for (const uint32_t shard : kShards) {
    const std::string name = std::to_string(shard);
    EXPECT_EQ(Shard(shard), std::to_string(shard + 1ull) + " | =" + name + " \xff\xff=" + name);
  }
}

TEST_P(StoreTest, AVisitorEndsTheReadingWithItsStatus) {
  ASSERT_TRUE(store_->WriteShard(1, 5, {{"a", "1"}, {"b", "2"}}).ok());
  int visits = 0;
  const auto applied = store_->ReadShard(1, [&](std::string_view, std::string_view) {
    ++visits;
    return absl::DataLossError("bad row");
  });
  EXPECT_EQ(applied.status(), absl::DataLossError("bad row"));
  EXPECT_EQ(visits, 1);
}

TEST_P(StoreTest, MetaValuesComeBack) {
  EXPECT_EQ(*store_->ReadMeta("shards"), std::nullopt);
  ASSERT_TRUE(store_->WriteMeta("shards", "64").ok());
  ASSERT_TRUE(store_->WriteMeta("", std::string("\0", 1)).ok());
  ASSERT_TRUE(store_->WriteMeta("shards", "65").ok());
  Reopen();
  EXPECT_EQ(*store_->ReadMeta("shards"), "65");
  EXPECT_EQ(*store_->ReadMeta(""), std::string("\0", 1));
  EXPECT_EQ(*store_->ReadMeta("format"), std::nullopt);  // the store's own names are apart
}

TEST_P(StoreTest, TheHighWaterMarkIsReplacedAndKept) {
  EXPECT_EQ(*store_->LoadHighWater(), std::nullopt);
  ASSERT_TRUE(store_->SaveHighWater({5, 77}).ok());
  ASSERT_TRUE(store_->SaveHighWater({9, ~0ull}).ok());
  PowerFailure();
  const auto mark = store_->LoadHighWater();
  ASSERT_TRUE(mark.ok() && mark->has_value());
  EXPECT_EQ((*mark)->sequence, 9u);
  EXPECT_EQ((*mark)->chain_hash, ~0ull);
}

TEST_P(StoreTest, AHighWaterMarkThatCannotBeSavedLeavesTheOneBefore) {
  ASSERT_TRUE(store_->SaveHighWater({5, 77}).ok());
  disk_->SetFails(true);
  EXPECT_FALSE(store_->SaveHighWater({9, 78}).ok());
  disk_->SetFails(false);
  EXPECT_EQ((*store_->LoadHighWater())->sequence, 5u);
  AppendGroups({3});  // and is no failure of the log
  PowerFailure();
  EXPECT_EQ((*store_->LoadHighWater())->sequence, 5u);
}

// ---- All of it together

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
    std::vector<RowChange> changes;
    auto& [applied, rows] = model.shards[shard];
    applied = model.last;
    for (uint32_t i = below(20); i > 0; --i) {
      const std::string key = std::to_string(below(30));
      if (below(3) == 0) {
        changes.push_back({key, std::nullopt});
        rows.erase(key);
      } else {
        changes.push_back({key, std::string(below(500), 'v')});
        rows[key] = *changes.back().value;
      }
    }
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

INSTANTIATE_TEST_SUITE_P(
    Both, StoreTest,
    testing::Values(Implementation{"Memory",
                                   [] { return std::make_unique<MemoryDiskUnderTest>(); }},
                    Implementation{"Rocks", [] { return std::make_unique<RocksDiskUnderTest>(); }}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace atp
