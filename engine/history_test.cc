#include "engine/history.h"

#include "gtest/gtest.h"

namespace atp {
namespace {

// The drawing of the class comment.
History Drawn() {
  History history(7);
  history.Branch(0xc2, 500);
  history.Branch(8, 501);
  return history;
}

TEST(HistoryTest, EachHistoryIsSharedUpToWhereItWasLeft) {
  History history(7);
  EXPECT_EQ(history.SharedWith(7), History::kAll);
  EXPECT_EQ(history.SharedWithEach(), History::kAll);

  history = Drawn();
  EXPECT_EQ(history.ledger(), 7u);
  EXPECT_EQ(history.current(), 8u);
  EXPECT_EQ(history.SharedWith(7), 500u);
  EXPECT_EQ(history.SharedWith(0xc2), 501u);
  EXPECT_EQ(history.SharedWith(8), History::kAll);
  EXPECT_EQ(history.SharedWith(9), std::nullopt);
  EXPECT_EQ(history.SharedWithEach(), 500u);
}

TEST(HistoryTest, ALaterBranchMayBeginBeforeAnEarlierOne) {
  History history = Drawn();
  history.Branch(9, 300);
  for (const HistoryId id : {7, 0xc2, 8}) EXPECT_EQ(history.SharedWith(id), 300u) << id;
  EXPECT_EQ(history.SharedWith(9), History::kAll);
}

TEST(HistoryTest, IsReadBackAsItWasWritten) {
  const auto read = History::Decode(Drawn().Encode());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Encode(), Drawn().Encode());
  EXPECT_EQ(read->SharedWith(0xc2), 501u);
}

TEST(HistoryTest, NothingElseIsRead) {
  const std::string whole = Drawn().Encode();
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(History::Decode(whole.substr(0, size)).ok()) << size;
  }
  for (size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(History::Decode(flipped).ok()) << bit;
  }
  EXPECT_FALSE(History::Decode(whole + '\0').ok());
}

TEST(HistoryTest, IdsAreSixteenDigits) {
  EXPECT_EQ(FormatHistoryId(0xc2), "00000000000000c2");
  EXPECT_EQ(ParseHistoryId("00000000000000c2"), 0xc2u);
  for (const char* text : {"", "c2", "0x000000000000c2", "00000000000000C2", "00000000000000c2 ",
                           "0000000000000000", "00000000000000g2"}) {
    EXPECT_EQ(ParseHistoryId(text), kNoHistory) << text;
  }
  EXPECT_NE(NewHistoryId(), NewHistoryId());
}

}  // namespace
}  // namespace atp
