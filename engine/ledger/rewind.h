#ifndef ATP_ENGINE_LEDGER_REWIND_H_
#define ATP_ENGINE_LEDGER_REWIND_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/ledger/availability.h"
#include "engine/ledger/ledger.h"
#include "engine/model/entry.h"

namespace atp {

// Some positions, and the settings that say what can be promised of them, as they were before the
// entries that have been undone.
//
//   Take() what is asked about, now, under its locks
//   Undo() each entry from the moment asked for up to now, in order; no lock is needed
//   FactsOf(), SettingsThen()
//
// An entry states effects with the balances, rows and settings before it, so undoing needs nothing
// but the entry: of what is stated as before and after the first entry tells; of what is stated as
// a change the sum.
//
// How old the word of a source was is not looked at: a past answer is of what was known.
//
// Not thread-safe. Take() copies O(rows of the position), and the first time the suppliers and the
// channels that are set; Undo() is O(the entry).
class Rewind {
 public:
  // The position's shard must be locked, and stay so until everything has been taken.
  void Take(const Ledger& ledger, PositionId position);

  // Entries must come in the order of their sequences, and leave out none that touches what was
  // taken.
  void Undo(const Entry& entry);

  // Whether an entry that was undone first named it.
  bool IsItemToCome(ItemId item) const { return items_to_come_.contains(item); }
  bool IsLocationToCome(LocationId location) const { return locations_to_come_.contains(location); }

  // As it was then. `position` must have been taken; good until the next Undo().
  PositionFacts FactsOf(PositionId position) const;

  // Puts into the empty *catalog what was in force then for what was taken. The rule where nothing
  // is set is the present one: it is no setting, and no entry tells of it. The shards of what was
  // taken must be locked.
  void SettingsThen(const Ledger& ledger, Catalog* catalog) const;

 private:
  struct Past {
    Balances balances;
    bool is_before_known = false;  // an entry has told `balances`
    std::vector<DatedSupply> supply;
    std::vector<DatedDemand> demand;
    QuotaBook quotas;
    absl::flat_hash_set<ChannelId> told_quotas;  // an entry has told what was before
  };
  Past* Find(PositionId position);
  void TakeSetting(const Catalog& catalog, const SettingValue& key);
  // Suppliers and channels, which concern every position.
  static bool IsOfEveryPosition(const SettingValue& value);
  bool IsAskedFor(const SettingValue& value) const;

  absl::flat_hash_map<PositionId, Past> positions_;
  std::map<std::string, std::optional<SettingValue>> settings_;  // by SettingKey()
  absl::flat_hash_set<std::string> undone_;                      // of settings_, told by an entry
  absl::flat_hash_set<ItemId> items_to_come_;
  absl::flat_hash_set<LocationId> locations_to_come_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_REWIND_H_
