#include "engine/journal/journal.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/journal/group_codec.h"
#include "engine/journal/journal_reader.h"
#include "engine/journal/testing.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

Entry Noted(std::string note, Micros time = 1000) {
  Entry entry = OneLineReservation();
  entry.time = time;
  entry.note = std::move(note);
  return entry;
}

// Everything that a log holds, from the first entry on; fails the test if it is damaged.
std::vector<Entry> ReadAll(CommitLog* log) {
  std::vector<Entry> entries;
  auto reader = JournalReader::Open(log, 1);
  EXPECT_TRUE(reader.ok()) << reader.status();
  if (!reader.ok()) return entries;
  Entry entry;
  while ((*reader)->Next(&entry)) entries.push_back(entry);
  EXPECT_TRUE((*reader)->status().ok()) << (*reader)->status();
  return entries;
}

// What a test hears, in order: "1" for a completion of sequence 1, "1!" if it failed, "[1-3]" for a
// durable group.
class Listener {
 public:
  Journal::Completion Done(std::string name) {
    return [this, name](const absl::Status& status) {
      heard_ += name + (status.ok() ? " " : "! ");
      if (!status.ok()) last_failure_ = status;
    };
  }
  Journal::OnDurable Groups() {
    return [this](const DurableGroupPtr& group) {
      heard_ += "[" + std::to_string(group->first) + "-" + std::to_string(group->last) + "] ";
    };
  }
  std::string Heard() { return std::exchange(heard_, ""); }
  const absl::Status& last_failure() const { return last_failure_; }

 private:
  std::string heard_;
  absl::Status last_failure_;
};

// A journal that moves only when it is pumped.
class PumpedJournalTest : public ::testing::Test {
 protected:
  void Start(JournalOptions options = {}) {
    options.background_threads = false;
    journal_ = std::make_unique<Journal>(options, &store_, JournalEnd{}, listener_.Groups());
  }
  Sequence Append(const std::string& name) {
    Entry entry = Noted(name);
    return journal_->Append(&entry, listener_.Done(name));
  }

  MemoryDisk disk_;
  MemoryStore store_{&disk_};
  Listener listener_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(PumpedJournalTest, WhatHasGatheredIsOneWriteAndIsCompletedInOrder) {
  Start();
  for (const char* name : {"1", "2", "3"}) Append(name);
  EXPECT_EQ(journal_->appended(), 3u);
  EXPECT_EQ(journal_->durable(), 0u);
  EXPECT_EQ(listener_.Heard(), "");

  EXPECT_TRUE(journal_->Pump());
  EXPECT_EQ(disk_.writes(), 1u);
  EXPECT_EQ(journal_->durable(), 3u);
  EXPECT_EQ(listener_.Heard(), "1 2 3 [1-3] ");

  EXPECT_FALSE(journal_->Pump());
  Append("4");
  EXPECT_TRUE(journal_->Pump());
  EXPECT_EQ(disk_.writes(), 2u);
  EXPECT_EQ(listener_.Heard(), "4 [4-4] ");
}

TEST_F(PumpedJournalTest, WhatWasAppendedIsReadBackWithItsSequenceAndTime) {
  Start();
  Entry first = Noted("first", 500);
  Entry second = Noted("second", 400);  // the clock was set back
  Entry third = Noted("third", 600);
  EXPECT_EQ(journal_->Append(&first, nullptr), 1u);
  EXPECT_EQ(journal_->Append(&second, nullptr), 2u);
  EXPECT_TRUE(journal_->Pump());
  EXPECT_EQ(journal_->Append(&third, nullptr), 3u);
  EXPECT_TRUE(journal_->Pump());

  EXPECT_EQ(second.time, 500);
  EXPECT_EQ(second.reservation, MakeReservationId(2, second.home));
  const std::vector<Entry> entries = ReadAll(&store_);
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(Describe(entries[0]), Describe(first));
  EXPECT_EQ(Describe(entries[1]), Describe(second));
  EXPECT_EQ(Describe(entries[2]), Describe(third));
}

TEST_F(PumpedJournalTest, AnotherLifeContinuesTheChainAndTheTime) {
  Start();
  Append("1");
  journal_->Pump();
  const JournalEnd end = journal_->end();
  EXPECT_EQ(end.last, 1u);
  EXPECT_EQ(end.time, 1000);
  journal_.reset();

  JournalOptions options;
  options.background_threads = false;
  Journal next(options, &store_, end, nullptr);
  Entry entry = Noted("2", 3);
  EXPECT_EQ(next.Append(&entry, nullptr), 2u);
  EXPECT_EQ(entry.time, 1000);
  EXPECT_TRUE(next.Flush().ok());
  EXPECT_EQ(ReadAll(&store_).size(), 2u);
}

TEST_F(PumpedJournalTest, ThoseWhoWaitForASequenceAreCalledInItsPlace) {
  Start();
  Append("1");
  Append("2");
  journal_->WhenDurable(1, listener_.Done("1 again"));
  Append("3");
  journal_->WhenDurable(3, listener_.Done("3 again"));
  journal_->WhenDurable(2, listener_.Done("2 again"));
  EXPECT_EQ(listener_.Heard(), "");
  journal_->Pump();
  EXPECT_EQ(listener_.Heard(), "1 1 again 2 2 again 3 3 again [1-3] ");
  journal_->WhenDurable(2, listener_.Done("at once"));
  journal_->WhenDurable(0, listener_.Done("before the first"));
  EXPECT_EQ(listener_.Heard(), "at once before the first ");
}

TEST_F(PumpedJournalTest, CallbacksMayAppendAndSeeWhatIsDurable) {
  Start();
  Entry entry = Noted("1");
  journal_->Append(&entry, [this](const absl::Status& status) {
    EXPECT_EQ(journal_->durable(), 1u);
    Append("2");
    journal_->WhenDurable(2, listener_.Done("2 again"));
  });
  EXPECT_TRUE(journal_->Pump());
  EXPECT_TRUE(journal_->Pump());
  EXPECT_EQ(listener_.Heard(), "[1-1] 2 2 again [2-2] ");
}

TEST_F(PumpedJournalTest, ALargeBacklogIsSplitIntoGroups) {
  Start();
  const std::string note(1000, 'n');
  constexpr Sequence kEntries = 3000;  // about three times kGroupBytesMax
  for (Sequence i = 0; i < kEntries; ++i) {
    Entry entry = Noted(note);
    journal_->Append(&entry, nullptr);
  }
  while (journal_->Pump()) continue;
  EXPECT_EQ(disk_.writes(), 4u);
  EXPECT_EQ(ReadAll(&store_).size(), kEntries);
  auto reader = store_.ReadFrom(1);
  std::string_view group;
  uint64_t first;
  while ((*reader)->Next(&group, &first)) EXPECT_LE(group.size(), kGroupBytesMax + 100);
}

TEST_F(PumpedJournalTest, AnEntryLargerThanAGroupIsAGroupOfItsOwn) {
  Start();
  Append("1");
  Append(std::string(2 * kGroupBytesMax, 'n'));
  Append("3");
  EXPECT_TRUE(journal_->Flush().ok());
  EXPECT_EQ(disk_.writes(), 3u);
  EXPECT_EQ(ReadAll(&store_).size(), 3u);
}

TEST_F(PumpedJournalTest, ThereIsNoRoomUntilWhatWaitsIsCompleted) {
  JournalOptions options;
  options.pending_bytes_max = 200;
  Start(options);
  int appended = 0;
  for (; journal_->HasRoom(); ++appended) Append("x");
  EXPECT_EQ(appended, 3);  // of some 90 bytes each
  journal_->Pump();
  EXPECT_TRUE(journal_->HasRoom());
}

TEST_F(PumpedJournalTest, TheLastWordIsWrittenWhenTheJournalEnds) {
  Start();
  Append("1");
  journal_.reset();
  EXPECT_EQ(listener_.Heard(), "1 [1-1] ");
  EXPECT_EQ(ReadAll(&store_).size(), 1u);
}

TEST_F(PumpedJournalTest, AFailedWriteFailsEverythingThatWaitsAndThatComes) {
  Start();
  Append("1");
  journal_->Pump();
  disk_.FailWritesAfter(0);
  Append("2");
  Append("3");
  listener_.Heard();
  EXPECT_TRUE(journal_->Pump());
  EXPECT_EQ(listener_.Heard(), "2! 3! ");
  EXPECT_TRUE(absl::IsUnavailable(listener_.last_failure()));
  EXPECT_EQ(ErrorReason(listener_.last_failure()), "JOURNAL_FAILED");
  EXPECT_TRUE(journal_->HasFailed());
  EXPECT_EQ(journal_->durable(), 1u);

  disk_.StopFailing();
  EXPECT_EQ(Append("4"), 4u);
  EXPECT_EQ(listener_.Heard(), "");  // hears of it, but not under the caller's locks
  journal_->WhenDurable(4, listener_.Done("4 again"));
  EXPECT_EQ(listener_.Heard(), "4 again! ");
  journal_->WhenDurable(1, listener_.Done("1 again"));
  EXPECT_EQ(listener_.Heard(), "1 again ");
  EXPECT_EQ(ErrorReason(journal_->Flush()), "JOURNAL_FAILED");
  EXPECT_EQ(listener_.Heard(), "4! ");

  EXPECT_EQ(journal_->end().last, 1u);
  EXPECT_TRUE(journal_->HasRoom());
  journal_.reset();
  EXPECT_EQ(disk_.writes(), 1u);
  EXPECT_EQ(ReadAll(&store_).size(), 1u);
}

TEST_F(PumpedJournalTest, WithASyncIntervalGroupsAreWrittenFirstAndSyncedLater) {
  JournalOptions options;
  options.sync_interval = 1000;
  Start(options);
  Append("1");
  journal_->Pump();
  EXPECT_EQ(listener_.Heard(), "1 [1-1] ");
  EXPECT_EQ(journal_->durable(), 1u);
  EXPECT_EQ(journal_->end().last, 0u);  // a power failure would take it
  EXPECT_TRUE(journal_->Flush().ok());
  EXPECT_EQ(journal_->end().last, 1u);

  Append("2");
  journal_->Pump();
  EXPECT_EQ(journal_->end().last, 1u);
  disk_.DropUnsynced();
  EXPECT_EQ(ReadAll(&store_).size(), 1u);
}

TEST_F(PumpedJournalTest, WithASyncIntervalTheLastSyncIsAtTheEnd) {
  JournalOptions options;
  options.sync_interval = 1000;
  Start(options);
  Append("1");
  journal_.reset();
  disk_.DropUnsynced();
  EXPECT_EQ(ReadAll(&store_).size(), 1u);
}

TEST_F(PumpedJournalTest, AFailedSyncFailsTheJournal) {
  JournalOptions options;
  options.sync_interval = 1000;
  Start(options);
  Append("1");
  journal_->Pump();
  EXPECT_EQ(listener_.Heard(), "1 [1-1] ");
  disk_.FailWritesAfter(0);
  EXPECT_EQ(ErrorReason(journal_->Flush()), "JOURNAL_FAILED");
  EXPECT_TRUE(journal_->HasFailed());
  Append("2");
  journal_->Pump();
  EXPECT_EQ(listener_.Heard(), "2! ");
  EXPECT_EQ(disk_.writes(), 1u);
}

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
  // Counted by the completer alone, as `groups`; both are read after the journal has ended.
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
