// Why the ATP of a day is what it is, and what covers each promise.

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

class EngineExplainTest : public EngineTest {
 protected:
  void SetRule(const Rule& rule) { MustRun(ChangeSettings{{{RuleSetting{"", "", rule}, false}}}); }

  ReservationId Promise(Quantity quantity, Day day, std::string reference = "") {
    Reserve reserve = Take("lamp", "london", quantity, day);
    reserve.confirm = true;
    reserve.reference = std::move(reference);
    const Entry entry = MustRun(reserve).entry;
    EXPECT_EQ(entry.cause, Cause::kReserve);
    return entry.reservation;
  }

  ExplainAnswer Explain(Day day = kNoDay, Quantity quantity = 0, bool is_emergency = false) {
    const auto answer = engine_->Explain({"lamp", "london", day, quantity, is_emergency});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : ExplainAnswer();
  }

  // "4 on hand, 3 of po-1 on +6; 2 uncovered until +6"
  static std::string Text(const CoverView& cover) {
    std::string text;
    for (const PegView& peg : cover.pegs) {
      if (!text.empty()) text += ", ";
      text += std::to_string(peg.quantity);
      text += peg.document.has_value()
                  ? " of " + peg.document->document + " on +" + std::to_string(peg.day - kToday)
                  : std::string(" on hand");
    }
    if (cover.uncovered > 0) {
      text += "; " + std::to_string(cover.uncovered) + " uncovered until ";
      text += cover.until == kNoDay ? "never" : "+" + std::to_string(cover.until - kToday);
    }
    return text;
  }

  std::vector<std::string> Covers(const ExplainAnswer& answer) {
    std::vector<std::string> texts;
    for (const PromiseExplained& promise : answer.promises) texts.push_back(Text(promise.cover));
    return texts;
  }
};

TEST_F(EngineExplainTest, ABindingDayInTheMiddle) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 20));
  MustRun(Supply("po-1", "lamp", "london", 10, kToday + 2));
  MustRun(Supply("po-2", "lamp", "london", 1, kToday + 4));
  MustRun(Supply("po-3", "lamp", "london", 3, kToday + 5));
  Promise(3, kToday, "small");
  const ReservationId big = Promise(15, kToday + 3, "big");
  const ExplainAnswer why = Explain(kToday + 2, 14);
  EXPECT_EQ(why.promise.atp, Atp("lamp", "london", kToday + 2));
  EXPECT_EQ(why.look_ahead_atp, 12);
  EXPECT_EQ(why.projected, 27);
  EXPECT_EQ(why.binding_day, kToday + 3);
  ASSERT_EQ(why.blocking.size(), 1u);
  EXPECT_EQ(why.blocking[0].reservation, big);
  EXPECT_EQ(why.blocking[0].reference, "big");
  EXPECT_EQ(why.blocking[0].quantity, 15);
  ASSERT_TRUE(why.next.has_value());
  EXPECT_EQ(why.next->day, kToday + 4);
  EXPECT_EQ(why.next->by, 1);
  EXPECT_EQ(why.next->document.document, "po-2");
  EXPECT_EQ(why.now, 12);
  EXPECT_EQ(why.all_on, kToday + 5);
  EXPECT_EQ(Covers(why), (std::vector<std::string>{"3 on hand", "15 on hand"}));
  EXPECT_TRUE(Explain(kToday + 89).blocking.empty());
  EXPECT_FALSE(Explain(kToday, 100).all_on.has_value());
  EXPECT_EQ(why.sequence, engine_->Status().journaled);
}

TEST_F(EngineExplainTest, TheRuleIsNamedAndSaysHowMuchSafetyStockIsKept) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 20));
  MustRun(Move(Cause::kSetSafetyStock, "lamp", "london", 5));
  EXPECT_EQ(Explain().safety_stock_kept, 5);
  EXPECT_EQ(Explain().rule_item + "/" + Explain().rule_location, "/");
  Rule rule;
  rule.safety_stock_protected_percent = 50;
  rule.emergency_uses_safety_stock = true;
  MustRun(ChangeSettings{{{RuleSetting{"", "london", rule}, false}}});
  EXPECT_EQ(Explain().rule_item + "/" + Explain().rule_location, "/london");
  EXPECT_EQ(Explain().safety_stock_kept, 3);
  EXPECT_EQ(Explain().look_ahead_atp, 17);
  EXPECT_EQ(Explain(kNoDay, 0, /*is_emergency=*/true).safety_stock_kept, 0);
  EXPECT_EQ(Explain(kNoDay, 0, true).look_ahead_atp, 20);
  rule.horizon_days = 30;
  MustRun(ChangeSettings{{{RuleSetting{"lamp", "london", rule}, false}}});
  EXPECT_EQ(Explain().rule_item + "/" + Explain().rule_location, "lamp/london");
  EXPECT_EQ(Explain().rule.horizon_days, 30);
  EXPECT_EQ(Explain().promise.rule_scope, RuleScope::kPosition);
}

TEST_F(EngineExplainTest, SupplyThatDoesNotCountSaysWhy) {
  const auto of = [](std::string document, SupplyKind kind, Day day, SupplyState state,
                     std::string supplier = "") {
    SupplyLine line;
    line.key = {kind, std::move(document), 1};
    line.item = "lamp";
    line.location = "london";
    line.quantity = 10;
    line.day = day;
    line.state = state;
    line.supplier = std::move(supplier);
    return line;
  };
  Rule rule;
  rule.horizon_days = 10;
  rule.past_due_supply_fence_days = 2;
  rule.past_due_supply_offset_days = 1;
  rule.supply_kinds = MaskOf(SupplyKind::kCommitment);
  SetRule(rule);
  constexpr SupplyState kSure = SupplyState::kAcknowledged;
  constexpr SupplyKind kOrder = SupplyKind::kCommitment;
  MustRun(
      SetSupply{{of("older", kOrder, kToday - 3, kSure), of("old", kOrder, kToday - 2, kSure),
                 of("asn", SupplyKind::kAsn, kToday + 1, SupplyState::kShipped),
                 of("ordered", kOrder, kToday + 1, SupplyState::kOrdered),
                 of("doubtful", kOrder, kToday + 2, kSure, "acme"),
                 of("good", kOrder, kToday + 3, kSure), of("far", kOrder, kToday + 10, kSure)}});
  SupplierSetting acme{"acme", {}};
  acme.confidence.haircuts[0] = {75, 4};
  MustRun(ChangeSettings{{{acme, false}}});

  struct Expected {
    SupplyVerdict verdict;
    Quantity counted;
    Day counts_on;
  };
  const std::map<std::string, Expected> kExpected = {
      {"older", {SupplyVerdict::kPastDue, 0, kNoDay}},
      {"old", {SupplyVerdict::kCounts, 10, kToday + 1}},
      {"asn", {SupplyVerdict::kKindNotInRule, 0, kNoDay}},
      {"ordered", {SupplyVerdict::kStateNotInRule, 0, kNoDay}},
      {"doubtful", {SupplyVerdict::kTrustedInPart, 7, kToday + 6}},
      {"good", {SupplyVerdict::kCounts, 10, kToday + 3}},
      {"far", {SupplyVerdict::kBeyondHorizon, 0, kNoDay}},
  };
  const ExplainAnswer why = Explain(kToday + 9);
  ASSERT_EQ(why.supply.size(), kExpected.size());
  for (const SupplyExplained& shown : why.supply) {
    const Expected& expected = kExpected.at(shown.key.document);
    EXPECT_EQ(shown.verdict, expected.verdict) << shown.key.document;
    EXPECT_EQ(shown.counted, expected.counted) << shown.key.document;
    EXPECT_EQ(shown.counts_on, expected.counts_on) << shown.key.document;
    EXPECT_EQ(shown.open, 10);
    EXPECT_EQ(shown.supplier, shown.key.document == "doubtful" ? "acme" : "");
  }
  EXPECT_EQ(why.promise.atp, 27);
  EXPECT_EQ(why.promise.atp_at, (std::array<Quantity, 3>{27, 30, 30}));
  EXPECT_EQ(why.promise.overdue_supply, 20);
}

TEST_F(EngineExplainTest, WhatFellAwayLeavesPromisesUncoveredAndBackordersWaiting) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  MustRun(Supply("po-1", "lamp", "london", 10, kToday + 6));
  MustRun(Move(Cause::kSetSafetyStock, "lamp", "london", 1));
  const ReservationId early = Promise(4, kToday + 1, "early");
  const ReservationId late = Promise(8, kToday + 7, "late");
  MustRun(Move(Cause::kCount, "lamp", "london", 2));
  Reserve wish = Take("lamp", "london", 3, kToday + 2);
  wish.mode = ReserveMode::kBackorder;
  const ReservationId waiting = MustRun(wish).entry.reservation;

  const ExplainAnswer why = Explain();
  EXPECT_EQ(Covers(why),
            (std::vector<std::string>{"2 on hand, 2 of po-1 on +6; 2 uncovered until +6",
                                      "8 of po-1 on +6"}));
  ASSERT_EQ(why.waiting.size(), 1u);
  EXPECT_EQ(why.waiting[0].reservation, waiting);
  EXPECT_EQ(why.waiting[0].quantity, 3);
  // The reservation and the position's risks say the same.
  EXPECT_EQ(Text(engine_->GetReservationWithCover(early)->lines[0].cover), Covers(why)[0]);
  EXPECT_EQ(Text(engine_->GetReservationWithCover(late)->lines[0].cover), Covers(why)[1]);
  const StockView stock = engine_->GetStock("lamp", "london").value();
  EXPECT_EQ(stock.short_by, 2);
  ASSERT_EQ(stock.at_risk.size(), 1u);
  EXPECT_EQ(stock.at_risk[0].reservation, early);
  EXPECT_EQ(stock.at_risk[0].quantity, why.promises[0].cover.uncovered);
  EXPECT_EQ(stock.at_risk[0].until, why.promises[0].cover.until);
  MustRun(Change(Verb::kRelease, late));
  EXPECT_EQ(Text(engine_->GetReservationWithCover(late)->lines[0].cover), "");
}

TEST_F(EngineExplainTest, AReservationOfManyItemsIsCoveredLineByLine) {
  Reserve reserve;
  for (int i = 0; i < 12; ++i) {
    const std::string item = "item-" + std::to_string(i);
    MustRun(Move(Cause::kReceive, item, "london", 2));
    MustRun(Supply("po-" + std::to_string(i), item, "london", 2, kToday + 1));
    reserve.lines.push_back({item, "london", 1, kToday + 1});
    reserve.lines.push_back({item, "london", 3, kToday + 1});
  }
  const ReservationId id = MustRun(reserve).entry.reservation;
  const ReservationView view = engine_->GetReservationWithCover(id).value();
  ASSERT_EQ(view.lines.size(), 24u);
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(Text(view.lines[2 * i].cover), "1 on hand");
    EXPECT_EQ(Text(view.lines[2 * i + 1].cover),
              "1 on hand, 2 of po-" + std::to_string(i) + " on +1");
  }
  const auto listed = engine_->ListReservations({}, {}).value();
  EXPECT_TRUE(listed.views[0].lines[0].cover.pegs.empty());
  EXPECT_TRUE(engine_->GetReservation(id)->lines[0].cover.pegs.empty());
}

TEST_F(EngineExplainTest, AParityModeIsExplainedByWhatCanBeKept) {
  Rule rule;
  rule.mode = AtpMode::kCumulative;
  SetRule(rule);
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  MustRun(Supply("po", "lamp", "london", 5, kToday + 2));
  Promise(9, kToday + 5);
  const ExplainAnswer why = Explain();
  EXPECT_EQ(why.promise.mode, AtpMode::kCumulative);
  EXPECT_EQ(why.promise.atp, 10);
  EXPECT_EQ(why.promise.exceeds_look_ahead_by, 4);
  EXPECT_EQ(why.look_ahead_atp, 6);
  EXPECT_EQ(why.binding_day, kToday + 5);
}

TEST_F(EngineExplainTest, FromTheLeadTimeOnNothingBinds) {
  Rule rule;
  rule.lead_time_days = 3;
  SetRule(rule);
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  Promise(9, kToday + 4);
  const ExplainAnswer before = Explain(kToday + 1, 6);
  EXPECT_EQ(before.look_ahead_atp, 5);
  EXPECT_EQ(before.now, 5);
  EXPECT_EQ(before.all_on, kToday + 3);
  const ExplainAnswer after = Explain(kToday + 4, 6);
  EXPECT_EQ(after.look_ahead_atp, kUnlimited);
  EXPECT_EQ(after.projected, -4);
  EXPECT_EQ(after.binding_day, kNoDay);
  EXPECT_EQ(after.all_on, kToday + 4);
}

TEST_F(EngineExplainTest, WhatCannotBeAskedIsRefused) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 5));
  const struct {
    ExplainQuestion question;
    const char* reason;
    const char* field;
  } kCases[] = {
      {{"lump", "london"}, "UNKNOWN_ITEM", "item"},
      {{"lamp", "rome"}, "UNKNOWN_LOCATION", "location"},
      {{"lamp", "london", kToday - 1}, "DAY_OUTSIDE_HORIZON", "day"},
      {{"lamp", "london", kToday + 90}, "DAY_OUTSIDE_HORIZON", "day"},
      {{"lamp", "london", kToday, -1}, "QUANTITY_NEGATIVE", "quantity"},
  };
  for (const auto& c : kCases) {
    const absl::Status status = engine_->Explain(c.question).status();
    EXPECT_EQ(ErrorReason(status), c.reason);
    EXPECT_EQ(ErrorField(status), c.field) << c.reason;
  }
  EXPECT_EQ(engine_->GetReservation(12345).status().code(), absl::StatusCode::kNotFound);
}

// Trust rounds sums, not lines: whatever the lines, the explanation's numbers are the check's.
TEST_F(EngineExplainTest, ItsNumbersAreThoseOfACheck) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    const auto between = [&](int low, int high) {
      return std::uniform_int_distribution<int>(low, high)(random);
    };
    const std::string place = "place-" + std::to_string(seed);
    Rule rule;
    rule.horizon_days = 8;
    for (Confidence& confidence : rule.confidence) {
      confidence.haircuts[0] = {between(0, 100), between(0, 2)};
    }
    if (between(0, 1) == 1) rule.past_due_supply_fence_days = between(0, 2);
    MustRun(Move(Cause::kReceive, "lamp", place, between(1, 9)));
    MustRun(ChangeSettings{{{RuleSetting{"", place, rule}, false}}});
    for (int i = 0; i < 12; ++i) {
      const std::string document = place + "." + std::to_string(between(0, 8));
      MustRun(Supply(document, "lamp", place, between(1, 5), kToday + between(-3, 8),
                     static_cast<SupplyState>(between(1, 3))));
      (void)Run(Take("lamp", place, between(1, 3), kToday + between(0, 7)));
    }
    MustRun(Move(Cause::kCount, "lamp", place, between(0, 5)));
    if (seed % 8 == 0) Open();
    for (Day day = kToday; day < kToday + 8; ++day) {
      const ExplainAnswer why = engine_->Explain({"lamp", place, day, 3}).value();
      const auto check = engine_->Check({{"lamp", {place}, day, 3}})->lines[0];
      EXPECT_EQ(why.look_ahead_atp, check.locations[0].atp);
      EXPECT_EQ(why.promise.atp_at, check.locations[0].atp_at);
      Quantity open = 0;
      for (const SupplyExplained& supply : why.supply) open += supply.open;
      EXPECT_EQ(open, why.balances.in_transit + why.balances.on_order);
      for (const PromiseExplained& promise : why.promises) {
        Quantity in_time = 0;
        for (const PegView& peg : promise.cover.pegs) {
          if (peg.day <= promise.day) in_time += peg.quantity;
        }
        EXPECT_EQ(in_time + promise.cover.uncovered, promise.quantity);
      }
    }
  }
}

TEST_F(EngineExplainTest, ARestartExplainsTheSame) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 2));
  MustRun(Supply("po-1", "lamp", "london", 8, kToday + 6));
  MustRun(Supply("po-2", "lamp", "london", 8, kToday + 3));
  MustRun(Supply("po-1", "lamp", "london", 8, kToday + 9));
  Promise(7, kToday + 4);
  const std::vector<std::string> before = Covers(Explain());
  EXPECT_EQ(before, std::vector<std::string>{"2 on hand, 5 of po-2 on +3"});
  const std::string state = engine_->DumpState();
  for (int i = 0; i < 2; ++i) {
    Open();
    EXPECT_EQ(engine_->DumpState(), state);
    EXPECT_EQ(Covers(Explain()), before);
    EXPECT_EQ(Explain().supply.size(), 2u);
    engine_->Checkpoint().value();
  }
}

TEST_F(EngineExplainTest, WhatIsSetAsideForOtherChannelsIsNotTheAskersOnAnyDay) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 20));
  MustRun(Supply("po-1", "lamp", "london", 10, kToday + 3));
  MustRun(ChangeSettings{{{ChannelSetting{"web", "", true}}, {ChannelSetting{"shop", "", true}}}});
  QuotaLine shop;
  shop.item = "lamp";
  shop.location = "london";
  shop.channel = "shop";
  shop.quantity = 15;
  MustRun(ChangeQuota{ChangeQuota::Verb::kSet, {shop}});
  const auto explain = [&](Quantity quantity) {
    ExplainQuestion question{"lamp", "london", kNoDay, quantity};
    question.channel = "web";
    return engine_->Explain(question).value();
  };
  EXPECT_EQ(explain(5).promise.atp, 5);
  EXPECT_EQ(explain(5).all_on, kToday);
  EXPECT_EQ(explain(12).now, 5);
  EXPECT_EQ(explain(12).all_on, kToday + 3);
  EXPECT_EQ(explain(16).all_on, std::nullopt);
}

}  // namespace
}  // namespace atp
