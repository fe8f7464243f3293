#include "tools/audit/audit.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace atp {
namespace {

const PositionId kShop{MakeItemId(0, 1), 0};
const PositionId kDepot{MakeItemId(0, 1), 1};
const PositionId kOther{MakeItemId(0, 2), 0};

Balances B(Quantity on_hand, Quantity reserved, Quantity moved, Quantity on_order = 0,
           Quantity in_transit = 0) {
  Balances b;
  b.on_hand = on_hand;
  b.reserved = reserved;
  b.moved = moved;
  b.on_order = on_order;
  b.in_transit = in_transit;
  return b;
}

Posting Post(PositionId position, const Balances& before, const Balances& after) {
  Posting posting;
  posting.position = position;
  posting.before = before;
  posting.change = Difference(after, before);
  return posting;
}

LineEffect Line(PositionId position, Quantity quantity, Quantity requested = 0, Quantity atp = 0) {
  LineEffect line;
  line.position = position;
  line.quantity = quantity;
  line.requested = requested;
  line.atp = atp;
  return line;
}

ScheduledReceipt Purchase(PositionId position, SupplyState state, Quantity open,
                          Quantity received) {
  ScheduledReceipt receipt;
  receipt.key = {SupplyKind::kCommitment, "PO-1", 1};
  receipt.position = position;
  receipt.state = state;
  receipt.quantity = 50;
  receipt.open = open;
  receipt.received = received;
  return receipt;
}

// A day in the life of two positions of one item, books in order. Entry n is journal[n - 1].
std::vector<Entry> GoodJournal() {
  std::vector<Entry> journal;
  const auto add = [&](Cause cause) -> Entry& {
    Entry entry;
    entry.sequence = journal.size() + 1;
    entry.time = 1000 * static_cast<Micros>(entry.sequence);
    entry.cause = cause;
    journal.push_back(entry);
    return journal.back();
  };
  const ReservationId first = MakeReservationId(4, 1);
  const ReservationId second = MakeReservationId(6, 1);

  Entry* e = &add(Cause::kDefine);  // 1
  e->definitions = {{true, 0, "shop"}, {true, 1, "depot"}};
  e = &add(Cause::kCount);  // 2: 10 in the shop
  e->definitions = {{false, kShop.item, "lamp"}};
  e->postings = {Post(kShop, B(0, 0, 0), B(10, 0, 0))};
  e = &add(Cause::kReceive);  // 3: 5 in the depot
  e->postings = {Post(kDepot, B(0, 0, 0), B(5, 0, 5))};
  e = &add(Cause::kReserve);  // 4: 4 and 2, held until 9000
  e->reservation = first;
  e->deadline = 9000;
  e->lines = {Line(kShop, 4, 4, 10), Line(kDepot, 2, 2, 5)};
  e->lines[1].line = 1;
  e->postings = {Post(kShop, B(10, 0, 0), B(10, 4, 0)), Post(kDepot, B(5, 0, 5), B(5, 2, 5))};
  e = &add(Cause::kConfirm);  // 5
  e->reservation = first;
  e->state = ReservationState::kConfirmed;
  e = &add(Cause::kReserve);  // 6: 6 more, held until 8000
  e->reservation = second;
  e->deadline = 8000;
  e->lines = {Line(kShop, 6, 7, 6)};
  e->postings = {Post(kShop, B(10, 4, 0), B(10, 10, 0))};
  e = &add(Cause::kFulfil);  // 7: 3 of the 4
  e->reservation = first;
  e->state = ReservationState::kConfirmed;
  e->lines = {Line(kShop, 3)};
  e->postings = {Post(kShop, B(10, 10, 0), B(7, 7, -3))};
  e = &add(Cause::kExpire);  // 8
  e->reservation = second;
  e->state = ReservationState::kExpired;
  e->deadline = 8000;
  e->lines = {Line(kShop, 6)};
  e->postings = {Post(kShop, B(7, 7, -3), B(7, 1, -3))};
  e = &add(Cause::kSetSupply);  // 9: 50 on order for the depot
  e->receipts = {Purchase(kDepot, SupplyState::kAcknowledged, 50, 0)};
  e->postings = {Post(kDepot, B(5, 2, 5), B(5, 2, 5, 50))};
  e = &add(Cause::kReceiveSupply);  // 10: 20 of them arrive
  e->receipts = {Purchase(kDepot, SupplyState::kAcknowledged, 30, 20)};
  e->postings = {Post(kDepot, B(5, 2, 5, 50), B(25, 2, 25, 30))};
  e = &add(Cause::kRelease);  // 11: what is left of the first
  e->reservation = first;
  e->state = ReservationState::kFulfilled;
  e->lines = {Line(kShop, 1), Line(kDepot, 2)};
  e->lines[1].line = 1;
  e->postings = {Post(kShop, B(7, 1, -3), B(7, 0, -3)),
                 Post(kDepot, B(25, 2, 25, 30), B(25, 0, 25, 30))};
  e = &add(Cause::kSnapshot);  // 12: the ERP counts 8 in the shop
  e->postings = {Post(kShop, B(7, 0, -3), B(8, 0, -3))};
  return journal;
}

CheckpointedShard GoodCheckpoint() {  // after entry 6
  CheckpointedShard shard;
  shard.shard = 1;
  shard.applied = 6;
  shard.positions = {{kShop, B(10, 10, 0)}, {kDepot, B(5, 2, 5)}};
  shard.promised = {{kShop, 10}, {kDepot, 2}};
  return shard;
}

struct Result {
  std::vector<std::string> rules;  // "BROKEN_CHAIN@7"
  AuditSummary summary;
};

Result RunAudit(const std::vector<Entry>& journal,
                const std::vector<CheckpointedShard>& checkpoint = {}) {
  Result result;
  Audit audit([&](const Violation& v) {
    EXPECT_FALSE(v.detail.empty()) << v.rule;
    result.rules.push_back(v.rule + "@" + std::to_string(v.sequence));
  });
  for (const CheckpointedShard& shard : checkpoint) audit.Expect(shard);
  for (const Entry& entry : journal) audit.Take(entry);
  result.summary = audit.Finish();
  EXPECT_EQ(result.summary.violations, result.rules.size());
  return result;
}

using Rules = std::vector<std::string>;

TEST(AuditTest, BooksInOrderHaveNoViolation) {
  const Result result = RunAudit(GoodJournal(), {GoodCheckpoint()});
  EXPECT_EQ(result.rules, Rules{});
  EXPECT_EQ(result.summary.positions, 2u);
  EXPECT_EQ(result.summary.entries, 12u);
  EXPECT_EQ(result.summary.first, 1u);
  EXPECT_EQ(result.summary.last, 12u);
}

TEST(AuditTest, EmptyJournalIsInOrder) {
  const Result result = RunAudit({});
  EXPECT_EQ(result.rules, Rules{});
  EXPECT_EQ(result.summary.positions, 0u);
}

TEST(AuditTest, TrimmedJournalStartsFromItsFirstPostings) {
  const std::vector<Entry> whole = GoodJournal();
  for (size_t from = 1; from < whole.size(); ++from) {
    const Result result =
        RunAudit({whole.begin() + static_cast<std::ptrdiff_t>(from), whole.end()});
    EXPECT_EQ(result.rules, Rules{}) << "from entry " << from + 1;
    EXPECT_EQ(result.summary.first, from + 1);
  }
}

TEST(AuditTest, TrimmedJournalStillMeetsItsCheckpoint) {
  const std::vector<Entry> whole = GoodJournal();
  EXPECT_EQ(RunAudit({whole.begin() + 6, whole.end()}, {GoodCheckpoint()}).rules, Rules{});
  EXPECT_EQ(RunAudit({whole.begin() + 7, whole.end()}, {GoodCheckpoint()}).rules[0],
            "CHECKPOINT_OUTSIDE_LOG@6");
}

TEST(AuditTest, NamesEachPlantedViolation) {
  using Journal = std::vector<Entry>;
  const struct {
    const char* name;
    std::function<void(Journal*)> plant;
    Rules rules;
  } kCases[] = {
      {"an entry is missing",
       [](Journal* j) { j->erase(j->begin() + 4); },
       {"SEQUENCE_GAP@6", "WRONG_STATE@7"}},
      {"time falls", [](Journal* j) { (*j)[6].time = 5; }, {"TIME_FELL@7"}},
      {"an item has no name",
       [](Journal* j) { (*j)[1].definitions.clear(); },
       {"UNDEFINED_KEY@2", "UNDEFINED_KEY@3"}},
      {"a location is defined again",
       [](Journal* j) {
         (*j)[2].definitions = {{true, 1, "depot 2"}};
       },
       {"DEFINED_TWICE@3"}},
      {"balances before are not those after",
       [](Journal* j) { (*j)[11].postings[0] = Post(kShop, B(9, 0, -3), B(8, 0, -3)); },
       {"BROKEN_CHAIN@12"}},
      {"on-hand appears between two entries",
       [](Journal* j) {
         (*j)[6].postings[0] = Post(kShop, B(12, 10, 0), B(9, 7, -3));
         (*j)[7].postings[0] = Post(kShop, B(9, 7, -3), B(9, 1, -3));
         (*j)[10].postings[0] = Post(kShop, B(9, 1, -3), B(9, 0, -3));
         j->pop_back();
       },
       {"BROKEN_CHAIN@7", "ON_HAND_UNPROVEN@0"}},
      {"a confirmation changes stock",
       [](Journal* j) {
         (*j)[4].postings = {Post(kDepot, B(5, 2, 5), B(6, 2, 6))};
         for (Entry& e : *j) {
           if (e.sequence <= 5) continue;
           for (Posting& p : e.postings) {
             if (p.position == kDepot) ++p.before.on_hand, ++p.before.moved;
           }
         }
       },
       {"UNEXPLAINED_CHANGE@5"}},
      {"a receipt is not counted as a movement",
       [](Journal* j) {
         j->resize(3);
         (*j)[2].postings[0] = Post(kDepot, B(0, 0, 0), B(5, 0, 0));
       },
       {"UNEXPLAINED_CHANGE@3", "ON_HAND_UNPROVEN@0"}},
      {"a receipt takes stock away",
       [](Journal* j) {
         j->resize(3);
         (*j)[2].postings[0] = Post(kShop, B(10, 0, 0), B(9, 0, -1));
       },
       {"UNEXPLAINED_CHANGE@3"}},
      {"reserved is not what the lines say",
       [](Journal* j) {
         j->resize(4);
         (*j)[3].postings[0] = Post(kShop, B(10, 0, 0), B(10, 5, 0));
       },
       {"UNEXPLAINED_CHANGE@4", "RESERVED_UNPROVEN@0"}},
      {"a line has no posting",
       [](Journal* j) {
         j->resize(4);
         (*j)[3].postings.resize(1);
       },
       {"POSTING_MISSING@4", "RESERVED_UNPROVEN@0"}},
      {"a position is posted twice in an entry",
       [](Journal* j) { (*j)[11].postings.push_back(Post(kShop, B(8, 0, -3), B(8, 0, -3))); },
       {"POSTED_TWICE@12"}},
      {"more is promised than there was",
       [](Journal* j) { (*j)[5].lines[0].atp = 5; },
       {"OVERSOLD@6"}},
      {"more is promised than was asked for",
       [](Journal* j) { (*j)[5].lines[0].requested = 5; },
       {"OVERSOLD@6"}},
      {"promised although already short",
       [](Journal* j) { (*j)[5].lines[0].atp = -3; },
       {"OVERSOLD@6"}},
      {"more is fulfilled than is open",
       [](Journal* j) {
         j->resize(7);
         (*j)[6].lines[0].quantity = 5;
         (*j)[6].postings[0] = Post(kShop, B(10, 10, 0), B(5, 5, -5));
       },
       {"OVER_TAKEN@7"}},
      {"a reservation is fulfilled unconfirmed",
       [](Journal* j) {
         (*j)[4].cause = Cause::kExtend;
         (*j)[4].state = ReservationState::kHeld;
         (*j)[4].deadline = 20000;
       },
       {"WRONG_STATE@7"}},
      {"it expires before its deadline",
       [](Journal* j) { (*j)[5].deadline = 8001; },
       {"EXPIRED_EARLY@8"}},
      {"it expires although confirmed",
       [](Journal* j) { (*j)[5].state = ReservationState::kConfirmed; },
       {"WRONG_STATE@8"}},
      {"it resolves twice",
       [](Journal* j) {
         j->resize(8);
         Entry again = j->back();
         again.sequence = 9;
         again.postings[0] = Post(kShop, B(7, 1, -3), B(7, -5, -3));
         j->push_back(again);
       },
       {"RESOLVED_TWICE@9", "INVALID_BALANCES@9", "RESERVED_UNPROVEN@0"}},
      {"it resolves while something is open",
       [](Journal* j) {
         j->resize(7);
         (*j)[6].state = ReservationState::kFulfilled;
       },
       {"WRONG_STATE@7", "RESERVED_UNPROVEN@0", "RESERVED_UNPROVEN@0"}},
      {"nobody made it",
       [](Journal* j) {
         j->resize(5);
         (*j)[4].reservation = MakeReservationId(2, 1);
       },
       {"UNKNOWN_RESERVATION@5"}},
      {"its number is another entry's",
       [](Journal* j) {
         j->resize(4);
         (*j)[3].reservation = MakeReservationId(3, 1);
       },
       {"WRONG_RESERVATION_ID@4"}},
      {"a line that it does not have",
       [](Journal* j) {
         j->resize(7);
         (*j)[6].lines[0].line = 7;
       },
       {"UNKNOWN_LINE@7", "RESERVED_UNPROVEN@0"}},
      {"a bucket falls below zero",
       [](Journal* j) {
         j->resize(3);
         (*j)[2].cause = Cause::kIssue;
         (*j)[2].postings[0] = Post(kShop, B(10, 0, 0), B(-1, 0, -11));
       },
       {"INVALID_BALANCES@3"}},
      {"more is held than there is",
       [](Journal* j) {
         j->resize(3);
         (*j)[2].cause = Cause::kHold;
         Balances after = B(10, 0, 0);
         after.held = 11;
         (*j)[2].postings[0] = Post(kShop, B(10, 0, 0), after);
       },
       {"INVALID_BALANCES@3"}},
      {"supply appears without a document",
       [](Journal* j) {
         j->resize(9);
         (*j)[8].receipts.clear();
       },
       {"UNEXPLAINED_CHANGE@9"}},
      {"more arrives than the document says",
       [](Journal* j) {
         j->resize(10);
         (*j)[9].postings[0] = Post(kDepot, B(5, 2, 5, 50), B(26, 2, 26, 30));
       },
       {"UNEXPLAINED_CHANGE@10"}},
      {"a closed document is still open",
       [](Journal* j) {
         j->resize(9);
         (*j)[8].receipts[0].state = SupplyState::kCancelled;
         (*j)[8].postings[0] = Post(kDepot, B(5, 2, 5), B(5, 2, 5));
       },
       {"WRONG_RECEIPT@9"}},
  };
  for (const auto& c : kCases) {
    std::vector<Entry> journal = GoodJournal();
    c.plant(&journal);
    EXPECT_EQ(RunAudit(journal).rules, c.rules) << c.name;
  }
}

TEST(AuditTest, LogThatWasOnceLongerIsNamed) {
  for (const Sequence at_least : {11, 12, 13}) {
    std::vector<std::string> rules;
    Audit audit([&](const Violation& v) { rules.push_back(v.rule); });
    audit.ExpectAtLeast(at_least);
    for (const Entry& entry : GoodJournal()) audit.Take(entry);
    audit.Finish();
    EXPECT_EQ(rules, at_least == 13 ? Rules{"LOG_ENDS_EARLY"} : Rules{}) << at_least;
  }
}

TEST(AuditTest, ComparesCheckpointsAtTheirOwnSequence) {
  const struct {
    const char* name;
    std::function<void(CheckpointedShard*)> plant;
    Rules rules;
  } kCases[] = {
      {"a balance differs",
       [](CheckpointedShard* s) { s->positions[0].balances.on_hand = 11; },
       {"CHECKPOINT_DIFFERS@6"}},
      {"promises do not sum to reserved",
       [](CheckpointedShard* s) { s->promised[kShop] = 9; },
       {"CHECKPOINT_DIFFERS@6"}},
      {"a row is missing",
       [](CheckpointedShard* s) { s->positions.pop_back(); },
       {"CHECKPOINT_DIFFERS@6"}},
      {"a row of a position that never was",
       [](CheckpointedShard* s) {
         s->positions.push_back({{kShop.item, 7}, B(1, 0, 1)});
       },
       {"CHECKPOINT_DIFFERS@6"}},
      {"rows of another moment",
       [](CheckpointedShard* s) { s->applied = 7; },
       {"CHECKPOINT_DIFFERS@7"}},
      {"beyond the log",
       [](CheckpointedShard* s) { s->applied = 13; },
       {"CHECKPOINT_OUTSIDE_LOG@13"}},
      {"another shard, empty",
       [](CheckpointedShard* s) {
         *s = CheckpointedShard{2, 6, {}, {}};
       },
       {}},
      {"another shard's position, at zero",
       [](CheckpointedShard* s) {
         *s = CheckpointedShard{2, 6, {{kOther, B(0, 0, 0)}}, {}};
       },
       {}},
  };
  for (const auto& c : kCases) {
    CheckpointedShard shard = GoodCheckpoint();
    c.plant(&shard);
    EXPECT_EQ(RunAudit(GoodJournal(), {shard}).rules, c.rules) << c.name;
  }
}

}  // namespace
}  // namespace atp
