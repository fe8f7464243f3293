#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/engine.h"
#include "engine/store/rocks_store.h"
#include "engine/store/temporary_directory.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

namespace fs = std::filesystem;

// A ledger on disk and its backups, without a server.
class BackupCliTest : public CliTest {
 protected:
  BackupCliTest() {
    RocksStoreOptions options;
    options.directory = data_;
    EngineOptions engine_options;
    engine_options.background_threads = false;
    engine_ = Engine::Open(engine_options, RocksStore::Open(options).value(), &clock_).value();
  }

  void Receive(int times) {
    for (int i = 0; i < times; ++i) {
      MoveStock move;
      move.cause = Cause::kReceive;
      move.lines.push_back({"lamp", "shop", 1});
      Command command;
      command.request.request_id = absl::StrCat("request-", ++requests_);
      command.action = std::move(move);
      ASSERT_TRUE(engine_->ExecuteAndWait(std::move(command)).ok());
    }
  }
  void BackUp() { ASSERT_TRUE(engine_->CreateBackup(backups_, nullptr).ok()); }

  TemporaryDirectory directory_;
  const std::string data_ = directory_.path() + "/data";
  const std::string backups_ = directory_.path() + "/backups";
  const std::string restored_ = directory_.path() + "/restored";
  SimulatedClock clock_{20'000 * kMicrosPerDay};
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

TEST_F(BackupCliTest, CreateAsksTheServerAndSaysWhatIsNew) {
  server_.backup.set_backup_id(7);
  server_.backup.set_sequence(40);
  server_.backup.set_total_bytes(1000);
  server_.backup.set_new_bytes(10);
  EXPECT_EQ(Run({"backup", "create"}), 0) << err_;
  EXPECT_EQ(out_,
            "backup 7, up to sequence 40 or later: 1000 bytes, 10 of them new; read back and "
            "verified\n");
  EXPECT_EQ(Run({"backup", "create", "-o", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["new_bytes"], "10");
  server_.answer = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "without --backup-dir");
  EXPECT_EQ(Run({"backup", "create"}), 3);
  EXPECT_NE(err_.find("--backup-dir"), std::string::npos);
}

TEST_F(BackupCliTest, ListVerifyAndRestoreNeedNoServer) {
  Receive(3);
  BackUp();
  ASSERT_TRUE(engine_->Checkpoint().ok());
  Receive(3);
  const std::string middle = engine_->DumpState();
  const Sequence to = engine_->Status().durable;
  Receive(3);
  BackUp();

  EXPECT_EQ(Run({"backup", "list", backups_}), 0) << err_;
  EXPECT_TRUE(absl::StrContains(out_, "2024-10-04T00:00:00Z")) << out_;
  EXPECT_TRUE(absl::StrContains(out_, absl::StrCat("to ", to + 3))) << out_;
  EXPECT_EQ(Run({"backup", "list", backups_, "-o", "json"}), 0);
  const std::vector<std::string> lines = absl::StrSplit(out_, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(nlohmann::json::parse(lines[1])["last_sequence"], std::to_string(to + 3));

  // By a name that depends on where one is.
  const fs::path before = fs::current_path();
  fs::current_path(directory_.path());
  EXPECT_EQ(Run({"backup", "verify", "backups"}), 0) << out_;
  EXPECT_EQ(Run({"backup", "restore", "./backups", "relative"}), 0) << err_;
  EXPECT_EQ(Run({"audit", "relative"}), 0) << out_;
  fs::current_path(before);

  EXPECT_EQ(Run({"backup", "verify", backups_}), 0) << out_;
  EXPECT_TRUE(absl::StrContains(out_, "backup 1: whole") && absl::StrContains(out_, "backup 2"));

  EXPECT_EQ(Run({"backup", "restore", backups_, restored_, "--to-sequence", std::to_string(to)}), 0)
      << err_;
  EXPECT_TRUE(absl::StrContains(out_, absl::StrCat("at sequence ", to, ", from backup 2"))) << out_;
  EXPECT_EQ(Run({"audit", restored_}), 0) << out_;
  EXPECT_EQ(Run({"backup", "restore", backups_, restored_}), 3);
  EXPECT_TRUE(absl::StrContains(err_, "is not empty")) << err_;
  EngineOptions options;
  options.background_threads = false;
  RocksStoreOptions store;
  store.directory = restored_;
  const auto engine = Engine::Open(options, RocksStore::Open(store).value(), &clock_).value();
  EXPECT_EQ(engine->DumpState(), middle);
}

TEST_F(BackupCliTest, WhatIsWrongIsSaidAndHasAnExitCode) {
  Receive(3);
  BackUp();
  Receive(1);
  BackUp();
  fs::remove(backups_ + "/meta/2");
  EXPECT_EQ(Run({"backup", "list", backups_}), 0);
  EXPECT_TRUE(absl::StrContains(err_, "NOT USABLE: backup 2")) << err_;
  EXPECT_TRUE(absl::StrContains(out_, "(backup 1)")) << out_;
  EXPECT_EQ(Run({"backup", "verify", backups_}), 5);
  EXPECT_TRUE(absl::StrContains(out_, "backup 1: whole")) << out_;
  EXPECT_TRUE(absl::StrContains(out_, "NOT WHOLE: backup 2")) << out_;
  EXPECT_EQ(Run({"backup", "verify", backups_, "--backup", "1"}), 0);

  struct Case {
    std::vector<std::string> arguments;
    int code;
    const char* says;
  };
  const Case cases[] = {
      {{"backup", "restore", backups_, restored_}, 3, "meta/2 is missing"},
      {{"backup", "restore", backups_, restored_, "--backup", "2"}, 3, "meta/2 is missing"},
      {{"backup", "restore", backups_, restored_, "--backup", "3"}, 3, "there is no backup 3"},
      {{"backup", "restore", backups_, restored_, "--to-sequence", "900"}, 3, "(backup 1)"},
      {{"backup", "verify", backups_, "--backup", "3"}, 3, "there is no backup 3"},
      {{"backup", "list", backups_ + "x"}, 3, "there is no directory"},
      {{"backup", "list", data_}, 3, "something else"},
      {{"backup", "restore", backups_, restored_, "--to-sequence", "x"}, 2, "--to-sequence"},
      {{"backup", "restore", backups_}, 2, "data"},
      {{"backup"}, 2, "subcommand"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Run(c.arguments), c.code) << c.says;
    EXPECT_TRUE(absl::StrContains(err_, c.says)) << err_;
    EXPECT_FALSE(fs::exists(restored_));
  }
}

}  // namespace
}  // namespace atp
