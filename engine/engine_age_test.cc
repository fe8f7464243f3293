// Sources of counts that fall silent, and what is promised meanwhile.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

constexpr Micros kAllowed = kMicrosPerHour;

class EngineAgeTest : public EngineTest {
 protected:
  static Action Watch(AgePolicy policy, int32_t buffer_percent = 0,
                      std::vector<std::string> locations = {"london"},
                      const std::string& source = "erp") {
    AgeSetting age{source, std::move(locations), kAllowed, policy, buffer_percent};
    return ChangeSettings{{{age, false}}};
  }

  static Action Unwatch(const std::string& source = "erp") {
    return ChangeSettings{{{AgeSetting{source, {}}, true}}};
  }

  // A snapshot of these lamps in london, or of no rows at all.
  DriftReport Snapshot(std::optional<Quantity> lamps, std::optional<Sequence> reflects = {},
                       bool is_full = false) {
    SnapshotHeader header;
    header.source = "erp";
    header.snapshot_id = "snapshot-" + std::to_string(++snapshots_);
    header.request.request_id = header.snapshot_id;
    header.is_full = is_full;
    header.reflects_sequence = reflects.value_or(engine_->Status().durable);
    auto import = engine_->BeginSnapshot(header).value();
    if (lamps.has_value()) {
      EXPECT_TRUE(import->Push({{"lamp", "london", *lamps}}).ok());
    }
    return import->Finish().value();
  }

  LocationPromise At(Micros time, const std::string& location = "london", Day day = kNoDay) {
    clock_.Set(time);
    return engine_->Check({CheckLine{"lamp", {location}, day, 0}}).value().lines[0].locations[0];
  }

  std::string StateOf(ReservationId id) {
    const Reservation reservation = engine_->GetReservation(id).value().reservation;
    return reservation.state == ReservationState::kBackordered ? "waits" : "confirmed";
  }

  ReservationId Wait(Quantity quantity, const std::string& item = "lamp") {
    Reserve reserve = Take(item, "london", quantity);
    reserve.mode = ReserveMode::kBackorder;
    return MustRun(reserve).entry.reservation;
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    engine_->Checkpoint().value();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
  }

  int snapshots_ = 0;
};

struct PolicyRow {
  AgePolicy policy;
  int32_t buffer_percent;
  Quantity held;
  Quantity expect;  // of 21 on hand
};

class EngineAgePolicyTest : public EngineAgeTest, public testing::WithParamInterface<PolicyRow> {};

INSTANTIATE_TEST_SUITE_P(Policies, EngineAgePolicyTest,
                         testing::Values(PolicyRow{AgePolicy::kMark, 0, 0, 21},
                                         PolicyRow{AgePolicy::kMark, 0, 4, 17},
                                         // 2.1 is rounded up to 3.
                                         PolicyRow{AgePolicy::kBuffer, 10, 0, 18},
                                         PolicyRow{AgePolicy::kBuffer, 10, 4, 14},
                                         PolicyRow{AgePolicy::kBuffer, 10, 20, 0},
                                         PolicyRow{AgePolicy::kBuffer, 100, 0, 0},
                                         PolicyRow{AgePolicy::kUnknown, 0, 0, 0},
                                         PolicyRow{AgePolicy::kUnknown, 0, 4, 0}));

TEST_P(EngineAgePolicyTest, SaysWhatBecomesOfAnswers) {
  const PolicyRow& row = GetParam();
  MustRun(Move(Cause::kReceive, "lamp", "london", 21));
  MustRun(Move(Cause::kReceive, "lamp", "paris", 21));
  if (row.held > 0) MustRun(Move(Cause::kHold, "lamp", "london", row.held));
  MustRun(Supply("PO", "lamp", "london", 5, kToday + 2));
  Snapshot(21);
  MustRun(Watch(row.policy, row.buffer_percent));
  const LocationPromise fresh = At(kStart + kAllowed);
  EXPECT_EQ(fresh.atp, 21 - row.held) << "at the allowed age exactly it is fresh";
  EXPECT_FALSE(fresh.is_aged);
  EXPECT_EQ(fresh.age, kAllowed);
  const LocationPromise aged = At(kStart + kAllowed + 1);
  EXPECT_EQ(aged.atp, row.expect);
  EXPECT_EQ(aged.on_hand, 21);
  EXPECT_TRUE(aged.is_aged);
  EXPECT_EQ(aged.age_policy, row.policy);
  EXPECT_EQ(aged.age, kAllowed + 1);
  // What is to come is not of the source's saying.
  EXPECT_EQ(At(kStart + kAllowed + 1, "london", kToday + 2).atp, row.expect + 5);
  EXPECT_EQ(engine_->GetCurve("lamp", {"london"}, 0).value().locations[0].curve.At(kToday),
            row.expect);
  const LocationPromise other = At(kStart + kAllowed + 1, "paris");
  EXPECT_EQ(other.atp, 21);
  EXPECT_FALSE(other.is_aged);
  EXPECT_EQ(other.age, 0);
  // What is answered is what may be reserved.
  EXPECT_EQ(MustRun(Take("lamp", "london", row.expect + 1)).entry.cause, Cause::kRefuse);
  if (row.expect > 0) {
    EXPECT_EQ(MustRun(Take("lamp", "london", row.expect)).entry.cause, Cause::kReserve);
  }
  ExpectSameAfterRestart();
}

// The ERP is in maintenance from 8 until 11. Meanwhile the shop goes on; what comes back afterwards
// was counted in the middle of it.
TEST_F(EngineAgeTest, MaintenanceOfTheErp) {
  Snapshot(100);
  MustRun(Watch(AgePolicy::kBuffer, 20));
  clock_.Set(kStart + kMicrosPerHour / 2);
  const ReservationId first = MustRun(Take("lamp", "london", 30)).entry.reservation;
  MustRun(Change(ChangeReservation::Verb::kConfirm, first));
  MustRun(Change(ChangeReservation::Verb::kFulfil, first));
  const Sequence counted_at = engine_->Status().durable;
  MustRun(Move(Cause::kIssue, "lamp", "london", 10));
  EXPECT_EQ(At(kStart + kMicrosPerHour).atp, 60);

  EXPECT_EQ(At(kStart + 2 * kMicrosPerHour).atp, 48);
  EXPECT_EQ(MustRun(Take("lamp", "london", 49)).entry.cause, Cause::kRefuse);
  const ReservationId early = Wait(50);  // 48 now, 2 wait
  const ReservationId late = Wait(5);
  EXPECT_EQ(StateOf(early), "waits");
  EXPECT_EQ(StateOf(late), "waits");
  EXPECT_EQ(At(kStart + 3 * kMicrosPerHour).atp, 0);
  ExpectSameAfterRestart();

  // It reflects the first sale and not what was issued after it.
  const DriftReport report = Snapshot(70, counted_at);
  EXPECT_EQ(report.unchanged, 1u);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 60);
  EXPECT_EQ(StateOf(early), "confirmed");
  EXPECT_EQ(StateOf(late), "confirmed");
  const LocationPromise after = At(kStart + 3 * kMicrosPerHour);
  EXPECT_FALSE(after.is_aged);
  EXPECT_EQ(after.age, 0);
  EXPECT_EQ(after.atp, 5);
  ExpectSameAfterRestart();
  EXPECT_EQ(At(kStart + 4 * kMicrosPerHour).atp, 5);
  EXPECT_EQ(At(kStart + 4 * kMicrosPerHour + 1).atp, -7) << "and so on";
}

TEST_F(EngineAgeTest, OneWordServesAllWhoWaitedWhateverItIsAbout) {
  for (int i = 0; i < 20; ++i) {
    MustRun(Move(Cause::kReceive, "item-" + std::to_string(i), "london", 5));
  }
  MustRun(Watch(AgePolicy::kUnknown));
  clock_.Set(kStart + 2 * kMicrosPerHour);
  std::vector<ReservationId> waiting;
  for (int i = 0; i < 20; ++i) waiting.push_back(Wait(3, "item-" + std::to_string(i)));
  for (const ReservationId id : waiting) EXPECT_EQ(StateOf(id), "waits");
  // Nothing was counted anew, but the source is there.
  const DriftReport report = Snapshot(std::nullopt, {}, /*is_full=*/true);
  EXPECT_EQ(report.rows, 0u);
  EXPECT_GT(report.last_sequence, 0u);
  engine_->SettleDue();
  for (const ReservationId id : waiting) EXPECT_EQ(StateOf(id), "confirmed");
  ExpectSameAfterRestart();
}

TEST_F(EngineAgeTest, AgeBreaksNoPromise) {
  for (const AgePolicy policy : {AgePolicy::kUnknown, AgePolicy::kBuffer}) {
    SCOPED_TRACE(static_cast<int>(policy));
    const std::string item = "item-" + std::to_string(static_cast<int>(policy));
    MustRun(Move(Cause::kReceive, item, "london", 10));
    Snapshot(std::nullopt);
    MustRun(Watch(policy, policy == AgePolicy::kBuffer ? 50 : 0));
    const ReservationId promised = Wait(8, item);
    EXPECT_EQ(StateOf(promised), "confirmed");
    clock_.Advance(2 * kMicrosPerHour);
    EXPECT_LT(Atp(item, "london"), 0);
    const StockView stock = engine_->GetStock(item, "london").value();
    EXPECT_EQ(stock.short_by, 0);
    const Outcome anew = MustRun(Reconfirm{item, "", {}});
    EXPECT_TRUE(anew.entry.lines.empty());
    EXPECT_EQ(StateOf(promised), "confirmed");
    MustRun(Change(ChangeReservation::Verb::kFulfil, promised));
    EXPECT_EQ(Stock(item, "london").on_hand, 2);
  }
}

TEST_F(EngineAgeTest, ASourceThatNeverSpokeCountsFromItsSetting) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  clock_.Set(kStart + 5 * kMicrosPerHour);
  MustRun(Watch(AgePolicy::kUnknown));
  EXPECT_EQ(At(kStart + 6 * kMicrosPerHour).atp, 5);
  ExpectSameAfterRestart();
  EXPECT_EQ(At(kStart + 6 * kMicrosPerHour).atp, 5);
  EXPECT_EQ(At(kStart + 6 * kMicrosPerHour + 1).atp, 0);
  Open();
  EXPECT_EQ(At(kStart + 6 * kMicrosPerHour + 1).atp, 0);
  const ReservationId id = Wait(2);
  EXPECT_EQ(StateOf(id), "waits");
  MustRun(Unwatch());
  EXPECT_EQ(StateOf(id), "confirmed");
  EXPECT_EQ(At(kStart + 6 * kMicrosPerHour + 1).atp, 3);
  EXPECT_EQ(Reason(Unwatch()), "UNKNOWN_SETTING");
}

TEST_F(EngineAgeTest, ALocationIsOfOneSourceOnly) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  MustRun(Move(Cause::kReceive, "lamp", "paris", 5));
  EXPECT_EQ(Reason(Watch(AgePolicy::kMark, 0, {"rome"})), "UNKNOWN_LOCATION");
  MustRun(Watch(AgePolicy::kUnknown, 0, {"london", "paris"}));
  EXPECT_EQ(Reason(Watch(AgePolicy::kUnknown, 0, {"paris"}, "wms")), "NAMED_TWICE");
  // In one command it may go from the one to the other, whichever comes first.
  for (const bool erp_first : {true, false}) {
    const AgeSetting erp{"erp", {"london"}, kAllowed, AgePolicy::kUnknown, 0};
    const AgeSetting wms{"wms", {"paris"}, 9 * kAllowed, AgePolicy::kUnknown, 0};
    ChangeSettings both{{{erp, false}, {wms, false}}};
    if (!erp_first) std::swap(both.settings[0], both.settings[1]);
    MustRun(both);
    EXPECT_EQ(At(kStart + 2 * kMicrosPerHour).atp, 0);
    EXPECT_EQ(At(kStart + 2 * kMicrosPerHour, "paris").atp, 5);
    MustRun(Unwatch("wms"));
    EXPECT_EQ(At(kStart + 2 * kMicrosPerHour, "paris").is_aged, false);
    MustRun(Watch(AgePolicy::kUnknown, 0, {"london", "paris"}));
    EXPECT_EQ(At(kStart + 2 * kMicrosPerHour, "paris").is_aged, true);
  }
}

}  // namespace
}  // namespace atp
