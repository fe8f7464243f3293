#ifndef ATP_ENGINE_MODEL_COMMAND_H_
#define ATP_ENGINE_MODEL_COMMAND_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/model/entry.h"
#include "engine/model/types.h"

namespace atp {

// What a caller asks; may be refused. Keys are strings here, as the caller knows them: 1 to 64
// bytes of UTF-8 without control characters. `day` may be kNoDay for today.

// How a reservation treats a line that cannot be promised whole.
enum class ReserveMode : uint8_t {
  kAllOrNothing = 1,
  kPartial = 2,
  kBackorder = 3,  // what cannot be promised waits for supply; implies `confirm`
};

// From where a line is served that names a group of locations.
enum class SourcingStrategy : uint8_t {
  kPriority = 1,      // the group's order
  kFewestSplits = 2,  // as few locations as can be
  kEarliest = 3,      // what arrives first
  kCheapest = 4,      // what costs least to send to `region`
};

// Either a location is named, or a group, from which the engine plans.
struct ReserveLine {
  std::string item;
  std::string location;
  Quantity quantity = 0;  // > 0
  Day day = kNoDay;       // with a region the day of arrival there, else the day at the location

  // Only with a group.
  std::string group = {};
  Day latest_day = kNoDay;      // last acceptable day; kNoDay: `day`
  bool together = false;        // all of it from one location on one day
  bool may_split_days = false;  // parts may come on different days
  Quantity part_min = 1;        // > 0: no part is smaller
};

struct Reserve {
  std::vector<ReserveLine> lines;
  ReserveMode mode = ReserveMode::kAllOrNothing;
  Micros hold_for = 0;   // 0: the engine's default
  bool confirm = false;  // CONFIRMED at once, without a deadline
  std::string reference;
  std::string customer;  // for caps; may be empty
  std::string channel;   // whose quota; may be empty
  int32_t priority = 0;  // of what waits, the higher the sooner
  ShortageStrategy strategy = ShortageStrategy::kRedistribute;
  bool is_emergency = false;  // may use safety stock where the rule lets it
  bool accepts_substitutes = false;

  // Only with lines that name a group.
  SourcingStrategy sourcing = SourcingStrategy::kPriority;
  std::string region;     // where it goes; may be empty
  bool together = false;  // the whole order from one location on one day
};

// Part of a reservation's line.
struct LinePart {
  uint32_t line = 0;  // from 0
  Quantity quantity = 0;
};

struct ChangeReservation {
  enum class Verb : uint8_t { kConfirm = 1, kExtend, kFulfil, kRelease };
  Verb verb = Verb::kConfirm;
  ReservationId reservation = kNoReservation;
  Micros hold_for = 0;          // kExtend: from now; 0: the engine's default
  std::vector<LinePart> parts;  // kFulfil, kRelease: empty means all that is open
};

// Open quantity of a reservation goes to another location, day or channel. The id and the deadline
// stay. Each part becomes a line of its own.
struct MoveReservation {
  ReservationId reservation = kNoReservation;
  std::vector<LinePart> parts;         // empty: all that is open
  std::string location;                // empty: where it is
  Day day = kNoDay;                    // kNoDay: when it is, or today if that has passed
  std::optional<std::string> channel;  // nullopt: as it is; empty: none
};

// Gives out anew what is promised of an item, by each demand's strategy.
struct Reconfirm {
  std::string item;
  std::string location;  // empty: at every location
  // For this time, in place of the strategies of these reservations.
  std::vector<std::pair<ReservationId, ShortageStrategy>> strategies;
};

// What becomes of a channel's quota at a position.
struct QuotaLine {
  std::string item;
  std::string location;
  std::string channel;
  std::string to_channel;   // kMove
  Quantity quantity = 0;    // kSet: the limit, >= 0; else > 0
  int32_t period_days = 0;  // kSet: 0 for no periods, to 365
  bool carry = false;       // kSet, with periods
};

struct ChangeQuota {
  enum class Verb : uint8_t { kSet = 1, kTakeBack = 2, kMove = 3 };
  Verb verb = Verb::kSet;
  std::vector<QuotaLine> lines;
};

struct ChangeSettings {
  std::vector<Setting> settings;
};

// Sets how far each supplier is trusted to what its deliveries so far were worth.
struct LearnSuppliers {
  uint32_t deliveries_min = 20;        // suppliers with fewer are left as they are
  int32_t guaranteed_percentile = 95;  // of lateness in days, 1 to 100
  int32_t expected_percentile = 50;    // 1 to guaranteed_percentile
};

struct StockLine {
  std::string item;
  std::string location;
  // > 0; kAdjust: signed, not 0; kCount and kSetSafetyStock: absolute, >= 0.
  Quantity quantity = 0;
};

// The movements of one position: cause is one of kReceive, kIssue, kAdjust, kCount, kHold,
// kUnhold, kReturn, kSetSafetyStock.
struct MoveStock {
  Cause cause = Cause::kReceive;
  std::vector<StockLine> lines;
  std::string note;
};

// Leaves `from` now; is in transit to `to` under (kTransfer, document, line) until received.
struct TransferStock {
  std::string item;
  std::string from;
  std::string to;
  Quantity quantity = 0;  // > 0
  Day arrival = kNoDay;
  std::string document;
  uint32_t line = 1;
  std::string note;
};

// An upsert: kOrdered, kAcknowledged or kShipped. An ASN may name the commitment line it ships.
struct SupplyLine {
  SupplyKey key;
  std::string item;
  std::string location;
  SupplyState state = SupplyState::kAcknowledged;
  Quantity quantity = 0;  // > 0
  Day day = kNoDay;       // must be set
  std::string order_document;
  uint32_t order_line = 0;
  std::string supplier = {};  // may be empty
};

struct SetSupply {
  std::vector<SupplyLine> lines;
};

struct ReceiptLine {
  SupplyKey key;
  Quantity quantity = 0;  // > 0, or 0 with close
  bool close = false;     // nothing more will come
};

struct ReceiveSupply {
  std::vector<ReceiptLine> lines;
  std::string note;
};

struct CancelSupply {
  std::vector<SupplyKey> keys;
  std::string note;
};

struct SnapshotRow {
  std::string item;
  std::string location;
  Quantity on_hand = 0;  // >= 0
};

// One batch of rows of an ERP snapshot. On-hand becomes the row's quantity plus what moved at the
// position after the sequence `reflects`.
struct ApplySnapshot {
  std::string source;
  std::string snapshot_id;
  Sequence reflects = 0;
  std::vector<SnapshotRow> rows;
};

// Settings that shape state, so they are journaled.
struct Configure {
  Micros request_window = 0;
  Micros resolved_window = 0;
};

using Action = std::variant<Reserve, ChangeReservation, MoveStock, TransferStock, SetSupply,
                            ReceiveSupply, CancelSupply, ApplySnapshot, Configure, MoveReservation,
                            Reconfirm, ChangeQuota, ChangeSettings, LearnSuppliers>;

struct Command {
  RequestContext request;  // fingerprint is filled in by the engine
  Action action;
  bool validate_only = false;  // decide and answer, change nothing
};

// A hash of the action's content: equal bodies have equal fingerprints.
uint64_t Fingerprint(const Action& action);

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_COMMAND_H_
