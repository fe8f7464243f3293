// What is set aside for channels: who sees what, who takes what from whom, and what comes back.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

class EngineQuotaTest : public EngineTest {
 protected:
  // Channels web, app within it, shop, and outlet, which may use nothing but its own.
  EngineQuotaTest() {
    MustRun(ChangeSettings{{{ChannelSetting{"web", "", true}},
                            {ChannelSetting{"app", "web", true}},
                            {ChannelSetting{"shop", "", true}},
                            {ChannelSetting{"outlet", "", false}}}});
    MustRun(Move(Cause::kReceive, "lamp", "london", 100));
  }

  static QuotaLine Line(std::string channel, Quantity quantity, int32_t period_days = 0,
                        bool carry = false) {
    return {"lamp", "london", std::move(channel), "", quantity, period_days, carry};
  }
  static ChangeQuota Change(ChangeQuota::Verb verb, std::vector<QuotaLine> lines) {
    return {verb, std::move(lines)};
  }
  static ChangeQuota SetTo(std::string channel, Quantity quantity, int32_t period_days = 0,
                           bool carry = false) {
    return Change(ChangeQuota::Verb::kSet,
                  {Line(std::move(channel), quantity, period_days, carry)});
  }
  using EngineTest::Change;

  static Reserve For(const std::string& channel, Quantity quantity, Day day = kNoDay) {
    Reserve reserve = Take("lamp", "london", quantity, day);
    reserve.channel = channel;
    return reserve;
  }
  ReservationId MustTake(const std::string& channel, Quantity quantity) {
    const Outcome outcome = MustRun(For(channel, quantity));
    EXPECT_EQ(outcome.entry.cause, Cause::kReserve);
    return outcome.entry.reservation;
  }

  LocationPromise See(const std::string& channel, Day day = kNoDay) {
    CheckLine line{"lamp", {"london"}, day, 0};
    line.channel = channel;
    const auto answer = engine_->Check({line});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0].locations[0] : LocationPromise();
  }
  // What web, app, shop, outlet and who names no channel may be promised.
  std::vector<Quantity> All() {
    std::vector<Quantity> all;
    for (const char* channel : {"web", "app", "shop", "outlet", ""}) {
      all.push_back(See(channel).atp);
    }
    return all;
  }
  using Quantities = std::vector<Quantity>;

  // "channel remaining/limit" of every quota.
  std::string Quotas() {
    std::string text;
    const auto answer = engine_->ListQuotas("lamp").value();
    for (const QuotaView& view : answer.quotas) {
      text += (text.empty() ? "" : ", ") + view.channel + " " +
              std::to_string(view.quota.remaining) + "/" + std::to_string(view.quota.limit);
    }
    return text;
  }

  absl::Status Refused(Action action) { return Run(std::move(action)).status(); }
  void ExpectOver(const absl::Status& status, const std::string& reason, const std::string& field,
                  const std::string& over_by) {
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

TEST_F(EngineQuotaTest, EachChannelSeesItsOwnWhatIsAboveItAndThePool) {
  EXPECT_EQ(All(), (Quantities{100, 100, 100, 0, 100}));
  MustRun(SetTo("web", 60));
  MustRun(SetTo("app", 20));
  MustRun(SetTo("shop", 30));
  MustRun(SetTo("outlet", 4));
  EXPECT_EQ(All(), (Quantities{46, 66, 36, 4, 6}));
  const LocationPromise app = See("app");
  EXPECT_EQ(app.channel_own, 20);
  EXPECT_EQ(app.shared_pool, 6);
  EXPECT_EQ(engine_->ListQuotas("lamp").value().quotas[0].set_aside, 20);
  // What is seen is what is promised, and no more.
  for (const auto& [channel, atp] :
       {std::pair("web", 46), std::pair("app", 66), std::pair("shop", 36), std::pair("outlet", 4),
        std::pair("", 6)}) {
    Command command;
    command.validate_only = true;
    command.action = For(channel, atp);
    EXPECT_EQ(engine_->ExecuteAndWait(command).value().entry.cause, Cause::kReserve) << channel;
    command.action = For(channel, atp + 1);
    EXPECT_EQ(engine_->ExecuteAndWait(command).value().entry.cause, Cause::kRefuse) << channel;
  }
  ExpectSameAfterRestart();
  EXPECT_EQ(All(), (Quantities{46, 66, 36, 4, 6}));
}

TEST_F(EngineQuotaTest, APromiseTakesFromTheOwnQuotaFirstAndGivesItBackLast) {
  MustRun(SetTo("web", 60));
  MustRun(SetTo("app", 20));
  MustRun(SetTo("shop", 30));
  const Outcome outcome = MustRun(For("app", 65));
  const LineEffect& effect = outcome.entry.lines[0];
  ASSERT_EQ(effect.quota.size(), 2u);
  EXPECT_EQ(effect.quota[0].quantity, 20);  // its own
  EXPECT_EQ(effect.quota[1].quantity, 40);  // web's; 5 of the pool
  EXPECT_EQ(Quotas(), "web 0/60, app 0/20, shop 30/30");
  EXPECT_EQ(All(), (Quantities{5, 5, 35, 0, 5}));
  const ReservationId id = outcome.entry.reservation;
  MustRun(Change(Verb::kRelease, id, {{0, 3}}));
  EXPECT_EQ(Quotas(), "web 0/60, app 0/20, shop 30/30");
  MustRun(Change(Verb::kRelease, id, {{0, 12}}));  // 2 of the pool, 10 of web's
  EXPECT_EQ(Quotas(), "web 10/60, app 0/20, shop 30/30");
  ExpectSameAfterRestart();
  MustRun(Change(Verb::kRelease, id, {{0, 32}}));
  EXPECT_EQ(Quotas(), "web 42/60, app 2/20, shop 30/30");
  MustRun(Change(Verb::kRelease, id));
  EXPECT_EQ(Quotas(), "web 60/60, app 20/20, shop 30/30");
}

TEST_F(EngineQuotaTest, WhatIsFulfilledDoesNotComeBack) {
  MustRun(SetTo("shop", 30));
  const ReservationId id = MustTake("shop", 40);
  MustRun(Change(Verb::kConfirm, id));
  MustRun(Change(Verb::kFulfil, id, {{0, 25}}));
  EXPECT_EQ(Quotas(), "shop 0/30");
  EXPECT_EQ(engine_->GetReservation(id).value().reservation.lines[0].quota[0].quantity, 5);
  MustRun(Change(Verb::kRelease, id));
  EXPECT_EQ(Quotas(), "shop 5/30");
  ExpectSameAfterRestart();
}

TEST_F(EngineQuotaTest, ExpiryGivesBack) {
  MustRun(SetTo("shop", 30));
  MustTake("shop", 40);
  EXPECT_EQ(Quotas(), "shop 0/30");
  EXPECT_EQ(See("").atp, 60);
  clock_.Set(kStart + kMicrosPerHour);
  EXPECT_EQ(See("").atp, 70);
  EXPECT_EQ(Quotas(), "shop 30/30");
  ExpectSameAfterRestart();
}

TEST_F(EngineQuotaTest, TwoLinesOfARequestSeeEachOther) {
  MustRun(SetTo("shop", 95));
  Reserve reserve = For("shop", 60);
  reserve.lines.push_back(reserve.lines[0]);
  reserve.mode = ReserveMode::kPartial;
  const Outcome outcome = MustRun(reserve);
  EXPECT_EQ(outcome.entry.lines[1].quantity, 40);
  EXPECT_EQ(outcome.entry.lines[1].quota[0].quantity, 35);
  EXPECT_EQ(Quotas(), "shop 0/95");
}

TEST_F(EngineQuotaTest, WhenFactsLeaveLessChannelsAreServedInOrder) {
  MustRun(SetTo("web", 60));
  MustRun(SetTo("app", 20));
  MustRun(SetTo("shop", 30));
  MustRun(Move(Cause::kCount, "lamp", "london", 70));
  EXPECT_EQ(All(), (Quantities{40, 60, 10, 0, 0}));
  MustRun(Move(Cause::kCount, "lamp", "london", 30));
  EXPECT_EQ(All(), (Quantities{10, 30, 0, 0, 0}));
  MustTake("app", 25);
  EXPECT_EQ(Quotas(), "web 35/60, app 0/20, shop 30/30");
  EXPECT_EQ(All(), (Quantities{5, 5, 0, 0, 0}));
  MustRun(Move(Cause::kCount, "lamp", "london", 100));
  EXPECT_EQ(All(), (Quantities{45, 45, 40, 0, 10}));
}

TEST_F(EngineQuotaTest, AQuotaFitsIntoWhatIsAboveIt) {
  ExpectOver(Refused(SetTo("web", 101)), "QUOTA_EXCEEDS_ATP", "lines[0].quantity", "1");
  MustRun(SetTo("web", 60));
  ExpectOver(Refused(SetTo("shop", 45)), "QUOTA_EXCEEDS_ATP", "lines[0].quantity", "5");
  ExpectOver(Refused(SetTo("app", 62)), "QUOTA_EXCEEDS_PARENT", "lines[0].quantity", "2");
  MustRun(SetTo("app", 60));
  ExpectOver(Refused(SetTo("web", 50)), "QUOTA_EXCEEDS_PARENT", "lines[0].quantity", "10");
  // A parent that comes later must hold what its children have.
  MustRun(SetTo("web", 0));
  EXPECT_EQ(Quotas(), "app 60/60");
  ExpectOver(Refused(SetTo("web", 50)), "QUOTA_EXCEEDS_PARENT", "lines[0].quantity", "10");
  EXPECT_EQ(ErrorReason(Refused(SetTo("kiosk", 1))), "UNKNOWN_CHANNEL");
  EXPECT_EQ(ErrorReason(Refused(For("kiosk", 1))), "UNKNOWN_CHANNEL");
  CheckLine line{"lamp", {"london"}, kNoDay, 0};
  line.channel = "kiosk";
  EXPECT_EQ(ErrorReason(engine_->Check({line}).status()), "UNKNOWN_CHANNEL");
  // None of the lines if not all.
  EXPECT_EQ(
      ErrorField(Refused(Change(ChangeQuota::Verb::kSet, {Line("shop", 40), Line("outlet", 1)}))),
      "lines[1].quantity");
  EXPECT_EQ(Quotas(), "app 60/60");
  // Supply to come may be set aside as well.
  MustRun(Supply("po", "lamp", "london", 50, kToday + 5));
  MustRun(SetTo("shop", 90));
  EXPECT_EQ(See("shop").atp, 40);
  EXPECT_EQ(See("shop", kToday + 5).atp, 90);
}

TEST_F(EngineQuotaTest, SettingALimitKeepsWhatWasUsed) {
  MustRun(SetTo("shop", 30));
  const ReservationId id = MustTake("shop", 12);
  MustRun(SetTo("shop", 40));
  EXPECT_EQ(Quotas(), "shop 28/40");
  MustRun(SetTo("shop", 10));
  EXPECT_EQ(Quotas(), "shop 0/10");
  MustRun(Change(Verb::kRelease, id));
  EXPECT_EQ(Quotas(), "shop 10/10");
}

TEST_F(EngineQuotaTest, TakesBackAndMovesWhatIsNotUsed) {
  MustRun(SetTo("shop", 30));
  MustTake("shop", 12);
  ExpectOver(Refused(Change(ChangeQuota::Verb::kTakeBack, {Line("shop", 20)})), "QUOTA_USED",
             "lines[0].quantity", "2");
  MustRun(Change(ChangeQuota::Verb::kTakeBack, {Line("shop", 8)}));
  EXPECT_EQ(Quotas(), "shop 10/22");
  QuotaLine move = Line("shop", 4);
  move.to_channel = "outlet";
  MustRun(Change(ChangeQuota::Verb::kMove, {move}));
  EXPECT_EQ(Quotas(), "shop 6/18, outlet 4/4");
  EXPECT_EQ(See("outlet").atp, 4);
  move.quantity = 7;
  ExpectOver(Refused(Change(ChangeQuota::Verb::kMove, {move})), "QUOTA_USED", "lines[0].quantity",
             "1");
  move.quantity = 1;
  move.to_channel = "app";
  MustRun(SetTo("web", 2));
  MustRun(SetTo("app", 2));
  ExpectOver(Refused(Change(ChangeQuota::Verb::kMove, {move})), "QUOTA_EXCEEDS_PARENT",
             "lines[0].quantity", "1");
  EXPECT_EQ(Quotas(), "web 2/2, app 2/2, shop 6/18, outlet 4/4");
  ExpectSameAfterRestart();
}

TEST_F(EngineQuotaTest, APeriodBeginsAnewOrCarriesOver) {
  MustRun(SetTo("shop", 30, 7));
  MustRun(SetTo("web", 10, 7, /*carry=*/true));
  const ReservationId old = MustTake("shop", 20);
  MustRun(Change(Verb::kConfirm, old));
  MustTake("web", 4);
  EXPECT_EQ(Quotas(), "web 6/10, shop 10/30");
  clock_.Set(kStart + 6 * kMicrosPerDay);
  EXPECT_EQ(Quotas(), "web 10/10, shop 10/30");  // web's hold has expired
  MustTake("web", 4);
  clock_.Set(kStart + 7 * kMicrosPerDay);
  EXPECT_EQ(Quotas(), "web 20/10, shop 30/30");
  // What comes back from an earlier period does not exceed the limit.
  MustRun(Change(Verb::kRelease, old));
  EXPECT_EQ(Quotas(), "web 20/10, shop 30/30");
  MustTake("shop", 1);
  EXPECT_EQ(Quotas(), "web 20/10, shop 29/30");
  ExpectSameAfterRestart();
  clock_.Set(kStart + 22 * kMicrosPerDay);
  EXPECT_EQ(Quotas(), "web 40/10, shop 30/30");
}

TEST_F(EngineQuotaTest, WhatWaitsIsServedFromItsOwnChannel) {
  MustRun(SetTo("shop", 30));
  MustRun(SetTo("outlet", 70));
  Reserve reserve = For("shop", 40);
  reserve.mode = ReserveMode::kBackorder;
  reserve.priority = 9;
  const ReservationId shop = MustRun(reserve).entry.reservation;
  reserve = For("outlet", 75);
  reserve.mode = ReserveMode::kBackorder;
  const ReservationId outlet = MustRun(reserve).entry.reservation;
  const auto waits = [&](ReservationId id) {
    return engine_->GetReservation(id).value().reservation.lines[0].backordered;
  };
  EXPECT_EQ(waits(shop), 10);
  EXPECT_EQ(waits(outlet), 5);
  // Supply goes to the pool, which only shop may use.
  MustRun(Move(Cause::kReceive, "lamp", "london", 4));
  EXPECT_EQ(waits(shop), 6);
  // A quota that grows is served at once, though another stands before in line.
  MustRun(Move(Cause::kReceive, "lamp", "london", 6));
  EXPECT_EQ(waits(shop), 0);
  MustRun(Move(Cause::kReceive, "lamp", "london", 3));
  EXPECT_EQ(waits(outlet), 5);
  MustRun(SetTo("outlet", 73));
  engine_->SettleDue();
  EXPECT_EQ(waits(outlet), 2);
  EXPECT_EQ(Quotas(), "shop 0/30, outlet 0/73");
  EXPECT_EQ(engine_->GetReservation(outlet).value().reservation.lines[0].quota[0].quantity, 73);
  ExpectSameAfterRestart();
}

TEST_F(EngineQuotaTest, AMoveOfChannelPaysFromTheOther) {
  MustRun(SetTo("shop", 30));
  MustRun(SetTo("outlet", 20));
  const ReservationId id = MustTake("shop", 20);
  MoveReservation move;
  move.reservation = id;
  move.channel = "outlet";
  move.parts = {{0, 5}};
  EXPECT_EQ(Reason(move), "FIELD_OUT_OF_RANGE");
  move.parts.clear();
  move.channel = "kiosk";
  EXPECT_EQ(Reason(move), "UNKNOWN_CHANNEL");
  move.channel = "outlet";
  MustRun(move);
  EXPECT_EQ(Quotas(), "shop 30/30, outlet 0/20");
  EXPECT_EQ(engine_->GetReservation(id).value().reservation.lines[1].quota[0].quantity, 20);
  const ReservationId other = MustTake("shop", 25);
  move.reservation = other;
  EXPECT_EQ(Reason(move), "DESTINATION_TOO_LITTLE");
  move.channel = "";
  MustRun(move);  // the pool has 50
  EXPECT_EQ(Quotas(), "shop 30/30, outlet 0/20");
  EXPECT_EQ(See("").atp, 25);
  ExpectSameAfterRestart();
  // A day is moved within the channel.
  MoveReservation later;
  later.reservation = id;
  later.day = kToday + 3;
  later.parts = {{1, 5}, {1, 6}};
  MustRun(later);
  EXPECT_EQ(Quotas(), "shop 30/30, outlet 0/20");
  ExpectSameAfterRestart();
}

TEST_F(EngineQuotaTest, ReconfirmingGivesEachChannelItsOwn) {
  MustRun(SetTo("shop", 30, 7));
  const auto take = [&](const std::string& channel, Quantity quantity, int32_t priority) {
    Reserve reserve = For(channel, quantity);
    reserve.mode = ReserveMode::kBackorder;
    reserve.priority = priority;
    return MustRun(reserve).entry.reservation;
  };
  const ReservationId pool = take("", 70, 0);
  const ReservationId shop = take("shop", 30, 0);
  const auto open = [&](ReservationId id) {
    return engine_->GetReservation(id).value().reservation.lines[0].open;
  };
  Reconfirm reconfirm{"lamp", "", {}};
  MustRun(reconfirm);
  EXPECT_EQ(open(pool), 70);
  EXPECT_EQ(open(shop), 30);
  EXPECT_EQ(Quotas(), "shop 0/30");
  // A new period does not charge what was promised in the old one.
  clock_.Set(kStart + 7 * kMicrosPerDay);
  MustRun(reconfirm);
  EXPECT_EQ(Quotas(), "shop 30/30");
  // Who loses gives back to his channel, for whom alone it is then.
  reconfirm.strategies = {{shop, ShortageStrategy::kLose}};
  MustRun(reconfirm);
  EXPECT_EQ(open(pool), 70);
  ExpectSameAfterRestart();
}

}  // namespace
}  // namespace atp
