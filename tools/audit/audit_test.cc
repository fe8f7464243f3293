// What an audit says of a journal.

#include "tools/audit/audit.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tools/audit/audit_fixture.h"

namespace atp {
namespace {

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
         (*j)[2].definitions = {{NameKind::kLocation, 1, "depot 2"}};
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

}  // namespace
}  // namespace atp
