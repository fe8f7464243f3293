#include "engine/journal/group_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace atp {
namespace {

// Appends an entry of so many bytes, which is given the next sequence.
void Append(GroupQueue* queue, Sequence sequence, size_t bytes = 1) {
  queue->ForAppend(sequence, bytes)->builder().Add(1000, std::string(bytes, 'x'));
}

// The groups that gather, as "1-3 4-4", each of them written and taken.
std::string TakeAll(GroupQueue* queue) {
  std::string seen;
  while (PendingGroup* group = queue->StartWriting()) {
    queue->FinishWriting(nullptr, absl::OkStatus());
    WrittenGroup written;
    EXPECT_TRUE(queue->TakeWritten(&written));
    EXPECT_EQ(written.group.get(), group);
    seen += (seen.empty() ? "" : " ") + std::to_string(group->builder().first()) + "-" +
            std::to_string(group->builder().last());
    queue->Recycle(std::move(written.group));
  }
  return seen;
}

TEST(GroupQueueTest, EntriesGatherInAGroupUntilItIsFullOrWritten) {
  GroupQueue queue;
  EXPECT_FALSE(queue.IsGathering());
  EXPECT_EQ(queue.StartWriting(), nullptr);
  Append(&queue, 1);
  Append(&queue, 2, kGroupBytesMax / 2);
  Append(&queue, 3, kGroupBytesMax / 2);  // no room beside the two
  Append(&queue, 4, 2 * kGroupBytesMax);  // has no room anywhere
  Append(&queue, 5);
  EXPECT_TRUE(queue.IsGathering());
  EXPECT_EQ(TakeAll(&queue), "1-2 3-3 4-4 5-5");

  Append(&queue, 6);
  queue.StartWriting();
  Append(&queue, 7);  // not to what is being written
  queue.FinishWriting(nullptr, absl::OkStatus());
  EXPECT_EQ(queue.StartWriting()->builder().first(), 7u);
}

TEST(GroupQueueTest, WhatWasWrittenIsTakenInOrderWithItsResult) {
  GroupQueue queue;
  WrittenGroup written;
  EXPECT_FALSE(queue.TakeWritten(&written));
  Append(&queue, 1);
  queue.StartWriting();
  EXPECT_EQ(queue.written_count(), 0u);
  queue.FinishWriting(std::make_shared<DurableGroup>(DurableGroup{1, 1, "bytes"}),
                      absl::OkStatus());
  Append(&queue, 2);
  queue.StartWriting();
  queue.FinishWriting(nullptr, absl::UnavailableError("no disk"));

  EXPECT_EQ(queue.written_count(), 2u);
  ASSERT_TRUE(queue.TakeWritten(&written));
  EXPECT_EQ(written.durable->bytes, "bytes");
  EXPECT_TRUE(written.status.ok());
  ASSERT_TRUE(queue.TakeWritten(&written));
  EXPECT_EQ(written.durable, nullptr);
  EXPECT_EQ(written.status, absl::UnavailableError("no disk"));
  EXPECT_EQ(queue.written_count(), 0u);
}

TEST(GroupQueueTest, FindsTheGroupOfASequenceWhileItGathersOrIsWritten) {
  GroupQueue queue;
  Append(&queue, 1);
  Append(&queue, 2);
  PendingGroup* const first = queue.StartWriting();
  Append(&queue, 3, kGroupBytesMax);
  Append(&queue, 4);
  const struct { Sequence sequence, first; } kCases[] = {{1, 1}, {2, 1}, {3, 3}, {4, 4}};
  for (const auto& c : kCases) {
    EXPECT_EQ(queue.Of(c.sequence)->builder().first(), c.first) << c.sequence;
  }
  EXPECT_EQ(queue.Of(2), first);
  EXPECT_DEATH(queue.Of(5), "broken invariant");
}

TEST(GroupQueueTest, BuffersAreUsedAgain) {
  GroupQueue queue;
  Append(&queue, 1);
  const PendingGroup* const first = queue.Of(1);
  EXPECT_EQ(TakeAll(&queue), "1-1");
  Append(&queue, 2);
  EXPECT_EQ(queue.Of(2), first);
  EXPECT_EQ(TakeAll(&queue), "2-2");  // with nothing left over of what it held
}

TEST(PendingGroupTest, ThoseWhoWaitAreCalledOnceInTheOrderOfSequences) {
  const struct {
    const char* name;
    Sequence sequences[4];
    const char* heard;
  } kCases[] = {
      {"as they were appended", {1, 2, 3, 4}, "1a 2b 3c 4d "},
      {"twice the same", {1, 1, 2, 2}, "1a 1b 2c 2d "},
      {"who comes later for an earlier one", {2, 3, 2, 1}, "1d 2a 2c 3b "},
  };
  for (const auto& c : kCases) {
    PendingGroup group;
    std::string heard;
    char who = 'a';
    for (const Sequence sequence : c.sequences) {
      group.Await(sequence, [&heard, sequence, who](const absl::Status& status) {
        heard += std::to_string(sequence) + who + (status.ok() ? " " : "! ");
      });
      ++who;
    }
    group.CompleteAll(absl::OkStatus());
    EXPECT_EQ(heard, c.heard) << c.name;
    group.CompleteAll(absl::OkStatus());
    EXPECT_EQ(heard, c.heard) << c.name;
  }
}

TEST(PendingGroupTest, EveryoneHearsTheSameFailure) {
  PendingGroup group;
  int failed = 0;
  for (const Sequence sequence : {2, 1}) {
    group.Await(sequence, [&failed](const absl::Status& status) {
      failed += status == absl::UnavailableError("no disk") ? 1 : 0;
    });
  }
  group.CompleteAll(absl::UnavailableError("no disk"));
  EXPECT_EQ(failed, 2);
}

}  // namespace
}  // namespace atp
