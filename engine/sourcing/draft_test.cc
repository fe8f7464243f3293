#include "engine/sourcing/draft.h"

#include <optional>

#include "engine/sourcing/test_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

// 10 in parts of at least 3, arriving from day 2 to day 6; A is here, B two days away.
TestRequest Ten() {
  TestRequest request({{'A', 0, 5, 7}, {'B', 2, 1, 9}});
  Line& line = request.Want(10, 2, 6, {{'A', {{1, 4}, {5, 8}}}, {'B', {{3, 9}}}});
  line.min_part = 3;
  line.may_split_by_date = true;
  return request;
}

TEST(DraftTest, Offers) {
  const TestRequest request = Ten();
  Draft draft(request);
  EXPECT_EQ(draft.Offer(0, 0, 2), 4);
  EXPECT_EQ(draft.Offer(0, 1, 4), 0);
  EXPECT_EQ(draft.Offer(0, 1, 5), 9);
  EXPECT_EQ(draft.FirstArrival(0, 0, 5, 2), Day{5});
  EXPECT_EQ(draft.FirstArrival(0, 1, 9, 2), Day{5});
  EXPECT_EQ(draft.FirstArrival(0, 1, 10, 2), std::nullopt);
  EXPECT_EQ(draft.FirstArrival(0, 1, 9, 7), std::nullopt);  // after the latest
  draft.Close(1);
  EXPECT_EQ(draft.Offer(0, 1, 5), 0);
  EXPECT_EQ(draft.FirstArrival(0, 1, 9, 2), std::nullopt);
}

TEST(DraftTest, PartsTakeAndGiveBack) {
  const TestRequest request = Ten();
  Draft draft(request);
  draft.Put(0, 0, 2, 3);
  draft.Put(0, 0, 6, 3);
  draft.Put(0, 1, 6, 4);
  EXPECT_EQ(draft.Given(0), 10);
  EXPECT_EQ(draft.Offer(0, 0, 2), 1);
  EXPECT_EQ(draft.Offer(0, 0, 6), 2);
  EXPECT_TRUE(draft.IsUsed(0));
  const Totals totals = draft.Sum();
  EXPECT_EQ(static_cast<int64_t>(totals.cost), 6 * 5 + 4 * 1 + 2 * 7 + 9);
  EXPECT_EQ(totals.locations, 2u);
  EXPECT_EQ(totals.shipments, 3u);

  draft.Delay(0, 0, 6);
  EXPECT_EQ(draft.Offer(0, 0, 2), 2);  // of the 4 then, 2 are owed later
  EXPECT_EQ(draft.Sum().shipments, 2u);

  draft.Clear(0);
  EXPECT_EQ(draft.Given(0), 0);
  EXPECT_EQ(draft.Offer(0, 0, 2), 4);
  EXPECT_EQ(draft.Offer(0, 1, 6), 9);
  EXPECT_FALSE(draft.IsUsed(0));
  EXPECT_EQ(draft.Sum().shipments, 0u);
}

TEST(DraftDeathTest, WhatAPartMustNotBe) {
  const TestRequest request = Ten();
  Draft draft(request);
  draft.Put(0, 0, 5, 3);
  EXPECT_DEATH(draft.Put(0, 0, 1, 3), "broken invariant");   // too early
  EXPECT_DEATH(draft.Put(0, 0, 7, 3), "broken invariant");   // too late
  EXPECT_DEATH(draft.Put(0, 0, 2, 2), "broken invariant");   // too small
  EXPECT_DEATH(draft.Put(0, 1, 5, 10), "broken invariant");  // too much
  EXPECT_DEATH(draft.Delay(0, 0, 4), "broken invariant");    // not later
  EXPECT_DEATH(draft.Delay(0, 0, 7), "broken invariant");    // too late
  EXPECT_DEATH(draft.Close(0), "broken invariant");          // in use
  draft.Close(1);
  EXPECT_DEATH(draft.Put(0, 1, 5, 3), "broken invariant");  // closed
}

}  // namespace
}  // namespace atp::sourcing
