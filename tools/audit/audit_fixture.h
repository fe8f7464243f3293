#ifndef ATP_TOOLS_AUDIT_AUDIT_FIXTURE_H_
#define ATP_TOOLS_AUDIT_AUDIT_FIXTURE_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/model/entry.h"
#include "tools/audit/audit.h"

namespace atp {

inline const PositionId kShop{MakeItemId(0, 1), 0};
inline const PositionId kDepot{MakeItemId(0, 1), 1};
inline const PositionId kOther{MakeItemId(0, 2), 0};

inline Balances B(Quantity on_hand, Quantity reserved, Quantity moved, Quantity on_order = 0,
                  Quantity in_transit = 0) {
  Balances b;
  b.on_hand = on_hand;
  b.reserved = reserved;
  b.moved = moved;
  b.on_order = on_order;
  b.in_transit = in_transit;
  return b;
}

inline Posting Post(PositionId position, const Balances& before, const Balances& after) {
  Posting posting;
  posting.position = position;
  posting.before = before;
  posting.change = Difference(after, before);
  return posting;
}

inline LineEffect Line(PositionId position, Quantity quantity, Quantity requested = 0,
                       Quantity atp = 0) {
  LineEffect line;
  line.position = position;
  line.quantity = quantity;
  line.requested = requested;
  line.atp = atp;
  return line;
}

inline ScheduledReceipt Purchase(PositionId position, SupplyState state, Quantity open,
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
inline std::vector<Entry> GoodJournal() {
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
  e->definitions = {{NameKind::kLocation, 0, "shop"}, {NameKind::kLocation, 1, "depot"}};
  e = &add(Cause::kCount);  // 2: 10 in the shop
  e->definitions = {{NameKind::kItem, kShop.item, "lamp"}};
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

inline CheckpointedShard GoodCheckpoint() {  // after entry 6
  CheckpointedShard shard;
  shard.shard = 1;
  shard.applied = 6;
  shard.positions = {{kShop, B(10, 10, 0)}, {kDepot, B(5, 2, 5)}};
  shard.promised = {{kShop, 10}, {kDepot, 2}};
  return shard;
}

// What an audit found.
struct Result {
  std::vector<std::string> rules;  // "BROKEN_CHAIN@7"
  AuditSummary summary;
};

inline Result RunAudit(const std::vector<Entry>& journal,
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

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_AUDIT_FIXTURE_H_
