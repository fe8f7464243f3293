// How much one request, and one customer within a window, may be promised of an item.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

class EngineCapTest : public EngineTest {
 protected:
  EngineCapTest() {
    MustRun(Move(Cause::kReceive, "lamp", "london", 100));
    MustRun(Move(Cause::kReceive, "lamp", "paris", 100));
    MustRun(Move(Cause::kReceive, "chair", "london", 100));
  }

  void Cap(std::string item, Quantity per_request, Quantity per_customer) {
    CapSetting cap;
    cap.item = std::move(item);
    cap.per_request_max = per_request;
    cap.per_customer_max = per_customer;
    if (per_customer > 0) cap.window = 7 * kMicrosPerDay;
    MustRun(ChangeSettings{{{cap}}});
  }

  static Reserve For(std::string customer, Quantity quantity, std::string item = "lamp") {
    Reserve reserve = Take(std::move(item), "london", quantity);
    reserve.customer = std::move(customer);
    return reserve;
  }
  ReservationId MustTake(std::string customer, Quantity quantity) {
    return MustRun(For(std::move(customer), quantity)).entry.reservation;
  }

  void ExpectAbove(Action action, const std::string& reason, const std::string& field,
                   const std::string& over_by) {
    const absl::Status status = Run(std::move(action)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ErrorReason(status), reason) << status;
    EXPECT_EQ(ErrorField(status), field);
    EXPECT_EQ(ErrorDetail(status, "over_by"), over_by);
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    engine_->Checkpoint().value();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
  }
};

TEST_F(EngineCapTest, ARequestIsCappedOverAllItsLines) {
  Cap("lamp", 5, 0);
  MustRun(For("", 5));
  MustRun(For("ada", 5));
  MustRun(For("ada", 5));
  ExpectAbove(For("", 6), "QUANTITY_ABOVE_CAP", "lines[0].quantity", "1");
  Reserve reserve = For("", 9, "chair");
  reserve.lines.push_back({"lamp", "london", 3});
  reserve.lines.push_back({"lamp", "paris", 4});
  ExpectAbove(reserve, "QUANTITY_ABOVE_CAP", "lines[1].quantity", "2");
  reserve.lines[2].quantity = 2;
  MustRun(reserve);
  // An unknown item is that, capped or not.
  Cap("", 1, 0);
  EXPECT_EQ(Reason(Take("sofa", "london", 2)), "UNKNOWN_ITEM");
  ExpectAbove(For("", 2, "chair"), "QUANTITY_ABOVE_CAP", "lines[0].quantity", "1");
  MustRun(For("", 5));  // lamp has a cap of its own
  MustRun(ChangeSettings{{{CapSetting{"lamp", 0, 0, 0}, true}}});
  ExpectAbove(For("", 5), "QUANTITY_ABOVE_CAP", "lines[0].quantity", "4");
}

TEST_F(EngineCapTest, ACustomerIsCappedWithinTheWindow) {
  Cap("lamp", 0, 10);
  MustTake("ada", 6);
  ExpectAbove(For("ada", 5), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  MustTake("bob", 10);
  MustTake("", 50);  // who is not named has no such cap
  Command command;
  command.validate_only = true;
  command.action = For("ada", 5);
  EXPECT_EQ(ErrorReason(engine_->ExecuteAndWait(command).status()), "CUSTOMER_CAP_REACHED");
  clock_.Set(kStart + kMicrosPerSecond);
  const ReservationId second = MustTake("ada", 4);
  MustRun(Change(Verb::kConfirm, second));
  MustRun(Change(Verb::kFulfil, second));
  ExpectSameAfterRestart();
  ExpectAbove(For("ada", 1), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  // The first one, which expired, no longer counts; the second, which was fulfilled, does.
  clock_.Set(kStart + 7 * kMicrosPerDay);
  ExpectAbove(For("ada", 7), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  MustTake("ada", 6);
  clock_.Set(kStart + 7 * kMicrosPerDay + kMicrosPerSecond);
  MustTake("ada", 4);
  ExpectSameAfterRestart();
}

TEST_F(EngineCapTest, WhatIsReleasedOrExpiresIsGivenBack) {
  Cap("lamp", 0, 10);
  const ReservationId id = MustTake("ada", 10);
  ExpectAbove(For("ada", 1), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  MustRun(Change(Verb::kRelease, id, {{0, 3}}));
  ExpectAbove(For("ada", 4), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  const ReservationId other = MustTake("ada", 3);
  MustRun(Change(Verb::kConfirm, other));
  ExpectSameAfterRestart();
  clock_.Set(kStart + kMicrosPerHour);
  ExpectAbove(For("ada", 8), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  MustTake("ada", 7);
  ExpectSameAfterRestart();
}

TEST_F(EngineCapTest, WhatWaitsCountsAsWell) {
  Cap("lamp", 0, 150);
  Reserve reserve = For("ada", 120);
  reserve.mode = ReserveMode::kBackorder;
  const ReservationId id = MustRun(reserve).entry.reservation;
  ExpectAbove(For("ada", 31), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  MustRun(Change(Verb::kRelease, id, {{0, 20}}));
  ExpectAbove(For("ada", 51), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  // Only what is promised of a partial reservation counts.
  Reserve partial = For("ada", 50);
  partial.mode = ReserveMode::kPartial;
  EXPECT_EQ(MustRun(partial).entry.cause, Cause::kRefuse);
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  MustRun(partial);
  ExpectAbove(For("ada", 41), "CUSTOMER_CAP_REACHED", "lines[0].quantity", "1");
  ExpectSameAfterRestart();
}

}  // namespace
}  // namespace atp
