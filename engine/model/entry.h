#ifndef ATP_ENGINE_MODEL_ENTRY_H_
#define ATP_ENGINE_MODEL_ENTRY_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/model/balances.h"
#include "engine/model/reservation.h"
#include "engine/model/supply.h"
#include "engine/model/types.h"

namespace atp {

// Why an entry was written. Values are on disk: add, never change.
enum class Cause : uint8_t {
  kDefine = 1,  // only names new locations
  kReserve = 2,
  kRefuse = 3,  // a reservation for which there was not enough: an answer worth remembering
  kConfirm = 4,
  kExtend = 5,
  kFulfil = 6,
  kRelease = 7,
  kExpire = 8,
  kReceive = 9,
  kIssue = 10,
  kAdjust = 11,
  kCount = 12,
  kHold = 13,
  kUnhold = 14,
  kReturn = 15,
  kSetSafetyStock = 16,
  kTransfer = 17,
  kSetSupply = 18,
  kReceiveSupply = 19,
  kCancelSupply = 20,
  kSnapshot = 21,
  kConfigure = 22,
};

// Stable lower_snake name for logs, dumps and command lines.
const char* CauseName(Cause cause);

// Who asked, and how the answer is found again.
struct RequestContext {
  std::string request_id;      // 1 to 64 bytes; empty only for the engine's own entries
  uint64_t fingerprint = 0;    // of the request's body: the same id must come with the same body
  std::string correlation_id;  // x-correlation-id of the call, may be empty
  std::string traceparent;     // W3C trace context of the call, may be empty
};

// A key seen for the first time. Locations are defined in entries of cause kDefine, items in the
// entry that first touches them.
struct Definition {
  bool is_location = false;
  uint32_t id = 0;  // ItemId or LocationId
  std::string key;
};

// How much of which open reservation is no longer covered at a position.
struct AtRisk {
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;
  Quantity quantity = 0;
};

// One change of one position. A position occurs at most once in an entry.
struct Posting {
  PositionId position;
  Balances before;
  Balances change;
  // By how much promises exceed what is projected after this entry; written by facts only.
  Quantity short_by = 0;
  std::vector<AtRisk> at_risk;  // newest promises first; bounded by kAtRiskMax

  Balances After() const {
    Balances after = before;
    AddTo(&after, change);
    return after;
  }
};
inline constexpr size_t kAtRiskMax = 100;

// What happened to one line of the entry's reservation.
struct LineEffect {
  uint32_t line = 0;  // its number in the reservation, from 0
  PositionId position;
  Day day = kNoDay;
  Quantity requested = 0;  // kReserve, kRefuse: what was asked; otherwise 0
  // Quantity that moved: promised (kReserve), fulfilled, released or expired.
  Quantity quantity = 0;
  Quantity atp = 0;  // kReserve, kRefuse: what the line saw
};

// A row of a snapshot that could not be taken, by its index in the batch.
struct SetAside {
  uint32_t row = 0;
  std::string reason;  // UPPER_SNAKE
};

// What happened. Journaled; can never be refused. It states effects, so that posting needs no
// rules, and every shard can post its own part without looking at another shard.
struct Entry {
  Sequence sequence = 0;  // fixed by the journal
  Micros time = 0;        // never falls from one entry to the next
  Cause cause = Cause::kDefine;
  RequestContext request;
  std::string note;  // the caller's reason text or reference, may be empty

  absl::InlinedVector<Definition, 1> definitions;
  absl::InlinedVector<Posting, 1> postings;

  // The reservation this entry makes or changes; kNoReservation if none. For kReserve it is
  // derived from `sequence` and `home`, hence not stored.
  ReservationId reservation = kNoReservation;
  ShardId home = 0;
  ReservationState state = ReservationState::kHeld;  // after this entry
  Micros deadline = 0;                               // after this entry
  std::string reference;                             // kReserve
  absl::InlinedVector<LineEffect, 1> lines;

  // Scheduled receipts as they are after this entry.
  std::vector<ScheduledReceipt> receipts;

  // kSnapshot: whose, and the sequence up to which it reflects what happened.
  std::string snapshot_source;
  std::string snapshot_id;
  Sequence reflects = 0;
  std::vector<SetAside> set_aside;

  // kConfigure: for how long answers and resolved reservations are remembered.
  Micros request_window = 0;
  Micros resolved_window = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_ENTRY_H_
