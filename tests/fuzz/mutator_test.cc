#include "tests/fuzz/mutator.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/fuzz/choices.h"

namespace atp::fuzz {
namespace {

TEST(MutatorTest, TheSameSeedGivesTheSameInputsAndAnotherSeedOthers) {
  const std::vector<std::string> corpus = {"lamp@shop=3", std::string(5000, 'x'), ""};
  Mutator one(corpus, 7), same(corpus, 7), other(corpus, 8);
  std::set<std::string> inputs;
  int equal = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string input = one.Next();
    EXPECT_LE(input.size(), Mutator::kInputBytesMax);
    EXPECT_EQ(same.Next(), input);
    equal += other.Next() == input;
    inputs.insert(input);
  }
  EXPECT_LT(equal, 20);
  EXPECT_GT(inputs.size(), 800u);
}

TEST(ChoicesTest, AnInputThatHasEndedGivesTheFirstChoice) {
  const uint8_t bytes[] = {9, 0xFF, 1, 2, 3, 4, 5, 6, 7, 8};
  Choices choices(bytes, sizeof(bytes));
  EXPECT_EQ(choices.Below(4), 1u);
  EXPECT_EQ(choices.Number(), 0x0102030405060708);
  EXPECT_TRUE(choices.empty());
  EXPECT_EQ(choices.Below(4), 0u);
  EXPECT_EQ(choices.Number(), 0);
  EXPECT_EQ(choices.Text(10), "");
}

TEST(ChoicesTest, TextIsUtf8) {
  const uint8_t bytes[] = {3, 'a', 0x80, 0xFF};
  Choices choices(bytes, sizeof(bytes));
  EXPECT_EQ(choices.Text(10), "a\xC2\x80\xC3\xBF");
}

}  // namespace
}  // namespace atp::fuzz
