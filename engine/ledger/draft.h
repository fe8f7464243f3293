#ifndef ATP_ENGINE_LEDGER_DRAFT_H_
#define ATP_ENGINE_LEDGER_DRAFT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/atp/inputs.h"
#include "engine/ledger/availability.h"
#include "engine/ledger/decide.h"

namespace atp {

// An entry in the making: the ledger as it would be after the lines of a command decided so far.
// So two lines of one command on the same position see each other. Nothing of it is visible to
// anyone until the entry is posted.
//
// Belongs to one Decide() call, under its locks.
class Draft {
 public:
  // Makes it in *entry, which is empty.
  Draft(const DecideContext& context, Entry* entry);

  Day today() const { return today_; }
  Micros now() const { return context_.now; }

  // The known position of these keys, or UNKNOWN_ITEM / UNKNOWN_LOCATION naming fields of
  // `list`[`index`]. The item need not have stock there.
  absl::StatusOr<PositionId> Find(const std::string& item, const std::string& location,
                                  std::string_view list, size_t index) const;

  // The same for facts, which make an unknown item known. The location is in the directory, but
  // for a command that is only validated: then the entry, never posted, defines that as well.
  PositionId FindOrDefine(const std::string& item, const std::string& location);

  // The same for an item that has no position of its own.
  ItemId DefineItem(const std::string& item);

  // The number of a name of this kind: known, or to be defined by this entry where it is only
  // validated (otherwise CommitPipeline has defined it). kNoLocation and so on for an empty key.
  uint32_t NumberOf(NameKind kind, const std::string& key);

  // Working balances: change them freely, check them with Settle().
  Balances& balances(PositionId id) { return At(id).after; }
  // The entry will have a posting of this position, though none of its balances changes.
  void Touch(PositionId id) { At(id).is_kept = true; }
  bool IsTouched(PositionId id) const { return IndexOf(id) < touched_.size(); }
  const Position* base(PositionId id) { return At(id).base; }

  // Adds to a bucket; QUANTITY_OVERFLOW naming `field` if it would leave the range.
  absl::Status Add(PositionId id, Quantity Balances::*bucket, Quantity change, Field field);

  // What can be promised of a position, after what this command took already. Valid until the
  // draft is changed.
  Availability Of(PositionId id, const Asker& asker);
  // Records that the command takes promised quantity, or gives back what had been promised for the
  // day. The balances are the caller's. Taking returns what of it came from quotas.
  QuotaParts TakePromise(PositionId id, Day day, Quantity quantity, const Asker& asker);
  void GiveBackPromise(PositionId id, Day day, Quantity quantity);

  // The quotas are given back what so much of an open line took from them; the line, a working
  // copy, is left with the rest.
  QuotaParts GiveBackQuota(Quantity quantity, ReservationLine* line);
  void GiveBackParts(PositionId id, const QuotaParts& parts);
  void TakeParts(PositionId id, const QuotaParts& parts);
  // The quotas of a position, as they stand in this draft, and for changing.
  const QuotaBook& quotas(PositionId id);
  QuotaBook& mutable_quotas(PositionId id);

  // The working copy of a supply line of item shard `shard`; null if there is none.
  ScheduledReceipt* FindReceipt(const SupplyKey& key, ShardId shard);
  // The same, to look at without making it part of the entry.
  const ScheduledReceipt* SeeReceipt(const SupplyKey& key, ShardId shard) const;
  // Whether any open ASN names this commitment of item shard `shard`.
  bool HasOpenAsn(const SupplyKey& order, ShardId shard) const;
  ScheduledReceipt* AddReceipt(const ScheduledReceipt& receipt);

  Entry& entry() { return entry_; }

  // Completes the entry: balances of changed supply, one posting for each touched position, and,
  // where `is_fact`, who is at risk now.
  absl::Status Finish(bool is_fact);

 private:
  struct Touched {
    PositionId id;
    const Position* base;  // null: no stock there yet
    bool is_kept = false;  // posted although nothing changes
    Balances before;
    Balances after;
    absl::InlinedVector<DatedDemand, 1> promises;      // taken by this command, in day order
    std::unique_ptr<std::vector<DatedSupply>> supply;  // set if this command changes it
    std::unique_ptr<std::vector<DatedDemand>> demand;  // set if it gives promises back
    std::unique_ptr<QuotaBook> quotas;                 // set if it changes them
  };
  struct Supply {
    ScheduledReceipt before;
    bool is_new = false;
    ScheduledReceipt after;
  };

  const ChannelBook& channels() const { return context_.ledger->directory().catalog().channels(); }
  const Shard& shard(ShardId id) const { return context_.ledger->shard(id); }
  size_t IndexOf(PositionId id) const;
  Touched& At(PositionId id);
  PositionFacts FactsOf(const Touched& touched) const;
  std::vector<DatedSupply>& MutableSupply(Touched* touched);
  void AddSupply(const ScheduledReceipt& receipt, Quantity sign);
  void AddQuotaChanges(const Touched& touched);
  void NameAtRisk(const Touched& touched, Posting* posting) const;

  const DecideContext& context_;
  const Day today_;
  Entry& entry_;
  absl::flat_hash_map<std::string, ItemId> new_items_;
  absl::flat_hash_map<ShardId, uint32_t> new_items_in_;
  absl::InlinedVector<Touched, 1> touched_;
  absl::flat_hash_map<PositionId, size_t> touched_index_;  // once there are many
  // In order of first touch; unique_ptr because callers hold pointers to `after`.
  std::vector<std::unique_ptr<Supply>> supplies_;
};

// Error texts that several commands share.
absl::Status InsufficientOnHand(Quantity asked, Quantity there, Field field);

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_DRAFT_H_
