#ifndef ATP_ENGINE_LEDGER_POSITION_H_
#define ATP_ENGINE_LEDGER_POSITION_H_

#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "engine/atp/inputs.h"
#include "engine/ledger/dated_rows.h"
#include "engine/ledger/quota_book.h"
#include "engine/model/balances.h"

namespace atp {

// Names one open promise on a position, in the order in which promises keep their cover.
struct DemandKey {
  Day day = kNoDay;
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;

  friend bool operator<(const DemandKey& a, const DemandKey& b) {
    return std::tie(a.day, a.reservation, a.line) < std::tie(b.day, b.reservation, b.line);
  }
};

// Names what waits for supply at a position, in the order in which it is served: the higher
// priority, then the older reservation.
struct WaitingKey {
  int32_t priority = 0;
  ReservationId reservation = kNoReservation;
  uint32_t line = 0;

  friend bool operator<(const WaitingKey& a, const WaitingKey& b) {
    return std::tie(b.priority, a.reservation, a.line) <
           std::tie(a.priority, b.reservation, b.line);
  }
};

struct Waiting {
  Day day = kNoDay;  // on which it was wanted
  Quantity quantity = 0;
};

// A stock position: what is there, what is to come, what is promised.
//
// Invariants: balances.IsValid(); balances.reserved is the sum of promises(); in_transit + on_order
// is the sum of supply(). Not thread-safe: guarded by its shard's lock.
class Position {
 public:
  explicit Position(LocationId location) : location_(location) {}

  LocationId location() const { return location_; }
  const Balances& balances() const { return balances_; }
  Sequence counted_at() const { return counted_at_; }
  Sequence last_moved() const { return last_moved_; }

  // Open supply and open promises as sums by day, and the promises one by one.
  const std::vector<DatedSupply>& supply() const { return book().supply; }
  const std::vector<DatedDemand>& demand() const { return book().demand; }
  const absl::btree_map<DemandKey, Quantity>& promises() const { return book().promises; }

  // Reservation lines that wait for supply.
  const absl::btree_map<WaitingKey, Waiting>& waiting() const { return book().waiting; }

  // What of its ATP is set aside for channels.
  const QuotaBook& quotas() const { return book().quotas; }

  void Restore(const Balances& balances, Sequence counted_at, Sequence last_moved);
  void set_balances(const Balances& balances) { balances_ = balances; }
  void set_counted_at(Sequence sequence) { counted_at_ = sequence; }
  void set_last_moved(Sequence sequence) { last_moved_ = sequence; }

  // Adds to an open promise, or takes from it; it disappears at 0. Aborts if more is taken than
  // there is.
  void ChangePromise(const DemandKey& key, Quantity change);
  void ChangeSupply(const DatedSupply& change);
  // The same for what waits; `day` counts where it begins to.
  void ChangeWaiting(const WaitingKey& key, Day day, Quantity change);
  void SetQuota(ChannelId channel, const Quota& quota);

  // Its row changed; true if that was not known in this round (ChangedRows::round) yet.
  bool NoteChangedIn(uint32_t round) { return std::exchange(changed_in_, round) != round; }

 private:
  // Most positions have neither supply nor promises and do not pay for them.
  struct Book {
    std::vector<DatedSupply> supply;
    std::vector<DatedDemand> demand;
    absl::btree_map<DemandKey, Quantity> promises;
    absl::btree_map<WaitingKey, Waiting> waiting;
    QuotaBook quotas;
  };
  const Book& book() const;
  Book& mutable_book();

  LocationId location_;
  uint32_t changed_in_ = 0;
  Sequence counted_at_ = 0;
  Sequence last_moved_ = 0;
  Balances balances_;
  std::unique_ptr<Book> book_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_POSITION_H_
