#include "engine/sourcing/request.h"

#include <functional>
#include <string>

#include "engine/model/error.h"
#include "gtest/gtest.h"

namespace atp::sourcing {
namespace {

Request Sound() {
  Request request;
  request.lanes = {{7, 0, 0, 0}, {8, kTransitDaysMax, kLaneCostMax, kLaneCostMax}};
  request.pools = {{{1, 5}, {2, 9}}, {}, {{1, 5}}};
  Line line;
  line.quantity = line.min_part = 1;
  line.earliest = line.latest = 3;
  line.candidates = {{0, 0}, {1, 1}};
  request.lines = {line, line};
  return request;
}

struct Case {
  const char* name;
  std::function<void(Request*)> damage;
  const char* reason;
  const char* field;
};

const Case kRefused[] = {
    {"no quantity", [](Request* r) { r->lines[1].quantity = 0; }, "QUANTITY_NOT_POSITIVE",
     "lines[1].quantity"},
    {"no least part", [](Request* r) { r->lines[0].min_part = 0; }, "QUANTITY_NOT_POSITIVE",
     "lines[0].min_part"},
    {"reversed days", [](Request* r) { r->lines[1].latest = 2; }, "DAYS_REVERSED",
     "lines[1].latest"},
    {"back in time", [](Request* r) { r->lanes[1].transit_days = -1; }, "FIELD_OUT_OF_RANGE",
     "lanes[1].transit_days"},
    {"under way for years", [](Request* r) { r->lanes[1].transit_days = 366; },
     "FIELD_OUT_OF_RANGE", "lanes[1].transit_days"},
    {"pays", [](Request* r) { r->lanes[0].cost_per_unit = -1; }, "FIELD_OUT_OF_RANGE",
     "lanes[0].cost_per_unit"},
    {"too dear", [](Request* r) { r->lanes[0].cost_per_shipment = kLaneCostMax + 1; },
     "FIELD_OUT_OF_RANGE", "lanes[0].cost_per_shipment"},
};

TEST(RequestTest, WhatAUserCanGetWrong) {
  EXPECT_TRUE(Validate(Sound()).ok());
  EXPECT_TRUE(Validate(Request()).ok());
  for (const Case& c : kRefused) {
    SCOPED_TRACE(c.name);
    Request request = Sound();
    c.damage(&request);
    const absl::Status status = Validate(request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), c.field);
  }
}

const Case kBroken[] = {
    {"unknown lane", [](Request* r) { r->lines[0].candidates[0].lane = 2; }, "", ""},
    {"unknown pool", [](Request* r) { r->lines[0].candidates[0].pool = 3; }, "", ""},
    {"candidate twice",
     [](Request* r) {
       r->lines[0].candidates[1] = {0, 2};
     },
     "", ""},
    {"pool of two locations",
     [](Request* r) {
       r->lines[1].candidates = {{1, 0}};
     },
     "", ""},
    {"location twice", [](Request* r) { r->lanes[1].location = 7; }, "", ""},
    {"days of steps", [](Request* r) { r->pools[0][1].day = 1; }, "", ""},
};

TEST(RequestDeathTest, WhatItsBuilderCanGetWrong) {
  for (const Case& c : kBroken) {
    SCOPED_TRACE(c.name);
    Request request = Sound();
    c.damage(&request);
    EXPECT_DEATH(Validate(request).IgnoreError(), "broken invariant");
  }
}

TEST(RequestTest, LeastPartIsNotMoreThanTheLine) {
  Line line;
  line.quantity = 5;
  line.min_part = 4;
  EXPECT_EQ(LeastPart(line), 4);
  line.min_part = 6;
  EXPECT_EQ(LeastPart(line), 5);
}

}  // namespace
}  // namespace atp::sourcing
