// Plays every story of this folder three times: as it stands, with a restart from the log after
// every line, and with a checkpoint and a restart after every line.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/scenarios/stage.h"
#include "tests/scenarios/statement.h"

namespace atp {
namespace {

constexpr char kFolder[] = "tests/scenarios";

enum class Interruption { kNone, kRestart, kCheckpointAndRestart };

std::vector<std::string> Stories() {
  std::vector<std::string> stories;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    if (file.path().extension() == ".atp") stories.push_back(file.path().stem());
  }
  std::sort(stories.begin(), stories.end());
  return stories;
}

class ScenarioTest : public testing::TestWithParam<std::string> {
 protected:
  void Play(Interruption interruption) {
    const std::string path = std::string(kFolder) + "/" + GetParam() + ".atp";
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const std::vector<Statement> statements = ParseScenario(text.str());
    ASSERT_FALSE(statements.empty()) << path;
    Stage stage;
    for (const Statement& statement : statements) {
      SCOPED_TRACE(path + ":" + std::to_string(statement.line));
      std::string answer;
      try {
        answer = stage.Play(statement);
      } catch (const std::exception& error) {
        FAIL() << statement.verb << ": " << error.what();
      }
      EXPECT_EQ(answer, statement.expected.value_or("ok"));
      if (interruption == Interruption::kCheckpointAndRestart) stage.Checkpoint();
      if (interruption != Interruption::kNone) stage.Restart();
    }
  }
};

TEST_P(ScenarioTest, Plays) { Play(Interruption::kNone); }
TEST_P(ScenarioTest, PlaysWithARestartAfterEveryLine) { Play(Interruption::kRestart); }
TEST_P(ScenarioTest, PlaysWithACheckpointAfterEveryLine) {
  Play(Interruption::kCheckpointAndRestart);
}

INSTANTIATE_TEST_SUITE_P(Stories, ScenarioTest, testing::ValuesIn(Stories()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace atp
