// The journal moved by hand: what is written when, and who hears of it in which order.

#include "engine/journal/journal.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/journal/group_codec.h"
#include "engine/journal/journal_fixture.h"
#include "engine/journal/testing.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

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

// A log on a disk so slow that others act while it syncs.
class SlowLog final : public CommitLog {
 public:
  explicit SlowLog(CommitLog* log) : log_(*log) {}
  std::function<void()> while_syncing;

  absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) override {
    return log_.Append(after, last, group, sync);
  }
  absl::Status Sync() override {
    if (while_syncing != nullptr) std::exchange(while_syncing, nullptr)();
    return log_.Sync();
  }
  uint64_t LastSequence() const override { return log_.LastSequence(); }
  uint64_t OldestSequence() const override { return log_.OldestSequence(); }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) override {
    return log_.ReadFrom(sequence);
  }
  absl::Status TrimTo(uint64_t sequence) override { return log_.TrimTo(sequence); }

 private:
  CommitLog& log_;
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

TEST_F(PumpedJournalTest, AFlushDoesNotWaitForWhatComesWhileItSyncs) {
  SlowLog log(&store_);
  JournalOptions options;
  options.background_threads = false;
  options.sync_interval = kMicrosPerSecond;
  journal_ = std::make_unique<Journal>(options, &log, JournalEnd{}, listener_.Groups());
  Append("1");
  log.while_syncing = [&] { Append("2"); };
  EXPECT_TRUE(journal_->Flush().ok());
  EXPECT_EQ(listener_.Heard(), "1 [1-1] ");
  EXPECT_EQ(journal_->end().last, 1u);
  EXPECT_TRUE(journal_->Flush().ok());
  EXPECT_EQ(listener_.Heard(), "2 [2-2] ");
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

}  // namespace
}  // namespace atp
