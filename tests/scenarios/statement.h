#ifndef ATP_TESTS_SCENARIOS_STATEMENT_H_
#define ATP_TESTS_SCENARIOS_STATEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "engine/model/types.h"

namespace atp {

// One line of a story: what is done, and what must come of it.
//
//     reserve cart-1 lamp@london=2 for 15m -> RESERVED
//     verb    words ........................  expected
struct Statement {
  int line = 0;
  std::string verb;
  std::vector<std::string> words;
  std::optional<std::string> expected;
};

// The statements of a file, without comments and empty lines.
std::vector<Statement> ParseScenario(const std::string& text);

// "lamp@london=2": what, where, how many. Missing parts are empty, respectively 0.
struct StoryPlace {
  std::string item;
  std::string location;
  Quantity quantity = 0;
};
StoryPlace ParsePlace(const std::string& word);

// "15m", "2h", "3d".
Micros ParseDuration(const std::string& word);

// Takes `name value` out of the words; nullopt if the name is not there. And a word by itself.
std::optional<std::string> TakeOption(const std::string& name, std::vector<std::string>* words);
bool TakeFlag(const std::string& name, std::vector<std::string>* words);

}  // namespace atp

#endif  // ATP_TESTS_SCENARIOS_STATEMENT_H_
