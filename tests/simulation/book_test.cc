#include "tests/simulation/book.h"

#include "gtest/gtest.h"

namespace atp::simulation {
namespace {

constexpr Micros kNow = 20'000 * kMicrosPerDay;
const Place kShelf{"lamp", "shop"};

class BookTest : public testing::Test {
 protected:
  void Receive(Sequence sequence) {
    MoveStock move;
    move.lines = {{kShelf.first, kShelf.second, 1}};
    const PlainAnswer answer = book_.now().Execute(move, kNow, kNoReservation);
    book_.Add({sequence, "request-" + std::to_string(sequence), move, kNow, answer});
  }
  Quantity OnHand() { return book_.now().BalancesAt(kShelf, kNow).on_hand; }

  Book book_{{7, kMicrosPerSecond, kMicrosPerHour}};
};

TEST_F(BookTest, WhatWasPendingIsThereUpToTheEndOfTheLog) {
  for (Sequence sequence = 1; sequence <= 5; ++sequence) Receive(sequence);
  EXPECT_EQ(book_.Keep(2), "request-2") << "nobody was told";
  EXPECT_EQ(book_.Recover(3), "");
  EXPECT_EQ(OnHand(), 3);
  EXPECT_NE(book_.Find("request-3"), nullptr);
  EXPECT_EQ(book_.Find("request-4"), nullptr);
  EXPECT_EQ(book_.last(), 3u);
}

TEST_F(BookTest, NamesWhatWasAcknowledgedAndIsLost) {
  Receive(1);
  Receive(2);
  book_.Acknowledge(1);
  book_.Acknowledge(2);
  EXPECT_EQ(book_.Keep(1), "");
  EXPECT_EQ(book_.Recover(1), "request-2 at 2");
}

TEST_F(BookTest, ForgetsAnswersOfLongAgoButNoneThatIsPending) {
  Receive(1);
  book_.MoveTime(kNow, kNow);
  EXPECT_NE(book_.Find("request-1"), nullptr);
  (void)book_.Keep(1);
  book_.MoveTime(kNow, kNow - 1);
  EXPECT_NE(book_.Find("request-1"), nullptr);
  book_.MoveTime(kNow, kNow);
  EXPECT_EQ(book_.Find("request-1"), nullptr);
}

}  // namespace
}  // namespace atp::simulation
