// What was answered then can be answered now.

#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine_fixture.h"

namespace atp {
namespace {

using Verb = ChangeReservation::Verb;

std::string Text(const LinePromise& line) {
  std::ostringstream text;
  text << line.item << " on " << line.day << ": " << line.promisable << " earliest "
       << line.earliest.value_or(-1);
  for (const LocationPromise& at : line.locations) {
    text << "\n  " << at.location << " atp " << at.atp << " (" << at.atp_at[0] << " "
         << at.atp_at[1] << " " << at.atp_at[2] << ") over " << at.exceeds_look_ahead_by << " mode "
         << static_cast<int>(at.mode) << " scope " << static_cast<int>(at.rule_scope) << " overdue "
         << at.overdue_supply << " on hand " << at.on_hand;
  }
  return text.str();
}

std::string Text(const CheckAnswer& answer) {
  std::string text;
  for (const LinePromise& line : answer.lines) text += Text(line) + "\n";
  return text;
}

class EngineAsOfTest : public EngineTest {
 protected:
  Sequence Now() { return engine_->Status().journaled; }

  Quantity AtpAsOf(Sequence sequence, Day day = kNoDay) {
    const auto answer = engine_->CheckAsOf(sequence, {{"lamp", {"london"}, day, 0}});
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? answer->lines[0].locations[0].atp : -1;
  }

  std::string Reason(Sequence sequence, std::string item = "lamp", std::string location = "") {
    CheckLine line{std::move(item), {}, kNoDay, 0};
    if (!location.empty()) line.locations = {std::move(location)};
    return ErrorReason(engine_->CheckAsOf(sequence, {line}).status());
  }
  using EngineTest::Reason;
};

TEST_F(EngineAsOfTest, EachKindOfChangeIsUndone) {
  std::vector<std::pair<Sequence, Quantity>> then;
  const auto remember = [&] {
    // First the answer: asking may journal what is due.
    const Quantity atp = Atp("lamp", "london", kToday + 5);
    then.emplace_back(Now(), atp);
  };
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  remember();
  const ReservationId id = MustRun(Take("lamp", "london", 4)).entry.reservation;
  remember();
  MustRun(Change(Verb::kConfirm, id));
  MustRun(Change(Verb::kFulfil, id, {{0, 1}}));
  remember();
  MustRun(Change(Verb::kRelease, id, {{0, 2}}));
  remember();
  MustRun(Supply("po", "lamp", "london", 7, kToday + 4));
  remember();
  MustRun(Supply("po", "lamp", "paris", 7, kToday + 4));
  remember();
  MustRun(Supply("po", "lamp", "london", 5, kToday + 3));
  remember();
  Rule half;
  half.confidence[1].haircuts[0].percent = 50;
  MustRun(ChangeSettings{{{RuleSetting{"", "london", half}, false}}});
  remember();
  MustRun(ChangeSettings{{{RuleSetting{"", "london", {}}, true}}});
  remember();
  MoveReservation move;
  move.reservation = id;
  move.day = kToday + 6;
  MustRun(move);
  remember();
  MustRun(Take("lamp", "london", 50));  // refused, and journaled
  MustRun(Take("lamp", "london", 5));
  remember();
  clock_.Set(kStart + kMicrosPerHour);
  remember();  // the last one has expired
  const std::vector<Quantity> kAtp = {10, 6, 6, 8, 15, 8, 13, 10, 13, 13, 8, 13};
  for (int round = 0; round < 3; ++round) {
    ASSERT_EQ(then.size(), kAtp.size());
    for (size_t i = 0; i < then.size(); ++i) {
      EXPECT_EQ(then[i].second, kAtp[i]) << i;
      EXPECT_EQ(AtpAsOf(then[i].first, kToday + 5), then[i].second) << i << " round " << round;
    }
    Open();
    if (round == 1) {
      engine_->Checkpoint().value();
      Open();
    }
  }
}

TEST_F(EngineAsOfTest, TheDayIsThatOfTheEntry) {
  MustRun(Supply("po", "lamp", "london", 7, kToday));
  const Sequence then = Now();
  clock_.Set(kStart + 3 * kMicrosPerDay);
  MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  EXPECT_EQ(Atp("lamp", "london"), 1);
  const CheckAnswer answer = engine_->CheckAsOf(then, {{"lamp", {}, kNoDay, 0}}).value();
  EXPECT_EQ(answer.sequence, then);
  EXPECT_EQ(answer.time, kStart);
  EXPECT_EQ(answer.lines[0].day, kToday);
  EXPECT_EQ(answer.lines[0].promisable, 7);
  EXPECT_EQ(ErrorReason(engine_->CheckAsOf(then, {{"lamp", {}, kToday + 90, 0}}).status()),
            "DAY_OUTSIDE_HORIZON");
}

TEST_F(EngineAsOfTest, WhatIsNotThereIsSaid) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const Sequence then = Now();
  MustRun(Move(Cause::kReceive, "bulb", "london", 10));
  MustRun(Move(Cause::kReceive, "lamp", "paris", 10));
  EXPECT_EQ(Reason(0), "FIELD_OUT_OF_RANGE");
  EXPECT_EQ(Reason(Now() + 1), "SEQUENCE_NOT_YET");
  EXPECT_EQ(Reason(Now()), "");
  EXPECT_EQ(Reason(then, "lump"), "UNKNOWN_ITEM");
  EXPECT_EQ(Reason(then, "bulb"), "UNKNOWN_ITEM");
  EXPECT_EQ(Reason(Now(), "bulb"), "");
  EXPECT_EQ(Reason(then, "lamp", "rome"), "UNKNOWN_LOCATION");
  EXPECT_EQ(Reason(then, "lamp", "paris"), "UNKNOWN_LOCATION");
  EXPECT_EQ(Reason(Now(), "lamp", "paris"), "");
  EXPECT_EQ(engine_->CheckAsOf(then, {{"lamp", {}, kNoDay, 0}})->lines[0].locations.size(), 1u);
  EXPECT_EQ(ErrorReason(engine_->CheckAsOf(then, {}).status()), "NO_LINES");
}

TEST_F(EngineAsOfTest, WhatWasTrimmedIsRefusedWithTheOldestThereIs) {
  MustRun(Move(Cause::kReceive, "lamp", "london", 10));
  const Sequence then = Now();
  clock_.Set(kStart + 20 * kMicrosPerDay);
  for (int i = 0; i < 3; ++i) MustRun(Move(Cause::kReceive, "lamp", "london", 1));
  engine_->Checkpoint().value();
  const Sequence oldest = engine_->Status().oldest;
  ASSERT_GT(oldest, then);
  const absl::Status status = engine_->CheckAsOf(then, {{"lamp", {}, kNoDay, 0}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(status), "SEQUENCE_TRIMMED");
  EXPECT_EQ(ErrorDetail(status, "oldest_sequence"), std::to_string(oldest));
  EXPECT_EQ(AtpAsOf(oldest), 11);
}

TEST_F(EngineAsOfTest, WhatIsNotYetDurableIsWaitedFor) {
  Command command;
  command.request.request_id = "receive";
  command.action = Move(Cause::kReceive, "lamp", "london", 10);
  engine_->Execute(command, [](const absl::StatusOr<Outcome>&) {});
  ASSERT_LT(engine_->Status().durable, Now());
  EXPECT_EQ(AtpAsOf(Now()), 10);
  command.request.request_id = "again";
  engine_->Execute(command, [](const absl::StatusOr<Outcome>&) {});
  EXPECT_EQ(AtpAsOf(Now() - 1), 10);
}

// A shop at random: everything that moves what can be promised.
class RandomShop {
 public:
  explicit RandomShop(unsigned seed) : random_(seed) {}

  int Between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::string Item() { return "item-" + std::to_string(Between(0, 2)); }
  std::string Place() { return "place-" + std::to_string(Between(0, 2)); }

  CheckLine Question(Day today) {
    CheckLine line{Item(), {Place()}, today + Between(0, 6), Between(0, 9)};
    if (Between(0, 3) == 0) line.locations = {"place-0", "place-1", "place-2"};
    line.is_emergency = Between(0, 3) == 0;
    return line;
  }

  Action Next(Day today) {
    switch (Between(0, 12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return SomeReserve(today);
      case 4:
      case 5:
        return SomeChange();
      case 6:
        return SomeMove(today);
      case 7:
        return Reconfirm{Item(), "", {}};
      case 8:
        return SomeSupply(today);
      case 9:
        return SomeReceipt();
      case 10:
        return SomeSettings();
      case 11:
        return TransferStock{Item(),     Place(), Place(), Between(1, 4), today + Between(0, 5),
                             Document(), 1,       ""};
      default:
        return SomeStock();
    }
  }

  void Add(ReservationId id) { reservations_.push_back(id); }

 private:
  std::string Document() { return "doc-" + std::to_string(Between(0, 9)); }
  ReservationId SomeReservation() {
    if (reservations_.empty()) return 1;
    const int last = static_cast<int>(reservations_.size()) - 1;
    return reservations_[Between(std::max(0, last - 8), last)];
  }
  SupplyKey Key() { return {static_cast<SupplyKind>(Between(1, 3)), Document(), 1}; }

  Action SomeReserve(Day today) {
    Reserve reserve;
    for (int i = Between(1, 3); i > 0; --i) {
      reserve.lines.push_back({Item(), Place(), Between(1, 5), today + Between(0, 6)});
    }
    reserve.mode = static_cast<ReserveMode>(Between(1, 3));
    reserve.hold_for = Between(1, 90) * kMicrosPerSecond * 60;
    reserve.confirm = Between(0, 2) == 0;
    reserve.priority = Between(0, 2);
    reserve.strategy = static_cast<ShortageStrategy>(Between(1, 5));
    return reserve;
  }

  Action SomeChange() {
    ChangeReservation change;
    change.verb = static_cast<Verb>(Between(1, 4));
    change.reservation = SomeReservation();
    if (change.verb >= Verb::kFulfil && Between(0, 1) == 0) change.parts = {{0, Between(1, 2)}};
    return change;
  }

  Action SomeMove(Day today) {
    MoveReservation move;
    move.reservation = SomeReservation();
    if (Between(0, 1) == 0) move.location = Place();
    if (Between(0, 1) == 0) move.day = today + Between(0, 6);
    return move;
  }

  Action SomeSupply(Day today) {
    SetSupply set;
    SupplyLine line;
    line.key = {static_cast<SupplyKind>(Between(1, 2)), Document(), 1};
    line.item = "item-" + std::to_string(line.key.document.back() % 3);
    line.location = Place();
    line.quantity = Between(1, 9);
    line.day = today + Between(-2, 8);
    line.state = static_cast<SupplyState>(Between(1, 3));
    if (Between(0, 1) == 0) line.supplier = "supplier-" + std::to_string(Between(0, 1));
    set.lines.push_back(line);
    return set;
  }

  Action SomeReceipt() {
    if (Between(0, 3) == 0) return CancelSupply{{Key()}, ""};
    return ReceiveSupply{{{Key(), Between(1, 6), Between(0, 3) == 0}}, ""};
  }

  Action SomeSettings() {
    Confidence confidence;
    confidence.haircuts[0] = {Between(0, 90), Between(1, 3)};
    confidence.haircuts[1] = {Between(90, 100), Between(0, 1)};
    const bool is_removed = Between(0, 2) == 0;
    if (Between(0, 2) == 0) {
      const std::string supplier = "supplier-" + std::to_string(Between(0, 1));
      return ChangeSettings{{{SupplierSetting{supplier, confidence}, is_removed}}};
    }
    Rule rule;
    rule.mode = static_cast<AtpMode>(Between(0, 2) == 0 ? Between(1, 6) : 1);
    rule.horizon_days = Between(7, 10);
    rule.supply_states =
        static_cast<SupplyStateMask>(Between(0, 1) == 0 ? kAllSupplyStates : rule.supply_states);
    if (Between(0, 1) == 0) rule.past_due_supply_fence_days = Between(0, 4);
    if (Between(0, 4) == 0) rule.lead_time_days = Between(1, 9);
    rule.safety_stock_protected_percent = Between(0, 100);
    rule.emergency_uses_safety_stock = Between(0, 1) == 0;
    rule.confidence[Between(0, 2)] = confidence;
    rule.reserve_level = static_cast<ConfidenceLevel>(Between(1, 3));
    RuleSetting setting{Between(0, 1) == 0 ? Item() : "", Between(0, 1) == 0 ? Place() : "", rule};
    return ChangeSettings{{{setting, is_removed}}};
  }

  Action SomeStock() {
    static constexpr Cause kCauses[] = {Cause::kReceive, Cause::kIssue,          Cause::kCount,
                                        Cause::kHold,    Cause::kSetSafetyStock, Cause::kReturn};
    MoveStock move;
    move.cause = kCauses[Between(0, 5)];
    for (int i = Between(1, 3); i > 0; --i) move.lines.push_back({Item(), Place(), Between(1, 9)});
    return move;
  }

  std::mt19937 random_;
  std::vector<ReservationId> reservations_;
};

struct Remembered {
  Sequence sequence;
  Micros time;
  std::vector<CheckLine> lines;
  std::string answer;
};

class EngineAsOfSeeds : public EngineAsOfTest, public testing::WithParamInterface<unsigned> {};

TEST_P(EngineAsOfSeeds, WhatWasAnsweredThenIsAnsweredLater) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  RandomShop shop(GetParam());
  for (const char* item : {"item-0", "item-1", "item-2"}) {
    for (const char* place : {"place-0", "place-1", "place-2"}) {
      MustRun(Move(Cause::kReceive, item, place, 5));
    }
  }
  std::vector<Remembered> memories;
  int asked = 0;
  int compared = 0;
  const auto compare = [&] {
    for (const Remembered& then : memories) {
      const auto answer = engine_->CheckAsOf(then.sequence, then.lines);
      ASSERT_TRUE(answer.ok()) << answer.status();
      ++asked;
      // Between the last entry and the question a day may have gone by.
      if (DayOf(answer->time) != DayOf(then.time)) continue;
      ++compared;
      ASSERT_EQ(Text(*answer), then.answer) << "sequence " << then.sequence << " of " << Now();
    }
  };
  for (int step = 0; step < 120; ++step) {
    if (shop.Between(0, 1) == 0) clock_.Advance(shop.Between(1, 20) * 60 * kMicrosPerSecond);
    if (shop.Between(0, 60) == 0) clock_.Advance(kMicrosPerDay);
    const Day today = DayOf(clock_.Now());
    const auto outcome = Run(shop.Next(today));
    if (outcome.ok() && outcome->entry.cause == Cause::kReserve) {
      shop.Add(outcome->entry.reservation);
    }
    Remembered then{0, 0, {shop.Question(today), shop.Question(today)}, ""};
    const auto answer = engine_->Check(then.lines);
    ASSERT_TRUE(answer.ok()) << answer.status();
    then.sequence = answer->sequence;
    then.time = answer->time;
    then.answer = Text(*answer);
    memories.push_back(std::move(then));
    if (shop.Between(0, 80) == 0) engine_->Checkpoint().value();
    if (shop.Between(0, 80) == 0) Open();
  }
  compare();
  Open();
  compare();
  EXPECT_GT(compared, asked * 3 / 4);
  std::cout << "seed " << GetParam() << ": " << compared << " of " << asked
            << " answers compared, journal of " << Now() << "\n";
}

INSTANTIATE_TEST_SUITE_P(Seeds, EngineAsOfSeeds, testing::Range(1u, 13u));

}  // namespace
}  // namespace atp
