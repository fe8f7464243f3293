#ifndef ATP_ENGINE_LEDGER_SHARD_H_
#define ATP_ENGINE_LEDGER_SHARD_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "engine/ledger/cap_book.h"
#include "engine/ledger/changed_rows.h"
#include "engine/ledger/expiry_queue.h"
#include "engine/ledger/fill_queue.h"
#include "engine/ledger/item.h"
#include "engine/ledger/ledger_row.h"
#include "engine/ledger/position.h"
#include "engine/ledger/request_book.h"
#include "engine/ledger/rows.h"
#include "engine/ledger/supplier_record.h"
#include "engine/model/entry.h"

namespace atp {

// A small ledger, complete in itself: the items that hash to it with all their positions and
// supply; the reservations whose home it is; the requests and the document numbers that hash to it.
// It knows nothing of other shards or of locks.
//
// Invariant: its state is a function of the entries posted to it, in order, and of nothing else.
// Post() cannot fail: it aborts on an entry that does not fit, since then the ledger and the
// journal disagree. Posting is O(lines of the entry in this shard x log) and allocates only for
// what is new.
//
// Not thread-safe: the Ledger guards it. Pointers and references it gives are valid until the next
// Post().
class Shard {
 public:
  Shard(ShardId id, uint32_t shard_count) : id_(id), shard_count_(shard_count) {}

  ShardId id() const { return id_; }

  // Null or kNoItem: not here.
  const Item* FindItem(std::string_view key) const;
  ItemId FindItemId(std::string_view key) const;
  const Item& ItemAt(ItemId id) const;
  const Position* FindPosition(PositionId id) const;
  const Reservation* FindReservation(ReservationId id) const;
  const ScheduledReceipt* FindReceipt(const SupplyKey& key) const;
  // The item of a supply document line whose key hashes to this shard; kNoItem if unknown.
  ItemId FindDocument(const SupplyKey& key) const;
  // The entry that answered this request id within the window before `now`, or null.
  const RequestBook::Answer* FindAnswer(std::string_view request_id, Micros now) const {
    return requests_.Find(request_id, now - request_window_);
  }
  uint64_t remembered_request_count() const { return requests_.answers().size(); }
  // What `source` last sent, up to which sequence; 0 if nothing.
  Sequence SnapshotReflects(const std::string& source) const;
  // When `source` last spoke; see SourceRow.
  Micros SourceHeard(const std::string& source) const;
  const absl::btree_map<std::string, SourceRow>& sources() const { return sources_; }

  uint32_t item_count() const { return static_cast<uint32_t>(items_.size()); }
  const std::deque<Item>& items() const { return items_; }
  const absl::btree_map<ReservationId, std::unique_ptr<Reservation>>& reservations() const {
    return reservations_;
  }
  const absl::btree_map<SupplyKey, ScheduledReceipt>& receipts() const { return receipts_; }
  // Open ASNs of this shard's items that name the commitment.
  uint32_t OpenAsnsOf(const SupplyKey& order) const;
  // What the deliveries of this shard's items were worth.
  const absl::btree_map<SupplierId, SupplierRecord>& supplier_records() const {
    return supplier_records_;
  }
  // What is still to come to a position, by document line. O(answer x log).
  std::vector<const ScheduledReceipt*> OpenReceiptsOf(PositionId position) const;
  uint64_t position_count() const { return position_count_; }
  uint64_t open_reservation_count() const { return open_reservations_; }

  ExpiryQueue& expiry() { return expiry_; }
  const ExpiryQueue& expiry() const { return expiry_; }

  // What customers were promised of the capped items that are here.
  const CapBook& caps() const { return caps_; }

  FillQueue& fills() { return fills_; }
  const FillQueue& fills() const { return fills_; }

  Micros request_window() const { return request_window_; }
  Micros resolved_window() const { return resolved_window_; }
  Sequence applied() const { return applied_; }
  Micros last_time() const { return last_time_; }

  // Applies this shard's part of `entry`. Requires entry.sequence > applied().
  void Post(const Entry& entry);

  // The keys of the rows that changed since they were last taken; see rows.h. O(1) to take.
  ChangedRows& changed() { return changed_; }
  const ChangedRows& changed() const { return changed_; }
  // A row's present value; false if it is gone.
  bool RowValue(std::string_view key, std::string* value) const;
  // All rows, in key order.
  std::vector<LedgerRow> AllRows() const;

  // For recovery: rows in key order, then FinishRestore() once.
  absl::Status RestoreRow(std::string_view key, std::string_view value);
  void FinishRestore(Sequence applied);

 private:
  bool Owns(ItemId item) const { return ShardOfItem(item) == id_; }
  Position& MutablePosition(PositionId id);

  void PostDefinitions(const Entry& entry);
  void PostPostings(const Entry& entry);
  void PostPromises(const Entry& entry);
  void PostReservation(const Entry& entry);
  void PostNewReservation(const Entry& entry);
  void PostReconfirmed(const Entry& entry);
  void PostReceipts(const Entry& entry);
  void PostQuotas(const Entry& entry);
  void PostDelivery(const Entry& entry, const ScheduledReceipt& receipt);
  void PostCaps(const Entry& entry);
  void PostFills(const Entry& entry);
  void PostRequest(const Entry& entry);
  void PostSettings(const Entry& entry);
  void ForgetOld(Micros now);
  void SetReceipt(const ScheduledReceipt& receipt);
  void CountOpenAsn(const ScheduledReceipt& receipt, int32_t sign);
  void Resolve(Reservation* reservation, Micros time);
  bool RestoreLines(const Reservation& reservation);

  void Touch(std::string_view row_key) { changed_.Add(row_key); }

  const ShardId id_;
  const uint32_t shard_count_;

  std::deque<Item> items_;
  ItemIndex item_index_{&items_};
  absl::btree_map<ReservationId, std::unique_ptr<Reservation>> reservations_;
  std::deque<std::pair<Micros, ReservationId>> resolved_;  // by the time they were resolved
  absl::btree_map<SupplyKey, ScheduledReceipt> receipts_;
  absl::btree_set<std::pair<PositionId, SupplyKey>> open_receipts_;  // of receipts_, open > 0
  absl::flat_hash_map<SupplyKey, ItemId> documents_;
  absl::flat_hash_map<SupplyKey, uint32_t> open_asns_;  // by commitment; derived from receipts_
  absl::btree_map<SupplierId, SupplierRecord> supplier_records_;
  absl::btree_map<std::string, SourceRow> sources_;
  RequestBook requests_;
  ExpiryQueue expiry_;
  FillQueue fills_;
  CapBook caps_;
  Micros request_window_ = 24 * kMicrosPerHour;
  Micros resolved_window_ = 24 * kMicrosPerHour;
  Sequence applied_ = 0;
  Micros last_time_ = 0;
  uint64_t position_count_ = 0;
  uint64_t open_reservations_ = 0;

  // Since the last checkpoint.
  ChangedRows changed_;
};

// The shard of a key among `shard_count`. On disk: must not change.
ShardId ShardOfKey(std::string_view key, uint32_t shard_count);
ShardId ShardOfDocument(const SupplyKey& key, uint32_t shard_count);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_SHARD_H_
