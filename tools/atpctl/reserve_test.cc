// Orders that the server plans: how they are asked for, and how the plan is printed.

#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

class ReserveCommandTest : public CliTest {};

TEST_F(ReserveCommandTest, CommandLinesBecomeRequests) {
  ExpectAsks({
      {{"reserve", "lamp=3", "--group", "north"},
       "lines { item: \"lamp\" quantity: 3 group: \"north\" } mode: ALL_OR_NOTHING"},
      {{"reserve", "lamp=20:2026-12-20", "shade@depot=2", "--group", "north", "--region", "wales",
        "--sourcing", "CHEAPEST", "--latest-day", "2026-12-24", "--split-days", "--part-min", "5"},
       "lines { item: \"lamp\" quantity: 20 day: \"2026-12-20\" group: \"north\" "
       "latest_day: \"2026-12-24\" may_split_days: true part_min: 5 } "
       "lines { item: \"shade\" location: \"depot\" quantity: 2 } "
       "mode: ALL_OR_NOTHING sourcing: CHEAPEST region: \"wales\""},
      {{"reserve", "lamp=3", "--group", "north", "--ship-together", "--line-together", "--partial"},
       "lines { item: \"lamp\" quantity: 3 group: \"north\" together: true } "
       "mode: PARTIAL together: true"},
      {{"reserve", "lamp@shop=3", "--substitutes", "--emergency", "--customer", "jo", "--channel",
        "web", "--priority", "-2", "--strategy", "WIN", "--backorder"},
       "lines { item: \"lamp\" location: \"shop\" quantity: 3 } mode: BACKORDER customer: \"jo\" "
       "channel: \"web\" priority: -2 strategy: WIN is_emergency: true accepts_substitutes: true"},
  });
}

TEST_F(ReserveCommandTest, WhatCannotBeReadIsNotAsked) {
  ExpectNotAsked({
      {"reserve", "lamp=3"},
      {"reserve", "@shop=3", "--group", "north"},
      {"reserve", "lamp@=3", "--group", "north"},
      {"reserve", "lamp@shop=3", "--group", "north"},
      {"reserve", "lamp@shop=3", "--region", "wales"},
      {"reserve", "lamp@shop=3", "--part-min", "5"},
      {"reserve", "lamp@shop=3", "--ship-together"},
      {"reserve", "lamp=3", "--group", "north", "--sourcing", "NEAREST"},
      {"reserve", "lamp=3", "--group", "north", "--part-min", "few"},
      {"reserve", "lamp@shop=3", "--strategy", "HOPE"},
      {"reserve", "lamp@shop=3", "--partial", "--backorder"},
  });
}

TEST_F(ReserveCommandTest, HelpHasAnExampleThatIsRead) {
  EXPECT_EQ(Run({"reserve", "--help"}), 0);
  EXPECT_NE(out_.find("atpctl reserve lamp=20:2026-12-20 shade@depot=2 --group north"),
            std::string::npos)
      << out_;
}

TEST_F(ReserveCommandTest, APlanSaysWhichLineEachPartServes) {
  server_.reserve.set_outcome(v1::ReserveResponse::RESERVED);
  for (const char* place : {"shop", "depot"}) {
    auto* const line = server_.reserve.add_lines();
    line->set_item("torch");
    line->set_location(place);
    line->set_day("2026-12-24");
    line->set_requested(2);
    line->set_promised(2);
    line->set_atp(9);
    line->set_substitute_for("lamp");
  }
  EXPECT_EQ(Run({"reserve", "lamp=4", "--group", "north", "--validate-only"}), 0);
  EXPECT_NE(out_.find("LINE  ITEM   LOCATION         DAY  REQUESTED  PROMISED  WAITING  SHORT BY  "
                      "ATP  FOR LINE  IN PLACE OF\n"
                      "   0  torch  shop      2026-12-24          2         2        0         0  "
                      "  9         0  lamp\n"
                      "   1  torch  depot     2026-12-24          2         2        0         0  "
                      "  9         0  lamp\n"),
            std::string::npos)
      << out_;

  server_.reserve.mutable_lines()->RemoveLast();
  server_.reserve.mutable_lines(0)->clear_substitute_for();
  EXPECT_EQ(Run({"reserve", "torch@shop=2"}), 0);
  EXPECT_EQ(out_.find("FOR LINE"), std::string::npos) << out_;
}

}  // namespace
}  // namespace atp
