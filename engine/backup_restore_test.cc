// What a restored ledger is, and what those hear who knew the one before.

#include "engine/backup_restore.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "engine/backup_fixture.h"
#include "engine/model/error.h"

namespace atp {
namespace {

namespace fs = std::filesystem;

using BackupRestoreTest = BackupFixture;

TEST_F(BackupRestoreTest, EverySequenceThatCanBeHadIsRestoredAsItWas) {
  Work(2);
  ASSERT_TRUE(engine_->Checkpoint().ok());
  Work(1);
  MustBackUp();
  Work(2);
  ASSERT_TRUE(engine_->Checkpoint().ok());
  Work(1);
  MustBackUp();
  Work(1);
  const auto catalog = Catalog();
  ASSERT_EQ(catalog->all().size(), 2u);
  const Backup& first = catalog->all()[0];
  const Backup& second = catalog->all()[1];
  EXPECT_LT(first.first(), first.last);
  EXPECT_LT(first.last, second.first());
  EXPECT_LT(second.first(), second.last);
  int restored = 0;
  for (Sequence to = 0; to <= second.last + 1; ++to) {
    const auto plan = catalog->Plan(std::nullopt, to);
    ASSERT_EQ(plan.ok(), to >= first.first() && to <= second.last) << to << plan.status();
    if (!plan.ok()) continue;
    EXPECT_EQ(plan->backup, to >= second.first() ? 2u : 1u) << to;
    EXPECT_EQ(plan->journal, to > first.last ? 2u : 1u) << to;
    const auto engine = OpenIn(MustRestore(*plan));
    ASSERT_NE(engine, nullptr);
    EXPECT_EQ(engine->Status().durable, to);
    EXPECT_EQ(engine->DumpState(), states_.at(to)) << to;
    ++restored;
  }
  std::cout << restored << " sequences restored\n";
  EXPECT_GT(restored, 10);
}

TEST_F(BackupRestoreTest, WithoutAChoiceItIsTheNewestBackupAsItIs) {
  Work(3);
  MustBackUp();
  Work(1);
  const Sequence backed_up = last_;
  MustBackUp();
  Work(1);
  const auto plan = Catalog()->Plan(std::nullopt, std::nullopt);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(plan->to, backed_up);
  const auto older = Catalog()->Plan(1, std::nullopt);
  ASSERT_TRUE(older.ok()) << older.status();
  EXPECT_EQ(older->to, backed_up - 3);
}

TEST_F(BackupRestoreTest, ARestoredLedgerGoesOnAndIsRestoredAgain) {
  Work(3);
  ASSERT_TRUE(engine_->Checkpoint().ok());
  Work(2);
  MustBackUp();
  // In the middle of a group.
  const Sequence to = last_ - 1;
  const std::string restored = MustRestore(*Catalog()->Plan(std::nullopt, to));
  Open(restored);
  Work(2);
  const std::string before = engine_->DumpState();
  Open(restored);
  EXPECT_EQ(engine_->DumpState(), before);
  ASSERT_TRUE(engine_->Drain().ok());
  Open(restored);
  EXPECT_EQ(engine_->DumpState(), before);
  // It is the same ledger, so its backups go where the others are.
  EXPECT_EQ(MustBackUp().id, 2u);
  EXPECT_TRUE(Catalog()->Verify(2).ok()) << Catalog()->Verify(2);
  const auto again = OpenIn(MustRestore(*Catalog()->Plan(std::nullopt, std::nullopt)));
  EXPECT_EQ(again->DumpState(), before);
}

TEST_F(BackupRestoreTest, AJournalOfAnotherHistoryIsNotTaken) {
  Work(3);
  MustBackUp();  // 1: up to `fork`
  const Sequence fork = last_;
  Work(2);
  MustBackUp();  // 2: the history that is left
  Open(MustRestore(*Catalog()->Plan(1, std::nullopt)));
  Work(1);
  const Sequence left_of_it = fork + 6;
  ASSERT_TRUE(engine_->Checkpoint().ok());
  MustBackUp();  // 3: goes on from `fork` differently
  const auto catalog = Catalog();
  EXPECT_NE(catalog->all()[1].history.current(), catalog->all()[2].history.current());
  EXPECT_EQ(catalog->all()[0].history.ledger(), catalog->all()[2].history.ledger());

  // The newest that has it: what happened last.
  EXPECT_EQ(catalog->Plan(std::nullopt, last_)->backup, 3u);
  // Only the history that was left came so far.
  const auto left = catalog->Plan(std::nullopt, left_of_it);
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(left->backup, 2u);
  // Named, either way.
  EXPECT_EQ(catalog->Plan(2, last_)->journal, 2u);

  // From a backup of the restored ledger nobody comes to what only the other one did.
  Work(1);
  MustBackUp();
  EXPECT_FALSE(Catalog()->Plan(3, left_of_it + 1).ok());
  EXPECT_EQ(Catalog()->Plan(3, last_)->journal, 4u);
}

// ---- Who knew the ledger before

class RestoredSubscriberTest : public BackupFixture {
 protected:
  // "RESET reason", "DELTAS first..last", or the reason of the error.
  static std::string WatchAfter(Engine* engine, std::optional<HistoryId> history, Sequence after) {
    SubscribeRequest request;
    request.start = SubscribeRequest::Start::kAfter;
    request.after = after;
    request.history = history;
    const auto subscription = engine->Subscribe(request);
    if (!subscription.ok()) return ErrorReason(subscription.status());
    std::vector<FeedEvent> events;
    bool ended = false;
    std::vector<Sequence> seen;
    for (int i = 0; i < 10 && !ended; ++i) {
      EXPECT_TRUE((*subscription)->Next(100, 0, &events, &ended).ok());
    }
    for (const FeedEvent& event : events) {
      if (const auto* reset = std::get_if<Reset>(&event)) {
        EXPECT_TRUE(ended);
        EXPECT_TRUE(seen.empty());
        EXPECT_EQ((*subscription)->place(), std::nullopt);
        return "RESET " + reset->reason;
      }
      if (const auto* delta = std::get_if<DeltaPtr>(&event)) seen.push_back((*delta)->sequence);
    }
    if (seen.empty()) return "NOTHING NEW";
    return absl::StrCat("DELTAS ", seen.front(), "..", seen.back());
  }
};

TEST_F(RestoredSubscriberTest, WhoHasSeenMoreThanWasRestoredIsReset) {
  Work(4);
  MustBackUp();
  const HistoryId before = engine_->history();
  const Sequence to = last_ - 2;
  EXPECT_EQ(WatchAfter(engine_.get(), std::nullopt, last_), "NOTHING NEW");
  EXPECT_EQ(WatchAfter(engine_.get(), before, last_ + 1), "SEQUENCE_NOT_YET");
  EXPECT_EQ(WatchAfter(engine_.get(), before + 1, last_), "RESET HISTORY_CHANGED");

  Open(MustRestore(*Catalog()->Plan(std::nullopt, to)));
  const HistoryId now = engine_->history();
  EXPECT_NE(now, before);
  struct Case {
    std::optional<HistoryId> history;
    int more_than_restored;
    const char* answer;
  };
  // At first, when the ledger is shorter than what they saw; and when it has grown beyond that, and
  // their number is one of another entry.
  const Case at_first[] = {
      {before, -1, "DELTAS %d..%d"},
      {before, 0, "NOTHING NEW"},
      {before, 1, "RESET HISTORY_CHANGED"},
      {before, 2, "RESET HISTORY_CHANGED"},
      {std::nullopt, 0, "NOTHING NEW"},
      {std::nullopt, 1, "RESET HISTORY_CHANGED"},
      {now, 0, "NOTHING NEW"},
      {now, 1, "SEQUENCE_NOT_YET"},
      {77, 1, "RESET HISTORY_CHANGED"},
  };
  for (const Case& c : at_first) {
    const std::string answer = WatchAfter(engine_.get(), c.history, to + c.more_than_restored);
    if (absl::StartsWith(c.answer, "DELTAS")) {
      EXPECT_EQ(answer, absl::StrCat("DELTAS ", to, "..", to));
    } else {
      EXPECT_EQ(answer, c.answer) << c.more_than_restored;
    }
  }
  Work(2);
  const std::string rest = absl::StrCat("DELTAS ", to + 1, "..", to + 6);
  EXPECT_EQ(WatchAfter(engine_.get(), before, to), rest);
  EXPECT_EQ(WatchAfter(engine_.get(), std::nullopt, to), rest);
  for (int more = 1; more <= 3; ++more) {
    EXPECT_EQ(WatchAfter(engine_.get(), before, to + more), "RESET HISTORY_CHANGED");
    EXPECT_EQ(WatchAfter(engine_.get(), std::nullopt, to + more), "RESET HISTORY_CHANGED");
    EXPECT_EQ(WatchAfter(engine_.get(), now, to + more),
              absl::StrCat("DELTAS ", to + more + 1, "..", to + 6));
  }
}

TEST_F(RestoredSubscriberTest, RequestsUpToThereAreRememberedAndLaterOnesAreNot) {
  Run(Receive(1, 10));
  MustBackUp();
  Run(Receive(1, 5));
  MustBackUp();
  Open(MustRestore(*Catalog()->Plan(1, std::nullopt)));
  requests_ = 0;
  EXPECT_TRUE(Run(Receive(1, 10)).repeated);
  EXPECT_FALSE(Run(Receive(1, 5)).repeated);
  EXPECT_EQ(engine_->GetStock("item-1", "shop")->balances.on_hand, 15);
}

// ---- What is refused

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}
void FlipMiddle(const fs::path& path) {
  std::string bytes = ReadFile(path);
  bytes[bytes.size() / 2] ^= 1;
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
fs::path TableOnlyIn(const std::string& backups, const std::string& others) {
  for (const auto& entry : fs::directory_iterator(backups + "/shared_checksum")) {
    if (!absl::StrContains(others, entry.path().filename().string())) return entry.path();
  }
  return {};
}

TEST_F(BackupRestoreTest, WhatCannotBeHadIsRefusedAndSaysWhatCan) {
  Work(2);
  ASSERT_TRUE(engine_->Checkpoint().ok());
  const Sequence state = last_;
  Work(1);
  MustBackUp();
  const Sequence last = last_;
  struct Case {
    std::optional<BackupId> id;
    std::optional<Sequence> to;
    absl::StatusCode code;
  };
  const Case cases[] = {
      {std::nullopt, 0, absl::StatusCode::kOutOfRange},
      {std::nullopt, state - 1, absl::StatusCode::kOutOfRange},
      {std::nullopt, last + 1, absl::StatusCode::kOutOfRange},
      {1, last + 1, absl::StatusCode::kOutOfRange},
      {2, std::nullopt, absl::StatusCode::kNotFound},
      {2, last, absl::StatusCode::kNotFound},
  };
  for (const Case& c : cases) {
    const absl::Status status = Catalog()->Plan(c.id, c.to).status();
    EXPECT_EQ(status.code(), c.code) << status;
    if (c.code != absl::StatusCode::kOutOfRange) continue;
    EXPECT_TRUE(
        absl::StrContains(status.message(), absl::StrCat(state, " to ", last, " (backup 1)")))
        << status;
  }
}

TEST_F(BackupRestoreTest, ADirectoryThatIsNotEmptyIsRefused) {
  Work(1);
  MustBackUp();
  const auto plan = Catalog()->Plan(std::nullopt, std::nullopt);
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreBackup(*Catalog(), *plan, data_).status()));
}

TEST_F(BackupRestoreTest, ADamagedBackupIsNeitherRestoredNorPassedOver) {
  Work(3);
  MustBackUp();
  std::string tables;
  for (const auto& entry : fs::directory_iterator(backups_ + "/shared_checksum")) {
    tables += entry.path().filename().string() + " ";
  }
  Work(3);
  const Sequence last = last_;
  MustBackUp();
  EXPECT_TRUE(Catalog()->Verify(1).ok());
  EXPECT_TRUE(Catalog()->Verify(2).ok());
  FlipMiddle(TableOnlyIn(backups_, tables));

  EXPECT_TRUE(Catalog()->Verify(1).ok());
  const absl::Status found = Catalog()->Verify(2);
  EXPECT_TRUE(absl::IsDataLoss(found)) << found;
  EXPECT_TRUE(absl::StrContains(found.message(), "backup 2") &&
              absl::StrContains(found.message(), ".sst"))
      << found;
  // By its own files, and as the journal that an earlier one needs.
  for (const RestorePlan& plan : {RestorePlan{2, 2, last}, RestorePlan{1, 2, last - 1}}) {
    const std::string directory = NewDirectory();
    const absl::Status status = RestoreBackup(*Catalog(), plan, directory).status();
    EXPECT_TRUE(absl::IsDataLoss(status)) << status;
    RocksStoreOptions options;
    options.directory = directory;
    EXPECT_TRUE(absl::IsFailedPrecondition(RocksStore::Open(options).status()));
    // The directory can be restored into once more.
    const auto whole = Catalog()->Plan(1, std::nullopt);
    ASSERT_TRUE(RestoreBackup(*Catalog(), *whole, directory).ok());
    EXPECT_EQ(OpenIn(directory)->DumpState(), states_.at(whole->to));
  }

  // Once its list says so, it is not what is restored without a choice, and neither is another one.
  FlipMiddle(backups_ + "/meta/2");
  const absl::Status chosen = Catalog()->Plan(std::nullopt, std::nullopt).status();
  EXPECT_TRUE(absl::IsDataLoss(chosen)) << chosen;
  EXPECT_TRUE(absl::StrContains(chosen.message(), "meta/2")) << chosen;
  EXPECT_TRUE(absl::StrContains(chosen.message(), "(backup 1)")) << chosen;
  EXPECT_TRUE(absl::IsDataLoss(Catalog()->Plan(2, std::nullopt).status()));
  EXPECT_TRUE(Catalog()->Plan(1, std::nullopt).ok());
}

TEST_F(BackupRestoreTest, AnotherLedgersDirectoryIsRefused) {
  Work(1);
  MustBackUp();
  Open(directory_.path() + "/other");
  requests_ = 0;
  Work(1);
  const absl::Status refused = engine_->CreateBackup(backups_, nullptr).status();
  EXPECT_EQ(ErrorReason(refused), "BACKUP_DIRECTORY_FOREIGN") << refused;
  EXPECT_EQ(Catalog()->all().size(), 1u);
}

// ---- Under way

TEST_F(BackupRestoreTest, BackupsOfALedgerAtWorkAreWhole) {
  engine_.reset();
  EngineOptions options;
  options.shards = 4;
  options.checkpoint_entries = 200;  // some are written in between
  RocksStoreOptions store_options;
  store_options.directory = data_;
  const SystemClock clock;
  auto engine = Engine::Open(options, RocksStore::Open(store_options).value(), &clock).value();
  std::atomic<bool> is_over{false};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 2; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; !is_over; ++i) {
        Command command;
        command.request.request_id = absl::StrCat(caller, "-", i);
        command.action = Receive(i % 50, 1);
        EXPECT_TRUE(engine->ExecuteAndWait(std::move(command)).ok());
      }
    });
  }
  std::vector<Sequence> at_least;
  for (int i = 0; i < 3; ++i) {
    while (engine->Status().durable < (i + 1) * 300u) std::this_thread::yield();
    if (i == 1) {
      EXPECT_TRUE(engine->Checkpoint().ok());
    }
    at_least.push_back(engine->Status().durable);
    const auto made = engine->CreateBackup(backups_, nullptr);
    EXPECT_TRUE(made.ok()) << made.status();
  }
  is_over = true;
  for (std::thread& caller : callers) caller.join();
  engine.reset();
  const auto catalog = Catalog();
  ASSERT_EQ(catalog->all().size(), 3u);
  for (const Backup& backup : catalog->all()) {
    EXPECT_TRUE(catalog->Verify(backup.id).ok()) << catalog->Verify(backup.id);
    EXPECT_GE(backup.last, at_least[backup.id - 1]);
    const auto restored = OpenIn(MustRestore(*catalog->Plan(backup.id, std::nullopt)));
    ASSERT_NE(restored, nullptr);
    EXPECT_EQ(restored->Status().durable, backup.last);
    // The sum of what was received is the count of what was acknowledged.
    Quantity received = 0;
    const auto page = restored->ListStock({}, {1000, ""});
    ASSERT_TRUE(page.ok()) << page.status();
    for (const StockView& view : page->views) received += view.balances.on_hand;
    EXPECT_LE(received, static_cast<Quantity>(backup.last));
    EXPECT_GE(received, static_cast<Quantity>(backup.last) - 2);  // all but the definitions
  }
}

}  // namespace
}  // namespace atp
