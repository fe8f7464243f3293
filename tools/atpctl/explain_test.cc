// What a planner reads.

#include <string>
#include <vector>

#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

using Answer = v1::ExplainAvailabilityResponse;

class ExplainTest : public CliTest {
 protected:
  ExplainTest() {
    Answer& answer = server_.explain;
    answer.set_item("lamp");
    answer.set_location("shop");
    answer.set_day("2026-12-24");
    answer.set_atp(12);
    answer.set_guaranteed_atp(12);
    answer.set_expected_atp(12);
    answer.set_optimistic_atp(12);
    answer.set_look_ahead_atp(12);
    answer.set_projected(27);
    answer.set_binding_day("2026-12-25");
    answer.set_mode(v1::Rule::LOOK_AHEAD);
    answer.set_reserve_level(v1::Rule::GUARANTEED);
    answer.set_horizon_days(90);
    answer.mutable_balances()->set_on_hand(20);
    answer.mutable_balances()->set_reserved(15);
    Answer::Promise* const big = answer.add_blocking();
    big->set_reservation_id("1025");
    big->set_reference("order 7");
    big->set_day("2026-12-25");
    big->set_quantity(15);
    answer.set_blocking_count(1);
  }

  std::string Explain(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"explain", "lamp@shop"});
    code_ = Run(more);
    return out_;
  }

  void ExpectSays(const std::string& text, const std::string& what) {
    EXPECT_NE(text.find(what), std::string::npos) << what << "\nis not in\n" << text;
  }

  int code_ = -1;
};

TEST_F(ExplainTest, TheQuestionIsPassedOn) {
  Explain({"--day", "2026-12-24", "--quantity", "14", "--emergency", "--channel", "web"});
  EXPECT_EQ(code_, 0);
  EXPECT_EQ(server_.last,
            "item: \"lamp\" location: \"shop\" day: \"2026-12-24\" quantity: 14 "
            "is_emergency: true channel: \"web\"");
}

TEST_F(ExplainTest, SentencesSayWhatLimitsAndWhenThereIsMore) {
  server_.explain.set_next_day("2026-12-28");
  server_.explain.set_next_by(3);
  server_.explain.mutable_next_document()->set_kind(v1::SupplyKey::COMMITMENT);
  server_.explain.mutable_next_document()->set_document("PO-7");
  server_.explain.mutable_next_document()->set_line(1);
  server_.explain.set_now(12);
  server_.explain.set_all_on_day("2026-12-28");
  const std::string text = Explain({"--quantity", "14"});
  ExpectSays(text, "lamp at shop on 2026-12-24: 12 can be promised.\n");
  ExpectSays(text, "The rule is the default: LOOK_AHEAD, 90 days ahead");
  ExpectSays(text, "there are 27 to spare, but on 2026-12-25 only 12 are left");
  ExpectSays(text, "order 7");
  ExpectSays(text, "On 2026-12-28 it is 3 more, by order PO-7/1.\n");
  ExpectSays(text, "Of 14 wanted, 12 can be had on 2026-12-24, all of them on 2026-12-28.\n");
}

TEST_F(ExplainTest, WhatDoesNotCountAndWhatIsLateAreSaid) {
  Answer::DocumentLine* const late = server_.explain.add_supply();
  late->mutable_document()->set_kind(v1::SupplyKey::ASN);
  late->mutable_document()->set_document("A-1");
  late->set_open(8);
  late->set_verdict(Answer::DocumentLine::PAST_DUE);
  Answer::Promise* const promise = server_.explain.add_promises();
  promise->set_quantity(15);
  promise->set_uncovered(2);
  promise->add_pegs()->set_quantity(13);
  server_.explain.set_promise_count(1);
  server_.explain.add_waiting()->set_reference("order 9");
  const std::string text = Explain();
  ExpectSays(text, "ASN A-1/0");
  ExpectSays(text, "its day has passed");
  ExpectSays(text, "13 on hand");
  ExpectSays(text, "never");
  ExpectSays(text, "order 9");
  ExpectSays(text, "No known supply brings more within the horizon.");
}

TEST_F(ExplainTest, AShortageIsNotANegativeNumber) {
  server_.explain.set_atp(-2);
  server_.explain.set_look_ahead_atp(-2);
  const std::string text = Explain();
  ExpectSays(text, "nothing can be promised; it is short by 2.\n");
  ExpectSays(text, "but on 2026-12-25 2 are missing");
}

TEST_F(ExplainTest, JsonIsTheAnswerAsItIs) {
  ExpectSays(Explain({"-o", "json"}), "\"binding_day\":");
  server_.answer = grpc::Status(grpc::StatusCode::NOT_FOUND, "no");
  EXPECT_EQ(Explain(), "");
  EXPECT_EQ(code_, 3);
}

TEST_F(ExplainTest, WhatOtherChannelsHaveSetAsideIsSaid) {
  const std::string kSetAside = "are set aside for other channels";
  EXPECT_EQ(Explain().find(kSetAside), std::string::npos);
  server_.explain.set_atp(9);
  ExpectSays(Explain(), "Of these 3 " + kSetAside);
}

}  // namespace
}  // namespace atp
