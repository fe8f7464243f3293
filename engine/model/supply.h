#ifndef ATP_ENGINE_MODEL_SUPPLY_H_
#define ATP_ENGINE_MODEL_SUPPLY_H_

#include <string>
#include <tuple>

#include "engine/model/types.h"

namespace atp {

enum class SupplyKind : uint8_t {
  kCommitment = 1,  // a supplier's confirmed quantity and day on a purchase order line
  kAsn = 2,         // an advance ship notice line: shipped, not received
  kTransfer = 3,    // on its way between two of our own locations
};

enum class SupplyState : uint8_t {
  kOrdered = 1,       // asked for; the supplier has said nothing
  kAcknowledged = 2,  // the supplier has confirmed quantity and day
  kShipped = 3,       // on its way
  kReceived = 4,      // closed by a receipt
  kCancelled = 5,     // closed without
};

inline bool IsOpen(SupplyState state) { return state < SupplyState::kReceived; }

// A document line names a supply across items and locations: its kind, the document's number and
// the line in it.
struct SupplyKey {
  SupplyKind kind = SupplyKind::kCommitment;
  std::string document;  // 1 to 64 bytes
  uint32_t line = 0;     // from 1

  friend bool operator==(const SupplyKey& a, const SupplyKey& b) {
    return std::tie(a.kind, a.document, a.line) == std::tie(b.kind, b.document, b.line);
  }
  friend bool operator<(const SupplyKey& a, const SupplyKey& b) {
    return std::tie(a.kind, a.document, a.line) < std::tie(b.kind, b.document, b.line);
  }
  template <typename H>
  friend H AbslHashValue(H state, const SupplyKey& key) {
    return H::combine(std::move(state), key.kind, key.document, key.line);
  }
};

// A scheduled receipt: a future supply row of one position.
//
// Invariant: open >= 0, and open == 0 unless IsOpen(state). While open, open is what quantity
// exceeds received + shipped by.
struct ScheduledReceipt {
  SupplyKey key;
  PositionId position;
  SupplyState state = SupplyState::kOrdered;
  Day day = kNoDay;  // due
  SupplierId supplier = kNoSupplier;
  Day promised_day = kNoDay;  // the first day the supplier confirmed; kNoDay: none yet
  Quantity quantity = 0;      // as the document says
  Quantity open = 0;          // of it, still to come
  Quantity received = 0;      // of it, arrived; may exceed quantity
  Quantity shipped = 0;       // of a commitment, what has moved to ASNs that name it
  // The commitment line that this ASN ships; document empty if none is named.
  std::string order_document;
  uint32_t order_line = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_MODEL_SUPPLY_H_
