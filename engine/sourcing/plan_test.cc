#include "engine/sourcing/plan.h"

#include <limits>
#include <string>
#include <vector>

#include "engine/model/error.h"
#include "engine/model/rule.h"
#include "engine/sourcing/slow_twin.h"
#include "engine/sourcing/test_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

constexpr Strategy kEvery[] = {Strategy::kPriority, Strategy::kFewestSplits, Strategy::kEarliest,
                               Strategy::kCheapest};

Plan PlanOf(const Request& request) {
  const auto plan = MakePlan(request);
  EXPECT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(WhatIsWrong(request, *plan), "");
  return *plan;
}

std::string TextBy(Strategy strategy, Request request) {
  request.strategy = strategy;
  return ToText(PlanOf(request));
}

// How a line may be divided.
enum class Shape { kOneDay, kByDate, kTogether };

struct Case {
  const char* name;
  Quantity quantity;
  Shape shape;
  Quantity min_part;
  std::vector<Stock> stocks;  // by rank; at most A to D
  const char* priority;
  const char* fewest;
  const char* earliest;
};

// A and B are here, C is one day away, D three. Wanted from day 1 to day 5; what can be had.
const Case kCases[] = {
    {"one location has all", 5, Shape::kOneDay, 1, {{'A', {{0, 9}}}}, "5 A@1", "5 A@1", "5 A@1"},
    {"from the day it ships", 5, Shape::kOneDay, 1, {{'A', {{3, 9}}}}, "5 A@3", "5 A@3", "5 A@3"},
    {"plus the days under way", 5, Shape::kOneDay, 1, {{'D', {{0, 9}}}}, "5 D@3", "5 D@3", "5 D@3"},
    {"as early as day 1, but no earlier",
     5,
     Shape::kOneDay,
     1,
     {{'C', {{-9, 9}}}},
     "5 C@1",
     "5 C@1",
     "5 C@1"},
    {"as late as day 5", 5, Shape::kOneDay, 1, {{'C', {{4, 9}}}}, "5 C@5", "5 C@5", "5 C@5"},
    {"but no later", 5, Shape::kOneDay, 1, {{'C', {{5, 9}}}}, "short 5", "short 5", "short 5"},
    {"no candidates", 5, Shape::kByDate, 1, {}, "short 5", "short 5", "short 5"},
    {"the best rank first",
     5,
     Shape::kByDate,
     1,
     {{'B', {{0, 3}}}, {'A', {{0, 9}}}},
     "3 B@1, 2 A@1",
     "5 A@1",
     "3 B@1, 2 A@1"},
    {"the best rank, though it is later",
     5,
     Shape::kByDate,
     1,
     {{'B', {{0, 1}, {4, 9}}}, {'A', {{0, 9}}}},
     "1 B@1, 4 B@4",
     "5 B@4",
     "1 B@1, 4 A@1"},
    {"on one day: the first on which all can be there",
     5,
     Shape::kOneDay,
     1,
     {{'A', {{0, 3}, {4, 9}}}, {'B', {{2, 2}}}},
     "5 A@4",
     "5 A@4",
     "3 A@2, 2 B@2"},
    {"by date: each as early as it can",
     5,
     Shape::kByDate,
     1,
     {{'A', {{0, 1}, {2, 2}, {5, 3}}}, {'B', {{3, 2}}}},
     "1 A@1, 1 A@2, 2 B@3, 1 A@5",
     "2 B@3, 3 A@5",
     "1 A@1, 1 A@2, 2 B@3, 1 A@5"},
    {"not enough: what there is",
     9,
     Shape::kByDate,
     1,
     {{'A', {{0, 3}}}, {'B', {{2, 2}}}},
     "3 A@1, 2 B@2, short 4",
     "3 A@1, 2 B@2, short 4",
     "3 A@1, 2 B@2, short 4"},
    {"together: the first that has all",
     5,
     Shape::kTogether,
     1,
     {{'A', {{0, 4}}}, {'B', {{0, 1}, {5, 6}}}, {'C', {{0, 9}}}},
     "5 B@5",
     "5 B@5",
     "5 C@1"},
    {"together: or the one that has most",
     9,
     Shape::kTogether,
     1,
     {{'A', {{0, 4}}}, {'B', {{0, 6}}}, {'C', {{0, 5}}}},
     "6 B@1, short 3",
     "6 B@1, short 3",
     "6 B@1, short 3"},
    {"parts too small are not sent",
     8,
     Shape::kByDate,
     3,
     {{'A', {{0, 2}}}, {'B', {{0, 4}, {2, 5}}}},
     "5 B@2, short 3",
     "5 B@2, short 3",
     "5 B@2, short 3"},
    {"a rest too small is left room for",
     10,
     Shape::kByDate,
     3,
     {{'A', {{0, 8}}}, {'B', {{0, 9}}}},
     "7 A@1, 3 B@1",
     "3 A@1, 7 B@1",
     "7 A@1, 3 B@1"},
    {"a rest too small by date is left room for",
     10,
     Shape::kByDate,
     3,
     {{'A', {{0, 8}, {2, 10}}}},
     "7 A@1, 3 A@2",
     "10 A@2",
     "7 A@1, 3 A@2"},
    {"or short",
     10,
     Shape::kByDate,
     3,
     {{'A', {{0, 8}}}, {'B', {{0, 2}}}},
     "8 A@1, short 2",
     "8 A@1, short 2",
     "8 A@1, short 2"},
    {"the smallest part is not more than the line",
     2,
     Shape::kByDate,
     50,
     {{'A', {{0, 1}, {3, 2}}}},
     "2 A@3",
     "2 A@3",
     "2 A@3"},
    {"unlimited from its lead time on",
     1000,
     Shape::kByDate,
     1,
     {{'A', {{0, 4}, {4, kUnlimited}}}},
     "4 A@1, 996 A@4",
     "1000 A@4",
     "4 A@1, 996 A@4"},
};

TestRequest RequestOf(const Case& c) {
  TestRequest request({{'A'}, {'B'}, {'C', 1}, {'D', 3}});
  request.mode = ReserveMode::kPartial;
  Line& line = request.Want(c.quantity, 1, 5, c.stocks);
  line.min_part = c.min_part;
  line.together = c.shape == Shape::kTogether;
  line.may_split_by_date = c.shape == Shape::kByDate;
  return request;
}

TEST(PlanTest, Table) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const TestRequest request = RequestOf(c);
    EXPECT_EQ(TextBy(Strategy::kPriority, request), c.priority);
    EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), c.fewest);
    EXPECT_EQ(TextBy(Strategy::kEarliest, request), c.earliest);
  }
}

// All or nothing is the same plan, or none, and then says by how much it is short.
TEST(PlanTest, AllOrNothing) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    TestRequest request = RequestOf(c);
    const Quantity short_by = PlanOf(request).lines[0].short_by;
    request.mode = ReserveMode::kAllOrNothing;
    const std::string refusal = "refused: short " + std::to_string(short_by);
    EXPECT_EQ(TextBy(Strategy::kPriority, request), short_by > 0 ? refusal : c.priority);
    EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), short_by > 0 ? refusal : c.fewest);
    EXPECT_EQ(TextBy(Strategy::kEarliest, request), short_by > 0 ? refusal : c.earliest);
  }
}

struct CostCase {
  const char* name;
  std::vector<Site> sites;
  std::vector<Stock> stocks;
  const char* plan;
  int64_t cost;
};

// 10 are wanted from day 1 to day 5 and may be split by date.
const CostCase kCostCases[] = {
    {"the cheaper unit, though of a worse rank",
     {{'A', 0, 5, 0}, {'B', 0, 3, 0}},
     {{'A', {{0, 99}}}, {'B', {{0, 99}}}},
     "10 B@1",
     30},
    {"as far as it goes",
     {{'A', 0, 5, 0}, {'B', 0, 3, 0}},
     {{'A', {{0, 99}}}, {'B', {{0, 6}}}},
     "4 A@1, 6 B@1",
     38},
    {"later, if that is cheaper",
     {{'A', 0, 5, 0}, {'B', 0, 3, 0}},
     {{'A', {{0, 99}}}, {'B', {{0, 6}, {5, 10}}}},
     "6 B@1, 4 B@5",
     30},
    {"at equal cost the earlier",
     {{'A', 0, 3, 0}, {'B', 0, 3, 0}},
     {{'A', {{2, 99}}}, {'B', {{0, 99}}}},
     "10 B@1",
     30},
    {"and then the better rank",
     {{'A', 0, 3, 0}, {'B', 0, 3, 0}},
     {{'B', {{0, 99}}}, {'A', {{0, 99}}}},
     "10 B@1",
     30},
    {"the shipment counts",
     {{'A', 0, 3, 0}, {'B', 0, 2, 11}},
     {{'A', {{0, 99}}}, {'B', {{0, 99}}}},
     "10 A@1",
     30},
    {"by the unit",
     {{'A', 0, 3, 0}, {'B', 0, 2, 9}},
     {{'A', {{0, 99}}}, {'B', {{0, 99}}}},
     "10 B@1",
     29},
    {"it waits rather than pay for two shipments",
     {{'A', 0, 1, 7}},
     {{'A', {{0, 6}, {3, 10}}}},
     "10 A@3",
     17},
    {"a cheap beginning is dropped if it needs a dear end",
     {{'A', 0, 1, 9}, {'B', 0, 2, 9}},
     {{'A', {{0, 8}}}, {'B', {{0, 99}}}},
     "10 B@1",
     29},
    {"nobody pays for what cannot be had",
     {{'A', 0, 1, 8}, {'B', 0, 2, 9}},
     {{'A', {{0, 8}}}, {'B', {{0, 2}}}},
     "8 A@1, 2 B@1",
     29},
};

TEST(PlanTest, CheapestTable) {
  for (const CostCase& c : kCostCases) {
    SCOPED_TRACE(c.name);
    TestRequest request(c.sites);
    request.strategy = Strategy::kCheapest;
    request.Want(10, 1, 5, c.stocks).may_split_by_date = true;
    const Plan plan = PlanOf(request);
    EXPECT_EQ(ToText(plan), c.plan);
    EXPECT_EQ(plan.cost, c.cost);
  }
}

// The worked example of README.md.
TEST(PlanTest, LampsAndShades) {
  TestRequest request({{'W', 2, 1, 12}, {'S', 1, 4, 0}, {'D', 4, 3, 5}});
  request.Want(10, 1, 7, {{'W', {{1, 3}, {3, 9}}}, {'S', {{1, 4}}}, {'D', {{2, 12}}}});
  request.lines[0].may_split_by_date = true;
  request.Want(2, 1, 7, {{'W', {{1, 2}}}, {'D', {{2, 5}}}});
  const auto expect = [&request](Strategy strategy, const char* text, int64_t cost) {
    request.strategy = strategy;
    const Plan plan = PlanOf(request);
    EXPECT_EQ(ToText(plan), text);
    EXPECT_EQ(plan.cost, cost);
  };
  expect(Strategy::kPriority, "1 S@2, 3 W@3, 6 W@5; 2 W@3", 39);
  expect(Strategy::kFewestSplits, "10 D@6; 2 D@6", 41);
  expect(Strategy::kEarliest, "4 S@2, 3 W@3, 3 W@5; 2 W@3", 48);
  expect(Strategy::kCheapest, "1 S@2, 9 W@5; 2 W@5", 27);
  request.together = true;
  for (const Strategy strategy : kEvery) expect(strategy, "10 D@6; 2 D@6", 41);
  request.lines[0].latest = 5;
  for (const Strategy strategy : kEvery) expect(strategy, "refused: short 1; -", 0);
  request.mode = ReserveMode::kPartial;
  for (const Strategy strategy : kEvery) expect(strategy, "9 W@5, short 1; 2 W@5", 23);
}

// Ann orders a table and four chairs. The shop has both tables and chairs, but only three of
// these; the warehouse has plenty of chairs and no table.
TEST(PlanTest, TableAndChairs) {
  TestRequest request({{'S'}, {'W', 2}});
  request.Want(1, 1, 9, {{'S', {{1, 1}}}});
  request.Want(4, 1, 9, {{'S', {{1, 3}, {5, 8}}}, {'W', {{1, 99}}}}).may_split_by_date = true;
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "1 S@1; 3 S@1, 1 S@5");
  EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), "1 S@1; 4 S@5");
  EXPECT_EQ(TextBy(Strategy::kEarliest, request), "1 S@1; 3 S@1, 1 W@3");
  request.together = true;
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "1 S@5; 4 S@5");
  // She cannot wait: nothing can come as one shipment, unless she does without a chair.
  request.lines[0].latest = 4;
  for (const Strategy strategy : kEvery) {
    EXPECT_EQ(TextBy(strategy, request), "refused: -; short 1");
  }
  request.mode = ReserveMode::kPartial;
  for (const Strategy strategy : kEvery) {
    EXPECT_EQ(TextBy(strategy, request), "1 S@1; 3 S@1, short 1");
  }
}

TEST(PlanTest, OneShipmentNeedsADayThatAllAccept) {
  TestRequest request({Site{'A'}});
  request.together = true;
  request.mode = ReserveMode::kPartial;
  request.Want(1, 1, 3, {{'A', {{0, 9}}}});
  request.Want(1, 3, 4, {{'A', {{0, 9}}}});
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "1 A@3; 1 A@3");
  request.lines[1].earliest = 4;
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "short 1; short 1");
}

TEST(PlanTest, OneShipmentByStrategy) {
  TestRequest request({{'A', 0, 9}, {'B', 2, 5}, {'C', 3, 1}});
  request.together = true;
  request.Want(2, 1, 9, {{'B', {{0, 9}}}, {'A', {{0, 9}}}, {'C', {{0, 9}}}});
  request.Want(2, 1, 9, {{'B', {{0, 9}}}, {'A', {{0, 9}}}, {'C', {{0, 9}}}});
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "2 B@2; 2 B@2");
  EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), "2 B@2; 2 B@2");
  EXPECT_EQ(TextBy(Strategy::kEarliest, request), "2 A@1; 2 A@1");
  EXPECT_EQ(TextBy(Strategy::kCheapest, request), "2 C@3; 2 C@3");
}

// Bob and his brother share one request: 5 each of what A has 8 of.
TEST(PlanTest, LinesOfOneItemSeeEachOther) {
  TestRequest request({{'A'}, {'B', 1}});
  request.Want(5, 1, 9, {{'A', {{1, 8}}}, {'B', {{1, 4}}}});
  request.WantSame(5, 1, 9);
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "5 A@1; 3 A@2, 2 B@2");
  request.lines[1].may_split_by_date = true;
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "5 A@1; 3 A@1, 2 B@2");
  request.lines[1].quantity = 8;
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "refused: -; short 1");
  request.mode = ReserveMode::kPartial;
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "5 A@1; 3 A@1, 4 B@2, short 1");
}

// The first line would take on day 1 what the second needs by then; there is more on day 3.
TEST(PlanTest, AnEarlierLineLeavesWhatALaterOneNeeds) {
  TestRequest request({Site{'A'}});
  request.Want(5, 1, 9, {{'A', {{1, 5}, {3, 10}}}});
  request.WantSame(5, 1, 1);
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "5 A@3; 5 A@1");
  request.lines[1].quantity = 6;
  for (const Strategy strategy : kEvery) {
    EXPECT_EQ(TextBy(strategy, request), "refused: -; short 1");
  }
}

// Six loose ones leave no place with five together, unless those come first.
TEST(PlanTest, TheTightestLineComesFirstIfThatHelps) {
  TestRequest request({{'A'}, {'B'}});
  request.Want(6, 1, 1, {{'A', {{1, 6}}}, {'B', {{1, 5}}}});
  request.WantSame(5, 1, 1).together = true;
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "6 A@1; 5 B@1");
  request.lines[0].candidates = {request.lines[1].candidates[1], request.lines[1].candidates[0]};
  request.pools[1] = {{1, 4}};
  request.pools[0] = {{1, 7}};
  for (const Strategy strategy : kEvery) {
    EXPECT_EQ(TextBy(strategy, request), "4 B@1, 2 A@1; 5 A@1") << static_cast<int>(strategy);
  }
}

// As in packing: of lines that are to be together the larger first.
TEST(PlanTest, TheLargerOfTwoThatAreTogetherComesFirstIfThatHelps) {
  TestRequest request({{'A'}, {'B'}});
  request.Want(3, 1, 1, {{'A', {{1, 5}}}, {'B', {{1, 3}}}}).together = true;
  request.WantSame(5, 1, 1).together = true;
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "3 B@1; 5 A@1");
  request.pools[1] = {{1, 2}};
  for (const Strategy strategy : kEvery) {
    EXPECT_EQ(TextBy(strategy, request), "refused: short 1; -");
  }
}

// The first could wait for B, the second cannot; or could take from B, which the second may not.
TEST(PlanTest, TheLineWithLessChoiceComesFirstIfThatHelps) {
  TestRequest request({{'A'}, {'B'}});
  request.Want(5, 1, 9, {{'A', {{1, 5}}}, {'B', {{6, 5}}}});
  request.WantSame(5, 1, 3);
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "5 B@6; 5 A@1");
  request.lines[1].latest = 9;
  request.lines[1].candidates.pop_back();
  for (const Strategy strategy : kEvery) EXPECT_EQ(TextBy(strategy, request), "5 B@6; 5 A@1");
}

// Two lines could do with one location each; one location has both.
TEST(PlanTest, FewestSplitsAreOverAllLines) {
  TestRequest request({{'A'}, {'B'}, {'C'}});
  request.Want(5, 1, 1, {{'A', {{1, 9}}}, {'C', {{1, 5}}}});
  request.Want(5, 1, 1, {{'B', {{1, 9}}}, {'C', {{1, 5}}}});
  EXPECT_EQ(TextBy(Strategy::kPriority, request), "5 A@1; 5 B@1");
  EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), "5 C@1; 5 C@1");
  request.lines[1].quantity = 6;
  EXPECT_EQ(TextBy(Strategy::kFewestSplits, request), "5 A@1; 6 B@1");
}

// Each line alone would take the shipment that it shares least of.
TEST(PlanTest, CheapestSharesShipments) {
  TestRequest request({{'A', 0, 5, 0}, {'B', 0, 1, 10}});
  for (int i = 0; i < 4; ++i) request.Want(1, 1, 5, {{'A', {{1, 9}}}, {'B', {{i + 1, 9}}}});
  request.strategy = Strategy::kCheapest;
  EXPECT_EQ(PlanOf(request).cost, 20);  // 14 would be B's: nobody begins
  request.lines[0].quantity = 3;        // somebody does
  EXPECT_EQ(ToText(PlanOf(request)), "3 B@4; 1 B@4; 1 B@4; 1 B@4");
  EXPECT_EQ(PlanOf(request).cost, 16);
}

TEST(PlanTest, EdgesOfTheRanges) {
  constexpr Day kFirst = std::numeric_limits<Day>::min();
  constexpr Day kLast = std::numeric_limits<Day>::max();
  constexpr Quantity kMost = std::numeric_limits<Quantity>::max();
  TestRequest request({{'A', kTransitDaysMax, kLaneCostMax, kLaneCostMax}, {'B', 365, 1, 0}});
  Line& line =
      request.Want(kMost, kFirst, kLast, {{'A', {{kFirst, kMost - 1}}}, {'B', {{kLast, 9}}}});
  line.may_split_by_date = true;
  request.mode = ReserveMode::kPartial;
  for (const Strategy strategy : kEvery) {
    request.strategy = strategy;
    const Plan plan = PlanOf(request);
    EXPECT_EQ(plan.lines[0].short_by, 1);
    EXPECT_EQ(plan.lines[0].parts[0].arrival, kFirst + 365);
    EXPECT_EQ(plan.cost, std::numeric_limits<int64_t>::max());
  }
}

TEST(PlanTest, NothingWanted) {
  for (const Strategy strategy : kEvery) {
    TestRequest request({Site{'A'}});
    EXPECT_EQ(TextBy(strategy, request), "");
    request.together = true;
    EXPECT_EQ(TextBy(strategy, request), "");
  }
}

TEST(PlanTest, ABadRequestIsAnError) {
  TestRequest request({Site{'A'}});
  request.Want(0, 1, 5, {{'A', {{1, 9}}}});
  EXPECT_EQ(ErrorField(MakePlan(request).status()), "lines[0].quantity");
  request.lines[0].quantity = 1;
  EXPECT_TRUE(MakePlan(request).ok());
}

}  // namespace
}  // namespace atp::sourcing
