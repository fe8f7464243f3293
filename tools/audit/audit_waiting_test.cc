// The audit of journals that an engine wrote: what waits, moves and is given out anew.

#include <functional>
#include <memory>

#include "engine/engine_fixture.h"
#include "engine/journal/journal_reader.h"
#include "tools/audit/audit_fixture.h"

namespace atp {
namespace {

class AuditWaitingTest : public EngineTest {
 protected:
  // Two orders that wait, a receipt that fills them in turn, a move and a redistribution.
  std::vector<Entry> LiveJournal() {
    MustRun(Move(Cause::kReceive, "lamp", "london", 3));
    MustRun(Move(Cause::kReceive, "lamp", "paris", 5));
    Reserve order = Take("lamp", "london", 5);
    order.mode = ReserveMode::kBackorder;
    const ReservationId first = MustRun(order).entry.reservation;
    order.strategy = ShortageStrategy::kWin;
    MustRun(order);
    clock_.Set(kStart + kMicrosPerDay);  // so that a fill needs a line of its own
    MustRun(Move(Cause::kReceive, "lamp", "london", 4));
    MustRun(Reconfirm{"lamp", "", {}});
    MoveReservation move;
    move.reservation = first;
    move.location = "paris";
    MustRun(move);
    MustRun(Change(ChangeReservation::Verb::kRelease, first));
    return ReadAll();
  }

  std::vector<Entry> ReadAll() {
    MemoryStore store(&disk_);
    auto reader = JournalReader::Open(&store, 1).value();
    std::vector<Entry> journal;
    for (Entry entry; reader->Next(&entry);) journal.push_back(entry);
    EXPECT_TRUE(reader->status().ok());
    return journal;
  }

  static Entry& FirstOf(Cause cause, std::vector<Entry>* journal) {
    for (Entry& entry : *journal) {
      if (entry.cause == cause) return entry;
    }
    ADD_FAILURE() << "no " << CauseName(cause);
    return journal->front();
  }
};

TEST_F(AuditWaitingTest, WhatAnEngineWroteIsInOrder) {
  const std::vector<Entry> journal = LiveJournal();
  const Result result = RunAudit(journal);
  EXPECT_TRUE(result.rules.empty()) << result.rules.front();
  EXPECT_EQ(result.summary.positions, 2u);
  // The same when history was trimmed: what is older is taken as it comes.
  for (size_t trimmed = 1; trimmed < journal.size(); ++trimmed) {
    const Result rest = RunAudit({journal.begin() + trimmed, journal.end()});
    EXPECT_TRUE(rest.rules.empty()) << trimmed << ": " << rest.rules.front();
  }
}

TEST_F(AuditWaitingTest, NamesEachPlantedViolation) {
  const std::vector<Entry> good = LiveJournal();
  const struct {
    const char* name;
    std::function<void(std::vector<Entry>*)> plant;
    const char* rule;
  } kCases[] = {
      {"more is filled than waits",
       [](auto* j) { FirstOf(Cause::kFillBackorder, j).lines[0].backordered -= 100; },
       "OVER_TAKEN"},
      {"a fill promises what no posting holds",
       [](auto* j) { FirstOf(Cause::kFillBackorder, j).lines.back().quantity += 1; },
       "UNEXPLAINED_CHANGE"},
      {"a move takes more than there is",
       [](auto* j) { FirstOf(Cause::kMove, j).lines[0].quantity -= 100; }, "OVER_TAKEN"},
      {"a reservation of nobody's is given anew",
       [](auto* j) {
         FirstOf(Cause::kReconfirm, j).lines[0].reservation = MakeReservationId(900, 1);
       },
       "UNKNOWN_RESERVATION"},
      {"a line is given anew that is not there",
       [](auto* j) { FirstOf(Cause::kReconfirm, j).lines[0].line = 9; }, "UNKNOWN_LINE"},
      {"resolved while something waits",
       [](auto* j) { FirstOf(Cause::kFillBackorder, j).state = ReservationState::kReleased; },
       "WRONG_STATE"},
  };
  for (const auto& c : kCases) {
    std::vector<Entry> journal = good;
    c.plant(&journal);
    const Result result = RunAudit(journal);
    bool is_named = false;
    for (const std::string& rule : result.rules) {
      is_named |= rule.substr(0, rule.find('@')) == c.rule;
    }
    EXPECT_TRUE(is_named) << c.name;
  }
}

}  // namespace
}  // namespace atp
