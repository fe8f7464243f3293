#ifndef ATP_ENGINE_MODEL_COMMAND_H_
#define ATP_ENGINE_MODEL_COMMAND_H_

#include <string>
#include <variant>
#include <vector>

#include "engine/model/entry.h"
#include "engine/model/types.h"

namespace atp {

// What a caller asks; may be refused. Keys are strings here, as the caller knows them: 1 to 64
// bytes of UTF-8 without control characters. `day` may be kNoDay for today.

// How a reservation treats a line that cannot be promised whole.
enum class ReserveMode : uint8_t { kAllOrNothing = 1, kPartial = 2 };

struct ReserveLine {
  std::string item;
  std::string location;
  Quantity quantity = 0;  // > 0
  Day day = kNoDay;
};

struct Reserve {
  std::vector<ReserveLine> lines;
  ReserveMode mode = ReserveMode::kAllOrNothing;
  Micros hold_for = 0;   // 0: the engine's default
  bool confirm = false;  // CONFIRMED at once, without a deadline
  std::string reference;
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
                            ReceiveSupply, CancelSupply, ApplySnapshot, Configure>;

struct Command {
  RequestContext request;  // fingerprint is filled in by the engine
  Action action;
  bool validate_only = false;  // decide and answer, change nothing
};

// A hash of the action's content: equal bodies have equal fingerprints.
uint64_t Fingerprint(const Action& action);

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_COMMAND_H_
