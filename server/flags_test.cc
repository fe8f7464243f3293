#include "server/flags.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace atp {
namespace {

using ::testing::HasSubstr;

std::optional<FlagsExit> Parse(std::vector<const char*> args, Flags* flags,
                               const std::vector<std::string>& environment = {}) {
  args.insert(args.begin(), "atpd");
  return ParseFlags(static_cast<int>(args.size()), args.data(), environment, flags);
}

TEST(FlagsTest, WithoutFlagsTheDefaultsOfTheEngineHold) {
  Flags flags;
  ASSERT_FALSE(Parse({}, &flags).has_value());
  const EngineOptions engine;
  EXPECT_EQ(flags.server.address, "127.0.0.1:50051");
  EXPECT_EQ(flags.data_dir, "./data");
  EXPECT_EQ(flags.engine.hold_default, engine.hold_default);
  EXPECT_EQ(flags.engine.hold_max, engine.hold_max);
  EXPECT_EQ(flags.engine.request_window, engine.request_window);
  EXPECT_EQ(flags.engine.resolved_window, engine.resolved_window);
  EXPECT_EQ(flags.engine.sync_interval, engine.sync_interval);
  EXPECT_EQ(flags.engine.journal_keep, engine.journal_keep);
  EXPECT_EQ(flags.engine.checkpoint_interval, engine.checkpoint_interval);
  EXPECT_EQ(flags.engine.rule, engine.rule);
  EXPECT_EQ(flags.server.watches_max, static_cast<int>(engine.subscribers_max));
}

TEST(FlagsTest, FlagsSetWhatTheyName) {
  Flags flags;
  ASSERT_FALSE(
      Parse({"--address=127.0.0.1:7", "--data-dir", "/d", "--shards=2", "--horizon-days=30",
             "--hold-default-seconds=60", "--sync-interval-ms=5", "--max-lines=10",
             "--overdue-supply-fence-days=7", "--overdue-supply-offset-days=1",
             "--count-ordered-supply", "--reflection", "--log-level=debug", "--subscribers-max=3",
             "--drain-seconds=1", "--journal-keep-seconds=172800"},
            &flags)
          .has_value());
  EXPECT_EQ(flags.server.address, "127.0.0.1:7");
  EXPECT_EQ(flags.data_dir, "/d");
  EXPECT_EQ(flags.engine.shards, 2u);
  EXPECT_EQ(flags.engine.rule.horizon_days, 30);
  EXPECT_EQ(flags.engine.hold_default, 60 * kMicrosPerSecond);
  EXPECT_EQ(flags.engine.sync_interval, 5000);
  EXPECT_EQ(flags.engine.lines_max, 10u);
  EXPECT_EQ(flags.engine.rule.past_due_supply_fence_days, 7);
  EXPECT_EQ(flags.engine.rule.past_due_supply_offset_days, 1);
  EXPECT_TRUE(flags.engine.rule.Counts(SupplyState::kOrdered, SupplyKind::kCommitment));
  EXPECT_TRUE(flags.server.reflection);
  EXPECT_EQ(flags.log_level, LogLevel::kDebug);
  EXPECT_EQ(flags.server.watches_max, 3);
  EXPECT_EQ(flags.server.drain_seconds, 1);
  EXPECT_EQ(flags.engine.journal_keep, 48 * kMicrosPerHour);
}

TEST(FlagsTest, AFlagMayComeFromTheEnvironmentAndTheCommandLineWins) {
  ::setenv("ATPD_HORIZON_DAYS", "45", 1);
  Flags from_environment;
  ASSERT_FALSE(Parse({}, &from_environment, {"ATPD_HORIZON_DAYS=45", "PATH=/"}).has_value());
  Flags from_both;
  ASSERT_FALSE(Parse({"--horizon-days=50"}, &from_both, {"ATPD_HORIZON_DAYS=45"}).has_value());
  ::unsetenv("ATPD_HORIZON_DAYS");
  EXPECT_EQ(from_environment.engine.rule.horizon_days, 45);
  EXPECT_EQ(from_both.engine.rule.horizon_days, 50);
}

TEST(FlagsTest, WhatCannotBeMeantIsRefusedWithExitCodeTwo) {
  struct Case {
    std::vector<const char*> args;
    std::vector<std::string> environment;
    const char* says;
  };
  const Case cases[] = {
      {{"--horizon=3"}, {}, "--horizon"},
      {{"stray"}, {}, "stray"},
      {{}, {"ATPD_HORIZON=3"}, "ATPD_HORIZON is no flag"},
      {{"--horizon-days=0"}, {}, "--horizon-days"},
      {{"--horizon-days=366"}, {}, "--horizon-days"},
      {{"--horizon-days=ten"}, {}, "ten"},
      {{"--shards=257"}, {}, "--shards"},
      {{"--log-level=loud"}, {}, "loud"},
      {{"--max-lines=1001"}, {}, "--max-lines"},
      {{"--hold-default-seconds=61", "--hold-max-seconds=60"}, {}, "--hold-max-seconds"},
      {{"--address=0.0.0.0:50051"}, {}, "--insecure-listen"},
      {{"--address=stock.example:50051"}, {}, "--insecure-listen"},
      {{"--address=0.0.0.0:1"}, {}, "nothing would be encrypted"},
      {{"--address=0.0.0.0:1", "--tls-cert=c", "--tls-key=k"}, {}, "nobody would be asked"},
      {{"--tls-cert=c"}, {}, "--tls-cert and --tls-key go together"},
      {{"--tls-key=k"}, {}, "--tls-cert and --tls-key go together"},
      {{"--tls-client-ca=a", "--policy=p", "--audit-log=l"}, {}, "--tls-client-ca needs"},
      {{"--tls-cert=c", "--tls-key=k", "--tls-client-ca=a"}, {}, "--policy go together"},
      {{"--policy=p"}, {}, "--policy go together"},
      {{"--token-keys=k"}, {}, "--token-audience go together"},
      {{"--token-audience=a"}, {}, "--token-audience go together"},
      {{"--token-issuer=i"}, {}, "--token-issuer needs"},
      {{"--token-keys=k", "--token-audience=a"}, {}, "--audit-log is missing"},
      {{"--tls-cert=c", "--insecure-listen"}, {}, "--tls-cert and --tls-key go together"},
      {{"--identity-calls-at-once=0"}, {}, "--identity-calls-at-once"},
      {{"--data-dir=/d", "--backup-dir=/d"}, {}, "--backup-dir lies in --data-dir"},
      {{"--data-dir=/d/", "--backup-dir=/d/x/../backups"}, {}, "--backup-dir"},
      {{"--data-dir=data", "--backup-dir=./data/b"}, {}, "--backup-dir"},
      {{"--data-dir=/usr", "--backup-dir=/usr/bin"}, {}, "--backup-dir"},
  };
  for (const Case& c : cases) {
    Flags flags;
    const auto exit = Parse(c.args, &flags, c.environment);
    ASSERT_TRUE(exit.has_value()) << c.says;
    EXPECT_EQ(exit->code, 2) << c.says;
    EXPECT_THAT(exit->text, HasSubstr(c.says));
  }
}

TEST(FlagsTest, BackupsMayLieBesideTheLedger) {
  Flags flags;
  EXPECT_FALSE(Parse({"--data-dir=/d/data", "--backup-dir=/d/data2"}, &flags).has_value());
  EXPECT_EQ(flags.server.backup_dir, "/d/data2");
  EXPECT_FALSE(Parse({"--data-dir=/d/data", "--backup-dir=/d/data/../b"}, &flags).has_value());
  EXPECT_FALSE(Parse({"--data-dir=/d/data", "--backup-dir=/d"}, &flags).has_value());
  // Also where both are there already.
  EXPECT_FALSE(Parse({"--data-dir=/usr/bin", "--backup-dir=/usr/lib/"}, &flags).has_value());
}

TEST(FlagsTest, AnAddressOffLoopbackNeedsTheSwitch) {
  Flags flags;
  EXPECT_FALSE(Parse({"--address=0.0.0.0:50051", "--insecure-listen"}, &flags).has_value());
}

TEST(FlagsTest, AnAddressOffLoopbackIsServedWithTlsAndKnownCallers) {
  Flags flags;
  EXPECT_FALSE(Parse({"--address=0.0.0.0:1", "--tls-cert=c", "--tls-key=k", "--tls-client-ca=a",
                      "--policy=p", "--audit-log=l"},
                     &flags)
                   .has_value());
  EXPECT_FALSE(Parse({"--address=0.0.0.0:1", "--tls-cert=c", "--tls-key=k", "--token-keys=t",
                      "--token-audience=atpd", "--audit-log=l"},
                     &flags)
                   .has_value());
}

TEST(FlagsTest, HelpNamesEveryFlagWithUnitAndVariable) {
  Flags flags;
  const auto exit = Parse({"--help"}, &flags);
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 0);
  EXPECT_THAT(exit->text, HasSubstr("--hold-default-seconds"));
  EXPECT_THAT(exit->text, HasSubstr("ATPD_SYNC_INTERVAL_MS"));
  EXPECT_THAT(exit->text, HasSubstr("milliseconds"));
}

TEST(FlagsTest, VersionIsPrinted) {
  Flags flags;
  const auto exit = Parse({"--version"}, &flags);
  ASSERT_TRUE(exit.has_value());
  EXPECT_EQ(exit->code, 0);
  EXPECT_EQ(exit->text, std::string("atpd ") + kVersion + "\n");
}

TEST(FlagsTest, LoopbackIsOnlyWhatThisMachineAloneCanReach) {
  for (const char* address : {"127.0.0.1:0", "127.9.9.9:1", "localhost:1", "[::1]:1", "unix:/s"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address :
       {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "127.evil.example:1", "127.0.0.1.example:1",
        "127.0.0.256:1", "localhost.example:1", "127.0.0.1", ""}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

}  // namespace
}  // namespace atp
