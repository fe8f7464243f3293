// Quotas as they are asked for and printed.

#include <nlohmann/json.hpp>

#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

class QuotaCommandTest : public CliTest {};

void Fill(v1::Quota* quota, int64_t limit, int64_t remaining) {
  quota->set_limit(limit);
  quota->set_remaining(remaining);
}

TEST_F(QuotaCommandTest, CommandLinesBecomeRequests) {
  ExpectAsks({
      {{"quota", "set", "lamp@shop/web=60", "lamp@shop/app=0"},
       "verb: SET lines { item: \"lamp\" location: \"shop\" channel: \"web\" quantity: 60 } "
       "lines { item: \"lamp\" location: \"shop\" channel: \"app\" }"},
      {{"quota", "set", "lamp@shop/web=60", "--period-days", "7", "--carry"},
       "verb: SET lines { item: \"lamp\" location: \"shop\" channel: \"web\" quantity: 60 "
       "period_days: 7 carry: true }"},
      {{"quota", "take-back", "lamp@shop/web=5", "--validate-only"},
       "validate_only: true verb: TAKE_BACK "
       "lines { item: \"lamp\" location: \"shop\" channel: \"web\" quantity: 5 }"},
      {{"quota", "move", "lamp@shop/web=5", "--to", "app"},
       "verb: MOVE lines { item: \"lamp\" location: \"shop\" channel: \"web\" to_channel: \"app\" "
       "quantity: 5 }"},
      {{"quota", "list", "lamp"}, "item: \"lamp\""},
  });
}

TEST_F(QuotaCommandTest, WhatCannotBeReadIsNotAsked) {
  ExpectNotAsked({
      {"quota"},
      {"quota", "set"},
      {"quota", "set", "lamp@shop=60"},
      {"quota", "set", "lamp@shop/web"},
      {"quota", "set", "lamp@shop/web=60", "--carry"},
      {"quota", "set", "lamp@shop/web=60", "--to", "app"},
      {"quota", "take-back", "lamp@shop/web=5", "--period-days", "7"},
      {"quota", "move", "lamp@shop/web=5"},
      {"quota", "list"},
  });
}

TEST_F(QuotaCommandTest, AChangeShowsWhatWasAndWhatIs) {
  auto* const change = server_.quota_change.add_changes();
  change->set_item("lamp");
  change->set_location("shop");
  change->set_channel("web");
  Fill(change->mutable_before(), 50, 45);
  Fill(change->mutable_after(), 60, 55);
  change->mutable_after()->set_period_days(7);
  change->mutable_after()->set_period_start("2026-12-21");
  change->mutable_after()->set_carry(true);
  server_.quota_change.set_sequence(12);
  EXPECT_EQ(Run({"quota", "set", "lamp@shop/web=60", "--request-id", "r1"}), 0);
  EXPECT_EQ(out_,
            "ITEM  LOCATION  CHANNEL  LIMIT     REMAINING  PERIOD\n"
            "lamp  shop      web      50 -> 60  45 -> 55   every 7 days from 2026-12-21, kept\n"
            "request id r1, sequence 12\n");
  EXPECT_EQ(Run({"quota", "set", "lamp@shop/web=60", "-o", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["changes"][0]["after"]["limit"], "60");
}

TEST_F(QuotaCommandTest, AListIsOfToday) {
  auto* const web = server_.quotas.add_quotas();
  web->set_location("shop");
  web->set_channel("web");
  Fill(web->mutable_quota(), 60, 55);
  web->set_set_aside(20);
  server_.quotas.set_today("2026-12-24");
  server_.quotas.set_sequence(12);
  EXPECT_EQ(Run({"quota", "list", "lamp"}), 0);
  EXPECT_EQ(out_,
            "LOCATION  CHANNEL  LIMIT  REMAINING  SET ASIDE BELOW  PERIOD\n"
            "shop      web         60         55               20\n"
            "on 2026-12-24, at sequence 12\n");
  EXPECT_EQ(Run({"quota", "list", "lamp", "-o", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["quotas"][0]["set_aside"], "20");
}

TEST_F(QuotaCommandTest, RefusalsAndSilenceHaveTheirExitCodes) {
  server_.answer = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "QUOTA_USED");
  EXPECT_EQ(Run({"quota", "take-back", "lamp@shop/web=5"}), 3);
  EXPECT_EQ(out_, "");
  server_.answer = grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
  EXPECT_EQ(Run({"quota", "list", "lamp"}), 4);
}

}  // namespace
}  // namespace atp
