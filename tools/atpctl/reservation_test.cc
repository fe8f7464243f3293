// A reservation, and what covers it.

#include <nlohmann/json.hpp>

#include "tools/atpctl/cli_fixture.h"

namespace atp {
namespace {

class ReservationCommandTest : public CliTest {
 protected:
  // Line 0 is covered in part and late, line 1 is fulfilled.
  ReservationCommandTest() {
    auto* const reservation = server_.reservation.mutable_reservation();
    reservation->set_reservation_id("1025");
    reservation->set_state(v1::Reservation::CONFIRMED);
    auto* const lamp = reservation->add_lines();
    lamp->set_item("lamp");
    lamp->set_location("shop");
    lamp->set_day("2026-12-20");
    lamp->set_open(14);
    lamp->add_pegs()->set_quantity(10);
    auto* const peg = lamp->add_pegs();
    peg->mutable_document()->set_kind(v1::SupplyKey::COMMITMENT);
    peg->mutable_document()->set_document("PO-7");
    peg->mutable_document()->set_line(1);
    peg->set_day("2026-12-24");
    peg->set_quantity(4);
    lamp->set_uncovered(4);
    lamp->set_until_day("2026-12-24");
    reservation->add_lines()->set_fulfilled(2);
  }
};

TEST_F(ReservationCommandTest, PegsAreShownWhenAskedFor) {
  ExpectAsks({
      {{"reservation", "get", "1025"}, "reservation_id: \"1025\""},
      {{"reservation", "get", "1025", "--pegs"}, "reservation_id: \"1025\" with_pegs: true"},
  });
  EXPECT_NE(
      out_.find(
          "LINE  ITEM  LOCATION         DAY  OPEN  LATE       UNTIL  COVER\n"
          "   0  lamp  shop      2026-12-20    14     4  2026-12-24  10 on hand, 4 of order PO-7/1 "
          "on 2026-12-24\n"),
      std::string::npos)
      << out_;
  EXPECT_EQ(Run({"reservation", "get", "1025"}), 0);
  EXPECT_EQ(out_.find("COVER"), std::string::npos) << out_;
  EXPECT_EQ(Run({"reservation", "get", "1025", "--pegs", "-o", "json"}), 0);
  const auto line = nlohmann::json::parse(out_)["reservation"]["lines"][0];
  EXPECT_EQ(line["pegs"][1]["document"]["document"], "PO-7");
  EXPECT_EQ(line["uncovered"], "4");
}

TEST_F(ReservationCommandTest, WhatNoSupplyCoversIsLateForEver) {
  auto* const lamp = server_.reservation.mutable_reservation()->mutable_lines(0);
  lamp->clear_pegs();
  lamp->set_uncovered(14);
  lamp->clear_until_day();
  EXPECT_EQ(Run({"reservation", "get", "1025", "--pegs"}), 0);
  EXPECT_NE(out_.find("14    14  never  nothing\n"), std::string::npos) << out_;
}

TEST_F(ReservationCommandTest, WhatIsNotKnownIsRefused) {
  ExpectNotAsked({{"reservation", "get", "--pegs"}, {"reservation", "confirm", "7", "--pegs"}});
  server_.answer = grpc::Status(grpc::StatusCode::NOT_FOUND, "no");
  EXPECT_EQ(Run({"reservation", "get", "7", "--pegs"}), 3);
  EXPECT_EQ(out_, "");
}

}  // namespace
}  // namespace atp
