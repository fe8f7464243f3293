#ifndef ATP_TOOLS_AUDIT_AUDIT_H_
#define ATP_TOOLS_AUDIT_AUDIT_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/model/entry.h"
#include "tools/audit/reservation_trail.h"
#include "tools/audit/supply_trail.h"
#include "tools/audit/violation.h"

namespace atp {

// What a checkpoint says a shard held after the entry `applied`.
struct CheckpointedShard {
  struct Row {
    PositionId position;
    Balances balances;
  };
  uint32_t shard = 0;
  Sequence applied = 0;
  std::vector<Row> positions;
  // Sum of the open promises kept beside each position.
  absl::flat_hash_map<PositionId, Quantity> promised;
};

struct AuditSummary {
  uint64_t positions = 0;
  uint64_t entries = 0;
  uint64_t violations = 0;
  Sequence first = 0;  // above 1: older history was trimmed
  Sequence last = 0;
};

// Proves from the journal alone that the books balance: for every position, on-hand is the last
// count plus the movements since, and reserved is the sum of the open reservation lines. It keeps
// its own books and shares no code with the ledger beyond the entries themselves.
//
//   Audit audit(print);
//   for each shard: audit.Expect(checkpointed);
//   for each entry: audit.Take(entry);
//   audit.Finish();
//
// Where older history is gone a position begins with what its checkpoint or first posting says.
//
// After a violation it goes on with what the entry says, so that one fault is not named for ever.
// Rules, each reported by name:
//   SEQUENCE_GAP, TIME_FELL          entries do not follow one another
//   UNDEFINED_KEY, DEFINED_TWICE     a number without a name, or with two
//   POSTED_TWICE, POSTING_MISSING    a position twice in an entry, or not where a line needs it
//   BROKEN_CHAIN                     balances before are not the balances after the last posting
//   INVALID_BALANCES                 a bucket below zero, more held than on hand, an overflow
//   UNEXPLAINED_CHANGE               a bucket changed in a way the cause and its lines do not say
//   OVERSOLD                         a line promised more than could be promised
//   OVER_TAKEN, UNKNOWN_LINE, UNKNOWN_RESERVATION, RESERVED_TWICE, RESOLVED_TWICE, WRONG_STATE,
//   WRONG_RESERVATION_ID, EXPIRED_EARLY   a reservation that does not live as reservations do
//   WRONG_RECEIPT                    a scheduled receipt that contradicts itself
//   ON_HAND_UNPROVEN, RESERVED_UNPROVEN   the two sums above, for a whole position
//   CHECKPOINT_DIFFERS               a checkpointed balance is not the journal's at that sequence
//   CHECKPOINT_OUTSIDE_LOG           a checkpoint and the log do not meet
//   LOG_ENDS_EARLY                   the log was once longer
//
// Not thread-safe. Memory: some 200 bytes a position and 100 an open reservation.
class Audit {
 public:
  explicit Audit(ReportViolation report);
  Audit(const Audit&) = delete;
  Audit& operator=(const Audit&) = delete;

  // Before the first Take(): rows to be compared when the audit has passed shard.applied.
  void Expect(CheckpointedShard shard);

  // The log was once durable up to `sequence`: one that ends before it has lost entries.
  void ExpectAtLeast(Sequence sequence) { at_least_ = sequence; }

  void Take(const Entry& entry);
  AuditSummary Finish();

 private:
  struct State {
    Balances balances;
    Quantity counted = 0;      // on-hand at the last count, or where history begins
    Sequence counted_by = 0;   // the entry that counted
    Quantity moved_since = 0;  // movements after it
    Quantity reserved_at_start = 0;
  };

  void Begin(const Entry& entry);
  void TakeDefinitions(const Entry& entry);
  void CheckDefined(const Entry& entry, PositionId position);
  void TakePosting(const Entry& entry, const Posting& posting, const ExpectedChange& expected);
  // Of a position that was not seen before.
  State StartOf(PositionId position, const Balances& before) const;
  void CompareUpTo(Sequence sequence);
  void Compare(const CheckpointedShard& shard);
  void ProveSums();
  void Report(const char* rule, Sequence sequence, PositionId position, std::string detail);

  const ReportViolation report_;
  ReservationTrail reservations_;
  SupplyTrail supply_;
  AuditSummary summary_;
  Sequence at_least_ = 0;
  Micros last_time_ = 0;
  absl::flat_hash_map<PositionId, State> positions_;
  absl::flat_hash_set<std::pair<NameKind, uint32_t>> defined_;
  std::vector<CheckpointedShard> expected_;  // by applied, the next to be compared last
};

}  // namespace atp

#endif  // ATP_TOOLS_AUDIT_AUDIT_H_
