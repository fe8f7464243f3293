#include "server/log/log.h"

#include <nlohmann/json.hpp>

#include "gtest/gtest.h"

namespace atp {
namespace {

TEST(LogTest, ALineIsOneJsonObjectWithItsFieldsInOrder) {
  EXPECT_EQ(LogLine(LogLevel::kInfo, "serving", {{"address", "127.0.0.1:1"}, {"micros", 7}}, 0),
            R"({"ts":"1970-01-01T00:00:00.000000Z","level":"info","msg":"serving",)"
            R"("address":"127.0.0.1:1","micros":7})");
}

TEST(LogTest, WhatClientsSendCannotBreakALine) {
  const std::string line =
      LogLine(LogLevel::kWarn, "a\nb\"c", {{"correlation_id", "x\n{\"y\":1}"}}, 1'500'000);
  EXPECT_EQ(line, R"({"ts":"1970-01-01T00:00:01.500000Z","level":"warn","msg":"a\nb\"c",)"
                  R"("correlation_id":"x\n{\"y\":1}"})");
}

TEST(LogTest, BytesThatAreNoUtf8AreReplaced) {
  const std::string line = LogLine(LogLevel::kError, "\xff{}", nlohmann::ordered_json::object(), 0);
  EXPECT_EQ(nlohmann::json::parse(line)["msg"], "\xEF\xBF\xBD{}");
}

TEST(LogTest, LevelsAreOrdered) {
  SetLogLevel(LogLevel::kWarn);
  EXPECT_FALSE(IsLogged(LogLevel::kInfo));
  EXPECT_TRUE(IsLogged(LogLevel::kWarn));
  EXPECT_TRUE(IsLogged(LogLevel::kError));
  SetLogLevel(LogLevel::kInfo);
}

}  // namespace
}  // namespace atp
