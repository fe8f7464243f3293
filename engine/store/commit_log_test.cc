// What a CommitLog promises, shown on both stores.

#include "engine/store/commit_log.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "engine/store/store_fixture.h"

namespace atp {
namespace {

using CommitLogTest = StoreTest;

TEST_P(CommitLogTest, ANewLogIsEmpty) {
  EXPECT_EQ(store_->LastSequence(), 0u);
  EXPECT_EQ(store_->OldestSequence(), 1u);
  EXPECT_EQ(Read(0), "");
  EXPECT_EQ(Read(1), "");
  EXPECT_EQ(Read(7), "");
}

TEST_P(CommitLogTest, GroupsComeBackInOrder) {
  AppendGroups({3, 5, 9});
  EXPECT_EQ(store_->LastSequence(), 9u);
  EXPECT_EQ(Read(1), "1:group 1-3, 4:group 4-5, 6:group 6-9");
  Reopen();
  EXPECT_EQ(store_->LastSequence(), 9u);
  EXPECT_EQ(store_->OldestSequence(), 1u);
  EXPECT_EQ(Read(1), "1:group 1-3, 4:group 4-5, 6:group 6-9");
}

TEST_P(CommitLogTest, ReadingBeginsWithTheGroupThatHoldsTheSequence) {
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

TEST_P(CommitLogTest, SequencesBeyondOneByteKeepTheirOrder) {
  AppendGroups({255, 256, 65535, 65536, 1ull << 32, (1ull << 63) + 1});
  EXPECT_EQ(Read(256),
            "256:group 256-256, 257:group 257-65535, 65536:group 65536-65536, "
            "65537:group 65537-4294967296, 4294967297:group 4294967297-9223372036854775809");
}

TEST_P(CommitLogTest, AnAppendThatDoesNotFollowIsRefused) {
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

TEST_P(CommitLogTest, GroupsAreAnyBytes) {
  const std::string bytes("\0\xff\n\0", 4);
  ASSERT_TRUE(store_->Append(0, 1, bytes, true).ok());
  ASSERT_TRUE(store_->Append(1, 2, "", true).ok());
  ASSERT_TRUE(store_->Append(2, 3, std::string(1 << 20, 'x'), true).ok());
  Reopen();
  EXPECT_EQ(Read(1), "1:" + bytes + ", 2:, 3:" + std::string(1 << 20, 'x'));
}

TEST_P(CommitLogTest, AReaderSeesTheLogAsItWas) {
  AppendGroups({3, 5});
  auto reader = store_->ReadFrom(1);
  ASSERT_TRUE(reader.ok());
  AppendGroups({9});
  ASSERT_TRUE(store_->TrimTo(5).ok());
  EXPECT_EQ(Drain(reader->get()), "1:group 1-3, 4:group 4-5");
  EXPECT_EQ(Read(1), "6:group 6-9");
}

TEST_P(CommitLogTest, TrimmingDropsWholeGroupsOnly) {
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

TEST_P(CommitLogTest, APowerFailureTakesOnlyWhatWasNotSynced) {
  AppendGroups({3});
  AppendGroups({5, 9}, /*sync=*/false);
  EXPECT_EQ(Read(4), "4:group 4-5, 6:group 6-9");
  PowerFailure();
  EXPECT_EQ(store_->LastSequence(), 3u);
  EXPECT_EQ(Read(1), "1:group 1-3");
}

TEST_P(CommitLogTest, WhatIsSyncedStaysAndSoDoesWhatCameBefore) {
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

TEST_P(CommitLogTest, AFailureIsForGoodUntilReopened) {
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

INSTANTIATE_TEST_SUITE_P(Both, CommitLogTest, BothStores(), NameOf);

}  // namespace
}  // namespace atp
