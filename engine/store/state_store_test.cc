// What a StateStore promises, shown on both stores.

#include "engine/store/state_store.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/store/store_fixture.h"

namespace atp {
namespace {

using StateStoreTest = StoreTest;

TEST_P(StateStoreTest, AShardNeverWrittenIsEmpty) { EXPECT_EQ(Shard(7), "0 |"); }

TEST_P(StateStoreTest, RowsAndAppliedSequenceComeBack) {
  ASSERT_TRUE(store_->WriteShard(1, 5, {{"", "0"}, {"a", "1"}, {"b", "2"}}).ok());
  EXPECT_EQ(Shard(1), "5 | =0 a=1 b=2");
  ASSERT_TRUE(
      store_->WriteShard(1, 8, {{"a", std::nullopt}, {"b", "3"}, {"x", std::nullopt}}).ok());
  EXPECT_EQ(Shard(1), "8 | =0 b=3");
  ASSERT_TRUE(store_->WriteShard(1, 9, {}).ok());
  Reopen();
  EXPECT_EQ(Shard(1), "9 | =0 b=3");
}

TEST_P(StateStoreTest, ACheckpointOfManyShardsIsThereAsAWhole) {
  ASSERT_TRUE(store_->WriteShard(2, 4, {{"a", "old"}, {"b", "old"}}).ok());
  {
    const auto checkpoint = store_->NewCheckpoint();
    ASSERT_TRUE(checkpoint->Write(1, 7, {{"a", "1"}}).ok());
    ASSERT_TRUE(checkpoint->Write(2, 8, {{"a", std::nullopt}, {"c", "3"}}).ok());
    ASSERT_TRUE(checkpoint->Write(5, 9, {}).ok());
    EXPECT_EQ(Shard(1), "0 |");
    EXPECT_EQ(Shard(2), "4 | a=old b=old");
    ASSERT_TRUE(checkpoint->Commit().ok());
  }
  PowerFailure();
  EXPECT_EQ(Shard(1), "7 | a=1");
  EXPECT_EQ(Shard(2), "8 | b=old c=3");
  EXPECT_EQ(Shard(5), "9 |");
}

TEST_P(StateStoreTest, ACheckpointThatIsNotCommittedLeavesNothing) {
  ASSERT_TRUE(store_->WriteShard(1, 4, {{"a", "old"}}).ok());
  ASSERT_TRUE(store_->NewCheckpoint()->Write(1, 7, {{"a", "new"}, {"b", "new"}}).ok());
  ASSERT_TRUE(store_->NewCheckpoint()->Commit().ok());  // of nothing
  EXPECT_EQ(Shard(1), "4 | a=old");
  ASSERT_TRUE(store_->WriteShard(1, 8, {{"c", "newer"}}).ok());
  PowerFailure();
  EXPECT_EQ(Shard(1), "8 | a=old c=newer");
}

TEST_P(StateStoreTest, ACheckpointMakesTheLogDurableThatItFollows) {
  AppendGroups({3, 5}, /*sync=*/false);
  ASSERT_TRUE(store_->WriteShard(1, 5, {{"a", "1"}}).ok());
  PowerFailure();
  EXPECT_EQ(store_->LastSequence(), 5u);
  EXPECT_EQ(Shard(1), "5 | a=1");
}

TEST_P(StateStoreTest, ManyCheckpointsAreMergedAndTheLastCounts) {
  for (uint64_t i = 1; i <= 200; ++i) {
    const std::string value = std::to_string(i);
    ASSERT_TRUE(store_->WriteShard(1, i, {{"a", value}, {"b", std::nullopt}}).ok());
    ASSERT_TRUE(store_->WriteShard(2, i, {{"b", value}}).ok());
  }
  Reopen();
  EXPECT_EQ(Shard(1), "200 | a=200");
}

TEST_P(StateStoreTest, ShardsDoNotMix) {
  const uint32_t kShards[] = {0, 1, 2, 255, 256, 0x72000000, 0xffffffff};
  for (const uint32_t shard : kShards) {
    const std::string name = std::to_string(shard);
    ASSERT_TRUE(store_->WriteShard(shard, shard + 1ull, {{"", name}, {"\xff\xff", name}}).ok());
  }
  for (const uint32_t shard : kShards) {
    const std::string name = std::to_string(shard);
    EXPECT_EQ(Shard(shard), std::to_string(shard + 1ull) + " | =" + name + " \xff\xff=" + name);
  }
}

TEST_P(StateStoreTest, AVisitorEndsTheReadingWithItsStatus) {
  ASSERT_TRUE(store_->WriteShard(1, 5, {{"a", "1"}, {"b", "2"}}).ok());
  int visits = 0;
  const auto applied = store_->ReadShard(1, [&](std::string_view, std::string_view) {
    ++visits;
    return absl::DataLossError("bad row");
  });
  EXPECT_EQ(applied.status(), absl::DataLossError("bad row"));
  EXPECT_EQ(visits, 1);
}

TEST_P(StateStoreTest, MetaValuesComeBack) {
  EXPECT_EQ(*store_->ReadMeta("shards"), std::nullopt);
  ASSERT_TRUE(store_->WriteMeta("shards", "64").ok());
  ASSERT_TRUE(store_->WriteMeta("", std::string("\0", 1)).ok());
  ASSERT_TRUE(store_->WriteMeta("shards", "65").ok());
  Reopen();
  EXPECT_EQ(*store_->ReadMeta("shards"), "65");
  EXPECT_EQ(*store_->ReadMeta(""), std::string("\0", 1));
  EXPECT_EQ(*store_->ReadMeta("format"), std::nullopt);  // the store's own names are apart
}

TEST_P(StateStoreTest, TheHighWaterMarkIsReplacedAndKept) {
  EXPECT_EQ(*store_->LoadHighWater(), std::nullopt);
  ASSERT_TRUE(store_->SaveHighWater({5, 77}).ok());
  ASSERT_TRUE(store_->SaveHighWater({9, ~0ull}).ok());
  PowerFailure();
  const auto mark = store_->LoadHighWater();
  ASSERT_TRUE(mark.ok() && mark->has_value());
  EXPECT_EQ((*mark)->sequence, 9u);
  EXPECT_EQ((*mark)->chain_hash, ~0ull);
}

TEST_P(StateStoreTest, AHighWaterMarkThatCannotBeSavedLeavesTheOneBefore) {
  ASSERT_TRUE(store_->SaveHighWater({5, 77}).ok());
  disk_->SetFails(true);
  EXPECT_FALSE(store_->SaveHighWater({9, 78}).ok());
  disk_->SetFails(false);
  EXPECT_EQ((*store_->LoadHighWater())->sequence, 5u);
  AppendGroups({3});  // and is no failure of the log
  PowerFailure();
  EXPECT_EQ((*store_->LoadHighWater())->sequence, 5u);
}

INSTANTIATE_TEST_SUITE_P(Both, StateStoreTest, BothStores(), NameOf);

}  // namespace
}  // namespace atp
