#include "engine/sourcing/join_shipments.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/sourcing/draft.h"
#include "engine/sourcing/printed_seed.h"
#include "engine/sourcing/test_request.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

// The arrival days of all parts, line by line.
std::string Days(const Draft& draft) {
  std::string days;
  for (size_t i = 0; i < draft.request().lines.size(); ++i) {
    for (const DraftPart& part : draft.parts(i)) {
      const Day day = part.ship + draft.LaneOf(i, part.candidate).transit_days;
      absl::StrAppend(&days, days.empty() ? "" : " ", day);
    }
  }
  return days;
}

// A line for each part: the day it has, and the latest it may have.
struct Interval {
  Day first;
  Day last;
};

TestRequest RequestOf(const std::vector<Interval>& parts, int64_t cost_per_shipment) {
  TestRequest request({{'A', 2, 0, cost_per_shipment}});
  for (const Interval& part : parts) request.Want(1, 0, part.last, {{'A', {{-9, 1}}}});
  return request;
}

std::string Joined(const std::vector<Interval>& parts, int64_t cost_per_shipment) {
  const TestRequest request = RequestOf(parts, cost_per_shipment);
  Draft draft(request);
  for (size_t i = 0; i < parts.size(); ++i) draft.Put(i, 0, parts[i].first, 1);
  JoinShipments(&draft);
  return Days(draft);
}

struct Case {
  const char* name;
  std::vector<Interval> parts;
  const char* days;
};

const Case kCases[] = {
    {"nothing", {}, ""},
    {"alone it does not wait", {{1, 9}}, "1"},
    {"it waits for the other", {{1, 9}, {4, 9}}, "4 4"},
    {"if it can", {{1, 3}, {4, 9}}, "1 4"},
    {"the picture in the header", {{1, 5}, {3, 9}, {6, 9}}, "3 3 6"},
    {"one for all", {{1, 6}, {3, 9}, {6, 9}}, "6 6 6"},
    {"in any order", {{6, 9}, {3, 9}, {1, 6}}, "6 6 6"},
};

TEST(JoinShipmentsTest, Table) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Joined(c.parts, 1), c.days);
  }
}

TEST(JoinShipmentsTest, WhatCostsNothingDoesNotWait) {
  EXPECT_EQ(Joined({{1, 9}, {4, 9}}, 1), "4 4");
  EXPECT_EQ(Joined({{1, 9}, {4, 9}}, 0), "1 4");
}

TEST(JoinShipmentsTest, LocationsDoNotWaitForEachOther) {
  TestRequest request({{'A', 0, 0, 1}, {'B', 0, 0, 1}});
  request.Want(1, 0, 9, {{'A', {{0, 9}}}});
  request.Want(1, 0, 9, {{'B', {{0, 9}}}});
  Draft draft(request);
  draft.Put(0, 0, 1, 1);
  draft.Put(1, 0, 4, 1);
  JoinShipments(&draft);
  EXPECT_EQ(Days(draft), "1 4");
}

TEST(JoinShipmentsTest, PartsThatArriveTogetherStay) {
  TestRequest request({{'A', 0, 0, 1}, {'B', 0, 0, 1}});
  request.Want(2, 0, 9, {{'A', {{0, 9}}}, {'B', {{0, 9}}}});
  request.Want(1, 0, 9, {{'A', {{0, 9}}}});
  request.Want(1, 0, 9, {{'B', {{0, 9}}}});
  Draft draft(request);
  draft.Put(0, 0, 3, 1);
  draft.Put(0, 1, 3, 1);
  draft.Put(1, 0, 5, 1);
  draft.Put(2, 0, 2, 1);
  JoinShipments(&draft);
  EXPECT_EQ(Days(draft), "3 3 5 3");
}

// The fewest days of which each part has one.
size_t FewestDays(const std::vector<Interval>& parts) {
  size_t fewest = parts.size();
  for (uint32_t days = 0; days < 1u << 8; ++days) {
    const bool all = std::all_of(parts.begin(), parts.end(), [days](const Interval& part) {
      for (Day day = part.first; day <= part.last; ++day) {
        if ((days >> day & 1) != 0) return true;
      }
      return false;
    });
    if (all) fewest = std::min<size_t>(fewest, __builtin_popcount(days));
  }
  return fewest;
}

TEST(JoinShipmentsTest, NoFewerDaysWouldDo) {
  constexpr int kRounds = 3'000;
  std::mt19937_64 random(PrintedSeed());
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    std::vector<Interval> parts(Between(random, 0, 6));
    for (Interval& part : parts) {
      part.first = static_cast<Day>(Between(random, 0, 7));
      part.last = static_cast<Day>(Between(random, part.first, 7));
    }
    const TestRequest request = RequestOf(parts, 1);
    Draft draft(request);
    for (size_t i = 0; i < parts.size(); ++i) draft.Put(i, 0, parts[i].first, 1);
    JoinShipments(&draft);
    ASSERT_EQ(draft.Sum().shipments, FewestDays(parts)) << "round " << round;
  }
}

}  // namespace
}  // namespace atp::sourcing
