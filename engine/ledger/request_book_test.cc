#include "engine/ledger/request_book.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace atp {
namespace {

void Remember(RequestBook* book, const std::string& id, Sequence sequence, Micros time) {
  book->Remember(Hash128Of(id), {sequence, /*fingerprint=*/sequence * 7, time});
}

std::vector<Hash128> Forget(RequestBook* book, Micros cutoff) {
  std::vector<Hash128> dropped;
  book->Forget(cutoff, &dropped);
  return dropped;
}

std::vector<Hash128> IdsOf(const std::vector<std::string>& ids) {
  std::vector<Hash128> hashes;
  for (const std::string& id : ids) hashes.push_back(Hash128Of(id));
  return hashes;
}

TEST(RequestBookTest, FindsAnAnswerUntilItsWindowHasPassed) {
  RequestBook book;
  Remember(&book, "a", 1, 100);
  const struct {
    const char* id;
    Micros cutoff;
    bool is_found;
  } kCases[] = {
      {"a", 0, true}, {"a", 99, true}, {"a", 100, false}, {"a", 101, false}, {"b", 0, false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(book.Find(c.id, c.cutoff) != nullptr, c.is_found) << c.id << " " << c.cutoff;
  }
  const RequestBook::Answer* const answer = book.Find("a", 0);
  EXPECT_EQ(answer->sequence, 1u);
  EXPECT_EQ(answer->fingerprint, 7u);
  EXPECT_EQ(answer->time, 100);
}

TEST(RequestBookTest, ForgetsTheOldestFirstUpToTheCutoff) {
  RequestBook book;
  Remember(&book, "a", 1, 100);
  Remember(&book, "b", 2, 100);
  Remember(&book, "c", 3, 200);
  Remember(&book, "d", 4, 300);
  EXPECT_EQ(Forget(&book, 99), IdsOf({}));
  EXPECT_EQ(Forget(&book, 200), IdsOf({"a", "b", "c"}));
  EXPECT_EQ(Forget(&book, 200), IdsOf({}));
  EXPECT_EQ(book.answers().size(), 1u);
  EXPECT_NE(book.Find("d", 0), nullptr);
}

TEST(RequestBookTest, AnIdThatIsUsedAgainIsKeptForItsLaterUse) {
  RequestBook book;
  Remember(&book, "a", 1, 100);
  Remember(&book, "a", 2, 300);  // its first window had passed
  EXPECT_EQ(Forget(&book, 200), IdsOf({}));
  ASSERT_NE(book.Find("a", 200), nullptr);
  EXPECT_EQ(book.Find("a", 200)->sequence, 2u);
  EXPECT_EQ(Forget(&book, 300), IdsOf({"a"}));
  EXPECT_TRUE(book.answers().empty());
}

TEST(RequestBookTest, RestoredInAnyOrderItForgetsInOrder) {
  RequestBook book;
  Remember(&book, "c", 3, 300);
  Remember(&book, "a", 1, 100);
  Remember(&book, "b", 2, 200);
  book.RebuildQueue();
  EXPECT_EQ(Forget(&book, 100), IdsOf({"a"}));
  EXPECT_EQ(Forget(&book, 300), IdsOf({"b", "c"}));
}

// Few ids, so that they come again; the twin is a map that is searched through.
TEST(RequestBookTest, BehavesAsAMapOfAnswers) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  RequestBook book;
  std::map<std::string, RequestBook::Answer> twin;
  Micros now = 0;
  for (Sequence sequence = 1; sequence <= 2000; ++sequence) {
    now += random() % 3;
    const Micros cutoff = now - 40;
    const std::string id = std::to_string(random() % 50);
    const auto it = twin.find(id);
    const bool is_known = it != twin.end() && it->second.time > cutoff;
    const RequestBook::Answer* const found = book.Find(id, cutoff);
    ASSERT_EQ(found != nullptr, is_known) << sequence;
    if (is_known) {
      ASSERT_EQ(found->sequence, it->second.sequence);
    } else {
      Remember(&book, id, sequence, now);
      twin[id] = {sequence, sequence * 7, now};
    }
    if (random() % 10 == 0) Forget(&book, cutoff);
    if (random() % 100 == 0) book.RebuildQueue();
  }
  Forget(&book, now);
  EXPECT_TRUE(book.answers().empty());
}

}  // namespace
}  // namespace atp
