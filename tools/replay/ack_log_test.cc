#include "tools/replay/ack_log.h"

#include <gtest/gtest.h>

#include <fstream>

namespace atp {
namespace {

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(AckLogTest, EveryLineIsInTheFileWhenAppendReturns) {
  const std::string path = ::testing::TempDir() + "/acks.jsonl";
  const auto log = AckLog::Open(path);
  ASSERT_TRUE(log.ok()) << log.status();
  ASSERT_TRUE((*log)->Append({"run-1-reserve", 7, "RESERVE", "1792", {3, 0}}).ok());
  EXPECT_EQ(LinesOf(path),
            std::vector<std::string>{R"({"request_id":"run-1-reserve","sequence":7,)"
                                     R"("kind":"RESERVE","reservation":"1792","units":[3,0]})"});
}

TEST(AckLogTest, ASecondRunAppends) {
  const std::string path = ::testing::TempDir() + "/two_runs.jsonl";
  for (int run = 0; run < 2; ++run) {
    const auto log = AckLog::Open(path);
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_TRUE((*log)->Append({"id", 1, "CONFIRM", "5", {}}).ok());
  }
  EXPECT_EQ(LinesOf(path).size(), 2);
}

TEST(AckLogTest, NamesThePathThatCannotBeOpened) {
  const auto log = AckLog::Open("/no/such/folder/acks");
  ASSERT_FALSE(log.ok());
  EXPECT_NE(log.status().message().find("/no/such/folder/acks"), absl::string_view::npos);
}

}  // namespace
}  // namespace atp
