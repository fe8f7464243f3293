// The journal with its own two threads, and many callers.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/journal/group_codec.h"
#include "engine/journal/journal.h"
#include "engine/journal/journal_fixture.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

// A log whose appends wait at a gate, so that a test decides what gathers meanwhile; it counts what
// it is asked for. Thread-safe where CommitLog is.
class GatedLog final : public CommitLog {
 public:
  void Close() {
    MutexLock lock(&mu_);
    is_open_ = false;
  }
  void Open() {
    MutexLock lock(&mu_);
    is_open_ = true;
    changed_.SignalAll();
  }
  void FailFromNowOn() {
    MutexLock lock(&mu_);
    is_failing_ = true;
  }
  void AwaitAppends(int count) {
    MutexLock lock(&mu_);
    while (appends_ < count) changed_.Wait(&mu_);
  }
  void AwaitSyncs(int count) {
    MutexLock lock(&mu_);
    while (syncs_ < count) changed_.Wait(&mu_);
  }
  int appends() const {
    MutexLock lock(&mu_);
    return appends_;
  }

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override {
    MutexLock lock(&mu_);
    ++appends_;
    changed_.SignalAll();
    while (!is_open_) changed_.Wait(&mu_);
    if (is_failing_) return absl::UnavailableError("no disk");
    return log_.Append(after, last, group, sync);
  }
  absl::Status Sync() override {
    MutexLock lock(&mu_);
    ++syncs_;
    changed_.SignalAll();
    return is_failing_ ? absl::UnavailableError("no disk") : log_.Sync();
  }
  uint64_t LastSequence() const override { return log_.LastSequence(); }
  uint64_t OldestSequence() const override { return log_.OldestSequence(); }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override {
    return log_.ReadFrom(sequence);
  }
  absl::Status TrimTo(uint64_t sequence) override { return log_.TrimTo(sequence); }

 private:
  mutable Mutex mu_;
  CondVar changed_;
  bool is_open_ = true;
  bool is_failing_ = false;
  int appends_ = 0;
  int syncs_ = 0;
  MemoryDisk disk_;
  MemoryStore log_{&disk_};
};

TEST(JournalThreadsTest, WhileAGroupIsWrittenTheNextOneGathers) {
  GatedLog log;
  Journal journal({}, &log, {}, nullptr);
  log.Close();
  Entry entry = Noted("1");
  journal.Append(&entry, nullptr);
  log.AwaitAppends(1);
  for (int i = 0; i < 100; ++i) {
    entry = Noted("more");
    journal.Append(&entry, nullptr);
  }
  EXPECT_EQ(journal.appended(), 101u);
  EXPECT_EQ(journal.durable(), 0u);
  int called = 0;
  journal.WhenDurable(1, [&called](const absl::Status& status) { called += status.ok(); });
  journal.WhenDurable(50, [&called](const absl::Status& status) { called += status.ok(); });
  log.Open();
  EXPECT_TRUE(journal.Flush().ok());
  EXPECT_EQ(called, 2);
  EXPECT_EQ(journal.durable(), 101u);
  EXPECT_EQ(log.appends(), 2);
}

TEST(JournalThreadsTest, EveryCompletionIsCalledOnceAndTheReaderSeesAllInOrder) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10'000;
  MemoryDisk disk;
  MemoryStore store(&disk);
  struct Completed {
    Sequence sequence = 0;
    int times = 0;
    Sequence number = 0;  // of the call, among all
  };
  std::vector<Completed> completed(kThreads * kEach);
  // Counted by one thread at a time, as `groups`; both are read after the journal has ended.
  Sequence next_number = 1;
  std::vector<Sequence> groups;
  {
    Journal journal({}, &store, {}, [&groups](const DurableGroupPtr& group) {
      EXPECT_EQ(group->first, groups.empty() ? 1 : groups.back() + 1);
      EXPECT_EQ(GroupView::Parse(group->bytes)->last(), group->last);
      groups.push_back(group->last);
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        Sequence previous = 0;
        for (int i = 0; i < kEach; ++i) {
          Entry entry = Noted(std::to_string(t), i);
          Completed* heard = &completed[t * kEach + i];
          const Sequence sequence =
              journal.Append(&entry, [heard, &next_number](const absl::Status& status) {
                EXPECT_TRUE(status.ok());
                ++heard->times;
                heard->number = next_number++;
              });
          // The completer may be calling it now, but does not touch this member.
          heard->sequence = sequence;
          EXPECT_GT(sequence, previous);
          previous = sequence;
          if (!journal.HasRoom()) {
            EXPECT_TRUE(journal.Flush().ok());
          }
        }
        EXPECT_TRUE(journal.Flush().ok());
        EXPECT_GE(journal.durable(), previous);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  for (const Completed& heard : completed) {
    ASSERT_EQ(heard.times, 1);
    ASSERT_EQ(heard.number, heard.sequence);  // in the order of sequences
  }
  const std::vector<Entry> entries = ReadAll(&store);
  ASSERT_EQ(entries.size(), size_t{kThreads * kEach});
  EXPECT_EQ(groups.back(), Sequence{kThreads * kEach});
  for (size_t i = 0; i < entries.size(); ++i) ASSERT_EQ(entries[i].sequence, i + 1);
}

// As subscribers catch up and repeats are answered while the log grows and is trimmed.
TEST(JournalThreadsTest, ReadersSeeAWholeLogWhileItGrowsAndIsTrimmed) {
  MemoryDisk disk;
  MemoryStore store(&disk);
  Journal journal({}, &store, {}, nullptr);
  std::thread appender([&journal] {
    for (int i = 0; i < 5000; ++i) {
      Entry entry = Noted("x", i);
      journal.Append(&entry, nullptr);
    }
    EXPECT_TRUE(journal.Flush().ok());
  });
  std::thread trimmer([&journal, &store] {
    for (Sequence kept = 0; kept < 5000; kept = journal.durable()) {
      EXPECT_TRUE(store.TrimTo(kept > 100 ? kept - 100 : 0).ok());
    }
  });
  for (Sequence durable = 0; durable < 5000; durable = journal.durable()) {
    const auto reader = JournalReader::Open(&store, durable / 2);
    ASSERT_TRUE(reader.ok()) << reader.status();
    Sequence expected = (*reader)->first();
    for (Entry entry; (*reader)->Next(&entry); ++expected) ASSERT_EQ(entry.sequence, expected);
    EXPECT_TRUE((*reader)->status().ok()) << (*reader)->status();
    EXPECT_GT(expected, durable);

    const auto entry = ReadEntry(&store, durable);
    EXPECT_TRUE(entry.ok() || absl::IsNotFound(entry.status())) << entry.status();
    EXPECT_TRUE(LastSequenceAt(&store, static_cast<Micros>(durable)).ok());
  }
  appender.join();
  trimmer.join();
}

TEST(JournalThreadsTest, EveryoneHearsOfAFailureOnce) {
  GatedLog log;
  int failed = 0;
  int succeeded = 0;
  const auto count = [&](const absl::Status& status) { ++(status.ok() ? succeeded : failed); };
  {
    Journal journal({}, &log, {}, nullptr);
    Entry entry = Noted("1");
    journal.Append(&entry, count);
    EXPECT_TRUE(journal.Flush().ok());
    log.FailFromNowOn();
    for (int i = 0; i < 1000; ++i) {
      entry = Noted("more");
      journal.Append(&entry, count);
    }
    EXPECT_EQ(ErrorReason(journal.Flush()), "JOURNAL_FAILED");
    EXPECT_TRUE(journal.HasFailed());
    EXPECT_EQ(failed, 1000);
    const int appends = log.appends();
    journal.Append(&entry, count);
    EXPECT_FALSE(journal.Flush().ok());
    EXPECT_EQ(log.appends(), appends);  // nothing more is tried
  }
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(failed, 1001);
  EXPECT_EQ(log.LastSequence(), 1u);
}

TEST(JournalThreadsTest, WithASyncIntervalTheWriterSyncsByItself) {
  GatedLog log;
  JournalOptions options;
  options.sync_interval = 1000;
  Journal journal(options, &log, {}, nullptr);
  Entry entry = Noted("1");
  journal.Append(&entry, nullptr);
  log.AwaitSyncs(1);
  journal.Append(&entry, nullptr);
  log.AwaitSyncs(2);
}

TEST(JournalThreadsTest, WhatTheLastCallbackAppendsIsWrittenToo) {
  MemoryDisk disk;
  MemoryStore store(&disk);
  int called = 0;
  {
    Journal journal({}, &store, {}, nullptr);
    Entry entry = Noted("1");
    journal.Append(&entry, [&](const absl::Status&) {
      Entry next = Noted("2");
      journal.Append(&next, [&called](const absl::Status& status) { called += status.ok(); });
    });
  }
  EXPECT_EQ(called, 1);
  EXPECT_EQ(ReadAll(&store).size(), 2u);
}

}  // namespace
}  // namespace atp
