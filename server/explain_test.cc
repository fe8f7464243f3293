// What is explained, and what is asked of the past, as clients see it.
#include "gtest/gtest.h"
#include "server/test_server.h"

namespace atp {
namespace {

using grpc::StatusCode;

class ExplainTest : public testing::Test {
 protected:
  // 10 on hand, 8 more on the 5th; 6 are promised on the 4th.
  ExplainTest() {
    server_.ReceiveTen();
    SupplyLine supply;
    supply.key = {SupplyKind::kCommitment, "PO", 1};
    supply.item = "A";
    supply.location = "L";
    supply.quantity = 8;
    supply.day = DayOf(kNoon) + 3;
    supply.supplier = "acme";
    Run(SetSupply{{supply}});
    Reserve reserve;
    reserve.lines.push_back({"A", "L", 6, DayOf(kNoon) + 2});
    reserve.confirm = true;
    reserve.reference = "order 7";
    Run(reserve);
  }

  void Run(Action action) {
    Command command;
    command.request.request_id = "request-" + std::to_string(++requests_);
    command.action = std::move(action);
    ASSERT_TRUE(server_.engine().ExecuteAndWait(std::move(command)).ok());
  }

  grpc::Status Explain(const v1::ExplainAvailabilityRequest& request,
                       v1::ExplainAvailabilityResponse* response) {
    grpc::ClientContext context;
    return server_.Stub<v1::AvailabilityService>()->ExplainAvailability(&context, request,
                                                                        response);
  }

  grpc::Status CheckAsOf(int64_t sequence, v1::CheckAvailabilityResponse* response) {
    v1::CheckAvailabilityRequest request;
    request.add_lines()->set_item("A");
    request.set_as_of_sequence(sequence);
    grpc::ClientContext context;
    return server_.Stub<v1::AvailabilityService>()->CheckAvailability(&context, request, response);
  }

  TestServer server_;
  int requests_ = 0;
};

TEST_F(ExplainTest, ADayIsExplainedWithNames) {
  v1::ExplainAvailabilityRequest request;
  request.set_item("A");
  request.set_location("L");
  request.set_quantity(7);
  v1::ExplainAvailabilityResponse answer;
  ASSERT_TRUE(Explain(request, &answer).ok());
  EXPECT_EQ(answer.day(), "2026-03-02");
  EXPECT_EQ(answer.location(), "L");
  EXPECT_EQ(answer.atp(), 4);
  EXPECT_EQ(answer.guaranteed_atp(), 4);
  EXPECT_EQ(answer.look_ahead_atp(), 4);
  EXPECT_EQ(answer.projected(), 10);
  EXPECT_EQ(answer.binding_day(), "2026-03-04");
  ASSERT_EQ(answer.blocking_size(), 1);
  EXPECT_EQ(answer.blocking(0).reference(), "order 7");
  EXPECT_EQ(answer.blocking(0).quantity(), 6);
  EXPECT_EQ(answer.next_day(), "2026-03-05");
  EXPECT_EQ(answer.next_by(), 8);
  EXPECT_EQ(answer.next_document().document(), "PO");
  EXPECT_EQ(answer.now(), 4);
  EXPECT_EQ(answer.all_on_day(), "2026-03-05");
  EXPECT_EQ(answer.mode(), v1::Rule::LOOK_AHEAD);
  EXPECT_EQ(answer.reserve_level(), v1::Rule::GUARANTEED);
  EXPECT_EQ(answer.horizon_days(), 90);
  EXPECT_EQ(answer.balances().on_hand(), 10);
  ASSERT_EQ(answer.supply_size(), 1);
  EXPECT_EQ(answer.supply(0).supplier(), "acme");
  EXPECT_EQ(answer.supply(0).state(), v1::Supply::ACKNOWLEDGED);
  EXPECT_EQ(answer.supply(0).counts_on_day(), "2026-03-05");
  EXPECT_EQ(answer.supply(0).verdict(), v1::ExplainAvailabilityResponse::DocumentLine::COUNTS);
  ASSERT_EQ(answer.promises_size(), 1);
  ASSERT_EQ(answer.promises(0).pegs_size(), 1);
  EXPECT_FALSE(answer.promises(0).pegs(0).has_document());
  EXPECT_EQ(answer.promises(0).pegs(0).quantity(), 6);
  EXPECT_EQ(answer.promises(0).until_day(), "");
  EXPECT_GT(answer.sequence(), 0);

  request.set_day("tomorrow");
  const grpc::Status malformed = Explain(request, &answer);
  EXPECT_EQ(ReadError(malformed).reason, "DAY_MALFORMED");
  request.set_day("2027-03-02");
  EXPECT_EQ(ReadError(Explain(request, &answer)).reason, "DAY_OUTSIDE_HORIZON");
  request.clear_day();
  request.set_location("M");
  EXPECT_EQ(ReadError(Explain(request, &answer)).reason, "UNKNOWN_LOCATION");
}

TEST_F(ExplainTest, ThePastIsAnsweredWhileTheJournalReaches) {
  v1::CheckAvailabilityResponse now;
  ASSERT_TRUE(CheckAsOf(0, &now).ok());
  EXPECT_EQ(now.lines(0).promisable(), 4);
  v1::CheckAvailabilityResponse then;
  ASSERT_TRUE(CheckAsOf(now.sequence() - 1, &then).ok());
  EXPECT_EQ(then.lines(0).promisable(), 10);
  EXPECT_EQ(then.sequence(), now.sequence() - 1);
  EXPECT_FALSE(then.stale());

  const grpc::Status later = CheckAsOf(now.sequence() + 1, &then);
  EXPECT_EQ(later.error_code(), StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReadError(later).reason, "SEQUENCE_NOT_YET");
  const grpc::Status negative = CheckAsOf(-1, &then);
  EXPECT_EQ(ReadError(negative).reason, "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(ReadError(negative).field, "as_of_sequence");
  // Sequence 1 is the engine's own, before anything had a name.
  EXPECT_EQ(ReadError(CheckAsOf(1, &then)).reason, "UNKNOWN_ITEM");
}

}  // namespace
}  // namespace atp
