#ifndef ATP_ENGINE_BACKUP_FIXTURE_H_
#define ATP_ENGINE_BACKUP_FIXTURE_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/backup_catalog.h"
#include "engine/backup_restore.h"
#include "engine/engine.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"

namespace atp {

// An engine on disk with a directory of backups, which remembers how its ledger was at every
// sequence.
class BackupFixture : public testing::Test {
 protected:
  BackupFixture() { Open(data_); }

  std::unique_ptr<Engine> OpenIn(const std::string& directory) {
    RocksStoreOptions store_options;
    store_options.directory = directory;
    store_options.write_buffer_bytes = 64 << 10;
    auto store = RocksStore::Open(store_options);
    EXPECT_TRUE(store.ok()) << store.status();
    EngineOptions options;
    options.shards = 4;
    options.background_threads = false;
    auto engine = Engine::Open(options, *std::move(store), &clock_);
    EXPECT_TRUE(engine.ok()) << engine.status();
    return engine.ok() ? *std::move(engine) : nullptr;
  }
  void Open(const std::string& directory) {
    engine_.reset();
    engine_ = OpenIn(directory);
    Remember();
  }

  void Remember() { states_[engine_->Status().durable] = engine_->DumpState(); }

  Outcome Run(Action action) {
    Command command;
    command.request.request_id = absl::StrCat("request-", ++requests_);
    command.action = std::move(action);
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    return outcome.value_or(Outcome());
  }
  static MoveStock Receive(int item, Quantity quantity) {
    MoveStock move;
    move.cause = Cause::kReceive;
    move.lines.push_back({absl::StrCat("item-", item), "shop", quantity});
    return move;
  }

  // `groups` groups of three entries each; remembers the state after every entry.
  void Work(int groups) {
    for (int i = 0; i < groups; ++i) {
      clock_.Advance(kMicrosPerSecond);
      for (int entry = 0; entry < 3; ++entry) {
        Command command;
        command.request.request_id = absl::StrCat("request-", ++requests_);
        Reserve reserve;
        reserve.lines.push_back({absl::StrCat("item-", requests_ % 3), "shop", 1});
        command.action = requests_ % 2 == 0 ? Action(Receive(requests_ % 5, requests_))
                                            : Action(std::move(reserve));
        // Items are known once they were received.
        if (requests_ <= 6) command.action = Receive(requests_ % 5, 100);
        Sequence* const last = &last_;
        engine_->Execute(std::move(command), [last](const absl::StatusOr<Outcome>& outcome) {
          EXPECT_TRUE(outcome.ok()) << outcome.status();
          if (outcome.ok()) *last = outcome->entry.sequence;
        });
        states_[engine_->Status().journaled] = engine_->DumpState();
      }
      engine_->Pump();
    }
  }

  BackupMade MustBackUp() {
    const auto made = engine_->CreateBackup(backups_, nullptr);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(BackupMade());
  }
  std::unique_ptr<BackupCatalog> Catalog() {
    auto catalog = BackupCatalog::Open(backups_);
    EXPECT_TRUE(catalog.ok()) << catalog.status();
    return catalog.ok() ? *std::move(catalog) : nullptr;
  }
  std::string NewDirectory() { return absl::StrCat(directory_.path(), "/restored-", ++restores_); }

  // Restores what is planned into a new directory; its name.
  std::string MustRestore(const RestorePlan& plan) {
    std::string directory = NewDirectory();
    const auto history = RestoreBackup(*Catalog(), plan, directory);
    EXPECT_TRUE(history.ok()) << history.status();
    return directory;
  }

  TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const std::string backups_ = directory_.path() + "/backups";
  SimulatedClock clock_{20'000 * kMicrosPerDay};
  std::unique_ptr<Engine> engine_;
  std::map<Sequence, std::string> states_;  // by the last sequence they reflect
  int requests_ = 0;
  int restores_ = 0;
  Sequence last_ = 0;  // acknowledged
};

}  // namespace atp

#endif  // ATP_ENGINE_BACKUP_FIXTURE_H_
