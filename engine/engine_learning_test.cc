// What suppliers' deliveries were worth, and how far their word is trusted after that.

#include <string>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

class EngineLearningTest : public EngineTest {
 protected:
  static SetSupply From(const std::string& supplier, SetSupply set) {
    set.lines[0].supplier = supplier;
    return set;
  }

  static SetSupply Asn(const std::string& document, Quantity quantity, Day day,
                       const std::string& order) {
    SetSupply set = Supply(document, "lamp", "london", quantity, day, SupplyState::kShipped);
    set.lines[0].key.kind = SupplyKind::kAsn;
    set.lines[0].order_document = order;
    set.lines[0].order_line = 1;
    return set;
  }

  static ReceiveSupply Arrives(const std::string& document, Quantity quantity, bool close = false,
                               SupplyKind kind = SupplyKind::kCommitment) {
    return {{{{kind, document, 1}, quantity, close}}, ""};
  }

  void SetDay(Day day) { clock_.Set(kStart + (day - kToday) * kMicrosPerDay); }

  // A delivery of 10 that is promised for today and closed so many days later with so much.
  void Deliver(const std::string& supplier, int days_late, Quantity quantity,
               const std::string& item = "lamp") {
    const Day promised = today_;
    const std::string document = "PO-" + std::to_string(++orders_);
    MustRun(From(supplier, Supply(document, item, "london", 10, promised)));
    today_ += days_late;
    SetDay(today_);
    MustRun(Arrives(document, quantity, /*close=*/true));
  }

  // "supplier: guaranteed expected optimistic" of each setting, as percent@late.
  static std::string Text(const Entry& entry) {
    std::string text;
    for (const SettingChange& change : entry.settings) {
      const auto& setting = std::get<SupplierSetting>(change.after.value);
      text += setting.supplier + ":";
      for (const Haircut& haircut : setting.confidence.haircuts) {
        text += " " + std::to_string(haircut.percent) + "@" + std::to_string(haircut.late_days);
      }
      text += change.before.has_value() ? " (anew)\n" : "\n";
    }
    return text;
  }

  std::string Learn(uint32_t deliveries_min = 1, int32_t guaranteed = 95, int32_t expected = 50) {
    const Outcome outcome = MustRun(LearnSuppliers{deliveries_min, guaranteed, expected});
    EXPECT_EQ(outcome.entry.cause, Cause::kSet);
    return Text(outcome.entry);
  }

  void ExpectSameAfterRestart() {
    const std::string before = engine_->DumpState();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
    engine_->Checkpoint().value();
    Open();
    EXPECT_EQ(engine_->DumpState(), before);
  }

  Day today_ = kToday;
  int orders_ = 0;
};

TEST_F(EngineLearningTest, ASupplierIsTrustedAsFarAsItsDeliveriesWereWorth) {
  // Over items of several shards.
  for (int i = 0; i < 18; ++i) Deliver("acme", 0, 10, "item-" + std::to_string(i));
  Deliver("acme", 3, 10);
  EXPECT_EQ(Learn(20), "");
  Deliver("acme", 9, 5);
  ExpectSameAfterRestart();
  EXPECT_EQ(Learn(20), "acme: 100@3 100@0 100@0\n");
  EXPECT_EQ(Learn(20), "") << "what would not change is left out";
  EXPECT_EQ(Learn(20, 100, 95), "acme: 50@9 100@3 100@0 (anew)\n");
  ExpectSameAfterRestart();
  EXPECT_EQ(Learn(20, 100, 95), "");

  MustRun(Move(Cause::kCount, "vase", "london", 0));
  MustRun(From("acme", Supply("PO-X", "vase", "london", 10, today_ + 5)));
  EXPECT_EQ(Atp("vase", "london", today_ + 13), 0);
  EXPECT_EQ(Atp("vase", "london", today_ + 14), 5);
  const auto at = engine_->Check({CheckLine{"vase", {"london"}, today_ + 8, 0}}).value();
  EXPECT_EQ(at.lines[0].locations[0].atp_at, (std::array<Quantity, 3>{0, 10, 10}));
}

TEST_F(EngineLearningTest, EarlyIsOnTimeAndOthersAreLeftAlone) {
  MustRun(From("early", Supply("PO-A", "lamp", "london", 10, kToday + 30)));
  MustRun(From("other", Supply("PO-B", "lamp", "london", 10, kToday + 30)));
  MustRun(Supply("PO-C", "lamp", "london", 10, kToday - 4));
  MustRun(From("asked", Supply("PO-D", "lamp", "london", 10, kToday - 4, SupplyState::kOrdered)));
  MustRun(Arrives("PO-A", 12));
  MustRun(Arrives("PO-B", 6));  // 4 are still to come
  MustRun(Arrives("PO-C", 10));
  MustRun(Arrives("PO-D", 10));  // nothing was promised
  EXPECT_EQ(Learn(), "early: 100@0 100@0 100@0\n");
}

TEST_F(EngineLearningTest, WhatIsCancelledNeverCame) {
  MustRun(From("acme", Supply("PO-A", "lamp", "london", 10, kToday)));
  MustRun(Arrives("PO-A", 3));
  SetDay(kToday + 2);
  MustRun(CancelSupply{{{SupplyKind::kCommitment, "PO-A", 1}}, ""});
  EXPECT_EQ(Learn(), "acme: 30@2 30@2 100@0\n");
}

TEST_F(EngineLearningTest, ASlipIsJudgedByTheFirstDayThatWasPromised) {
  MustRun(From("acme", Supply("PO-A", "lamp", "london", 10, kToday + 1)));
  MustRun(From("acme", Supply("PO-A", "lamp", "london", 10, kToday + 6)));
  SetDay(kToday + 6);
  MustRun(Arrives("PO-A", 10));
  EXPECT_EQ(Learn(), "acme: 100@5 100@5 100@0\n");
}

TEST_F(EngineLearningTest, ACommitmentCountsOnceHoweverManyAsnsShipIt) {
  MustRun(From("acme", Supply("PO-A", "lamp", "london", 10, kToday + 1)));
  MustRun(From("carrier", Asn("ASN-1", 6, kToday + 1, "PO-A")));
  MustRun(From("carrier", Asn("ASN-2", 4, kToday + 2, "PO-A")));
  SetDay(kToday + 1);
  MustRun(Arrives("ASN-1", 6, false, SupplyKind::kAsn));
  const SupplyKey order{SupplyKind::kCommitment, "PO-A", 1};
  EXPECT_TRUE(IsOpen(engine_->GetSupply(order).value().receipt.state));
  EXPECT_EQ(Learn(), "");
  ExpectSameAfterRestart();
  SetDay(kToday + 4);
  // 1 of the 4 never came, so the commitment waits for it.
  MustRun(Arrives("ASN-2", 3, true, SupplyKind::kAsn));
  EXPECT_EQ(engine_->GetSupply(order).value().receipt.open, 1);
  MustRun(Asn("ASN-3", 1, kToday + 4, "PO-A"));
  MustRun(Arrives("ASN-3", 1, false, SupplyKind::kAsn));
  const ScheduledReceipt closed = engine_->GetSupply(order).value().receipt;
  EXPECT_EQ(closed.state, SupplyState::kReceived);
  EXPECT_EQ(closed.shipped, 10);
  EXPECT_EQ(Stock("lamp", "london").on_hand, 10);
  EXPECT_EQ(Learn(), "acme: 100@3 100@3 100@0\n");
  EXPECT_EQ(Reason(Arrives("PO-A", 1)), "SUPPLY_CLOSED");
  ExpectSameAfterRestart();
}

TEST_F(EngineLearningTest, BothAsnsOfOneCommandCloseTheirCommitment) {
  MustRun(From("acme", Supply("PO-A", "lamp", "london", 10, kToday)));
  MustRun(Asn("ASN-1", 6, kToday + 1, "PO-A"));
  MustRun(Asn("ASN-2", 4, kToday + 1, "PO-A"));
  ReceiveSupply both = Arrives("ASN-1", 6, false, SupplyKind::kAsn);
  both.lines.push_back(Arrives("ASN-2", 4, false, SupplyKind::kAsn).lines[0]);
  MustRun(both);
  EXPECT_EQ(Learn(), "acme: 100@0 100@0 100@0\n");
}

TEST_F(EngineLearningTest, NothingToLearnIsAnAnswerAndNonsenseIsNot) {
  const Outcome nothing = MustRun(LearnSuppliers{}, "learn");
  EXPECT_TRUE(nothing.entry.settings.empty());
  EXPECT_EQ(MustRun(LearnSuppliers{}, "learn").entry.sequence, nothing.entry.sequence);
  EXPECT_EQ(Reason(LearnSuppliers{0, 95, 50}), "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(Reason(LearnSuppliers{20, 50, 51}), "FIELD_OUT_OF_RANGE");
  Deliver("acme", 4, 10);
  Command rehearsal;
  rehearsal.action = LearnSuppliers{1, 95, 50};
  rehearsal.validate_only = true;
  EXPECT_EQ(Text(engine_->ExecuteAndWait(rehearsal).value().entry), "acme: 100@4 100@4 100@0\n");
  EXPECT_EQ(Learn(), "acme: 100@4 100@4 100@0\n");
}

}  // namespace
}  // namespace atp
