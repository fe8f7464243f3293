#ifndef ATP_ENGINE_MODEL_ENTRY_H_
#define ATP_ENGINE_MODEL_ENTRY_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/model/balances.h"
#include "engine/model/quota.h"
#include "engine/model/reservation.h"
#include "engine/model/setting.h"
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
  kSet = 23,  // rules and master data
  kSetQuota = 24,
  kMove = 25,           // a reservation's line goes to another position, day or channel
  kFillBackorder = 26,  // what waited is promised
  kReconfirm = 27,      // what is promised is given out anew
};
inline constexpr Cause kCauseLast = Cause::kReconfirm;

// Stable lower_snake name for logs, dumps and command lines.
const char* CauseName(Cause cause);

// Who asked, and how the answer is found again.
struct RequestContext {
  std::string request_id;      // 1 to 64 bytes; empty only for the engine's own entries
  uint64_t fingerprint = 0;    // of the request's body: the same id must come with the same body
  std::string correlation_id;  // x-correlation-id of the call, may be empty
  std::string traceparent;     // W3C trace context of the call, may be empty
};

// What has keys outside and numbers inside. Values are on disk: add, never change.
enum class NameKind : uint8_t { kItem = 0, kLocation = 1, kSupplier = 2, kChannel = 3 };

// "item", "location", "supplier", "channel".
const char* NameKindName(NameKind kind);

// A key seen for the first time. Items are defined in the entry that first touches them, the
// others in entries of cause kDefine.
struct Definition {
  NameKind kind = NameKind::kItem;
  uint32_t id = 0;  // ItemId, LocationId, SupplierId or ChannelId
  std::string key;
};

// How much of which open reservation is no longer covered at a position.
struct AtRisk {
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;
  Quantity quantity = 0;
  Day until = kNoDay;  // when known supply covers it after all; kNoDay: never within the horizon
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

// What happened to one line of a reservation.
struct LineEffect {
  uint32_t line = 0;  // its number in the reservation, from 0
  PositionId position;
  Day day = kNoDay;
  Quantity requested = 0;  // kReserve, kRefuse: what was asked; otherwise 0
  // Quantity that moved: promised (kReserve), fulfilled, released or expired, >= 0. kMove: added
  // to a new line (> 0) or taken from an old one (< 0). kFillBackorder, kReconfirm: promised more
  // (> 0) or less (< 0).
  Quantity quantity = 0;
  Quantity atp = 0;  // kReserve, kRefuse: what the line saw

  // Only kReconfirm, which touches many: whose line. Otherwise the entry's reservation.
  ReservationId reservation = kNoReservation;
  uint32_t request_line = 0;        // kReserve, kRefuse, kMove: of the request that it serves
  Quantity backordered = 0;         // by how much what waits for supply changes
  int32_t priority = 0;             // where that is not 0: of its reservation
  ItemId substitute_for = kNoItem;  // kReserve, kRefuse
  QuotaParts quota = {};            // of `quantity`, what came from, or went back to, quotas
};

// A use of a capped item that counts against a customer's cap until it is forgotten.
struct CapUse {
  ItemId item = kNoItem;
  Quantity quantity = 0;
  Micros until = 0;
};

// What a scheduled receipt was before an entry: where it counted, and how.
struct ReceiptBefore {
  PositionId position;  // no item: the entry made the receipt
  Day day = kNoDay;
  SupplyState state = SupplyState::kOrdered;
  Quantity open = 0;
  SupplierId supplier = kNoSupplier;
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
  // kReserve, and whatever gives back what was capped: for whom.
  std::string customer;
  ChannelId channel = kNoChannel;  // kReserve, kMove: of the reservation, after this entry
  int32_t priority = 0;            // kReserve
  ShortageStrategy strategy = ShortageStrategy::kRedistribute;  // kReserve
  absl::InlinedVector<LineEffect, 1> lines;
  std::vector<CapUse> cap_uses;  // kReserve

  // Scheduled receipts as they are after this entry, and as they were before, in the same order.
  std::vector<ScheduledReceipt> receipts;
  std::vector<ReceiptBefore> receipts_before;

  std::vector<QuotaChange> quotas;
  std::vector<SettingChange> settings;  // kSet

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
