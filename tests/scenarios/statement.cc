#include "tests/scenarios/statement.h"

#include <algorithm>
#include <stdexcept>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace atp {
namespace {

int64_t ParseNumber(const std::string& text) {
  int64_t number;
  if (!absl::SimpleAtoi(text, &number)) throw std::invalid_argument("not a number: " + text);
  return number;
}

}  // namespace

std::vector<Statement> ParseScenario(const std::string& text) {
  std::vector<Statement> statements;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    const std::vector<std::string> halves = absl::StrSplit(line, absl::MaxSplits("->", 1));
    std::vector<std::string> words =
        absl::StrSplit(halves[0], absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.empty()) continue;
    Statement statement;
    statement.line = number;
    statement.verb = words.front();
    statement.words.assign(words.begin() + 1, words.end());
    if (halves.size() == 2) {
      statement.expected = std::string(absl::StripAsciiWhitespace(halves[1]));
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

StoryPlace ParsePlace(const std::string& word) {
  StoryPlace place;
  std::vector<std::string> sides = absl::StrSplit(word, absl::MaxSplits('=', 1));
  if (sides.size() == 2) place.quantity = ParseNumber(sides[1]);
  std::vector<std::string> keys = absl::StrSplit(sides[0], absl::MaxSplits('@', 1));
  place.item = keys[0];
  if (keys.size() == 2) place.location = keys[1];
  return place;
}

Micros ParseDuration(const std::string& word) {
  const int64_t count = ParseNumber(word.substr(0, word.size() - 1));
  switch (word.empty() ? ' ' : word.back()) {
    case 's':
      return count * kMicrosPerSecond;
    case 'm':
      return count * 60 * kMicrosPerSecond;
    case 'h':
      return count * kMicrosPerHour;
    case 'd':
      return count * kMicrosPerDay;
    default:
      throw std::invalid_argument("a time is like 15m, 2h or 3d, not " + word);
  }
}

std::optional<std::string> TakeOption(const std::string& name, std::vector<std::string>* words) {
  const auto it = std::find(words->begin(), words->end(), name);
  if (it == words->end()) return std::nullopt;
  if (it + 1 == words->end()) throw std::invalid_argument(name + " says nothing");
  std::string value = *(it + 1);
  words->erase(it, it + 2);
  return value;
}

bool TakeFlag(const std::string& name, std::vector<std::string>* words) {
  const auto it = std::find(words->begin(), words->end(), name);
  if (it == words->end()) return false;
  words->erase(it);
  return true;
}

}  // namespace atp
