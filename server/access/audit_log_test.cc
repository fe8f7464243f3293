#include "server/access/audit_log.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

constexpr Micros kNoon = 1'772'452'800 * kMicrosPerSecond;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() {
    std::string name = ::testing::TempDir() + "auditXXXXXX";
    directory_ = mkdtemp(name.data());
    path_ = directory_ + "/audit.log";
  }

  SimulatedClock clock_{kNoon};
  std::string directory_;
  std::string path_;
};

AuditRecord Change(uint64_t sequence) {
  AuditRecord record;
  record.identity = "cn:erp";
  record.peer = "ipv4:10.0.0.7:1";
  record.method = "ReceiveStock";
  record.request_id = "r-1";
  record.sequence = sequence;
  return record;
}

TEST_F(AuditLogTest, ALineSaysWhoDidWhat) {
  EXPECT_EQ(AuditLine(Change(17), kNoon + 5),
            "{\"ts\":\"2026-03-02T12:00:00.000005Z\",\"event\":\"change\",\"identity\":\"cn:erp\","
            "\"peer\":\"ipv4:10.0.0.7:1\",\"method\":\"ReceiveStock\",\"request_id\":\"r-1\","
            "\"sequence\":17}\n");
}

TEST_F(AuditLogTest, NothingThatACallerSendsBreaksALine) {
  AuditRecord record;
  record.event = AuditRecord::Event::kDenial;
  record.request_id = "a\n{\"event\":\"change\"}\r\"\\\x01";
  record.message = "\xff\xfe not text";
  const std::string line = AuditLine(record, kNoon);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto read = nlohmann::json::parse(line);
  EXPECT_EQ(read["request_id"], record.request_id);
  EXPECT_EQ(read["event"], "denial");
}

TEST_F(AuditLogTest, LinesOfManyThreadsAreWholeAndItsOwnerAloneReadsThem) {
  const auto log = AuditLog::Open(path_, &clock_).value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log] {
      for (uint64_t i = 1; i <= 500; ++i) log->Write(Change(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::stringstream lines(ReadAll(path_));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_EQ(nlohmann::json::parse(line)["method"], "ReceiveStock");
  }
  EXPECT_EQ(count, 2000);
  struct stat about;
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(AuditLogTest, AFileIsAppendedToAndAfterRotationMadeAnew) {
  { AuditLog::Open(path_, &clock_).value()->Write(Change(1)); }
  const auto log = AuditLog::Open(path_, &clock_).value();
  log->Write(Change(2));
  const std::string both = ReadAll(path_);
  EXPECT_EQ(both, AuditLine(Change(1), kNoon) + AuditLine(Change(2), kNoon));
  ASSERT_EQ(rename(path_.c_str(), (path_ + ".1").c_str()), 0);
  clock_.Advance(kMicrosPerSecond);
  log->Write(Change(3));
  EXPECT_EQ(ReadAll(path_), AuditLine(Change(3), clock_.Now()));
  EXPECT_EQ(ReadAll(path_ + ".1"), both);
}

TEST_F(AuditLogTest, WhatCannotBeWrittenIsSaidUntilItCanAgain) {
  const auto log = AuditLog::Open(path_, &clock_).value();
  ASSERT_EQ(rename(directory_.c_str(), (directory_ + "x").c_str()), 0);
  clock_.Advance(kMicrosPerSecond);
  log->Write(Change(1));
  EXPECT_TRUE(log->has_failed());
  ASSERT_EQ(rename((directory_ + "x").c_str(), directory_.c_str()), 0);
  clock_.Advance(kMicrosPerSecond);
  log->Write(Change(2));
  EXPECT_FALSE(log->has_failed());
  EXPECT_EQ(ReadAll(path_), AuditLine(Change(2), clock_.Now()));
}

TEST_F(AuditLogTest, AFullDiskIsAFailureToo) {
  const auto log = AuditLog::Open("/dev/full", &clock_).value();
  log->Write(Change(1));
  EXPECT_TRUE(log->has_failed());
}

TEST_F(AuditLogTest, AFileThatCannotBeMadeIsRefused) {
  const absl::Status status = AuditLog::Open(directory_ + "/no/audit.log", &clock_).status();
  EXPECT_NE(std::string(status.message()).find("/no/audit.log"), std::string::npos);
}

}  // namespace
}  // namespace atp
