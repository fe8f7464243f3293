#include "absl/container/btree_map.h"
#include "engine/ledger/decide_actions.h"

namespace atp {

// A supplier's deliveries are kept where their items are, so what they were worth is the sum over
// all shards. What would not change is left out; nothing learned is an entry without settings.
absl::Status DecideAction(const DecideContext& context, const LearnSuppliers& action,
                          Draft* draft) {
  const Ledger& ledger = *context.ledger;
  absl::btree_map<SupplierId, SupplierRecord> records;
  for (uint32_t id = 0; id < ledger.shard_count(); ++id) {
    for (const auto& [supplier, record] :
         ledger.shard(static_cast<ShardId>(id)).supplier_records()) {
      records[supplier].Add(record);
    }
  }
  Entry& entry = draft->entry();
  entry.cause = Cause::kSet;
  for (const auto& [supplier, record] : records) {
    if (record.deliveries() < action.deliveries_min) continue;
    const SupplierSetting learned{
        ledger.directory().suppliers().Key(supplier),
        record.ToConfidence(action.guaranteed_percentile, action.expected_percentile)};
    const SupplierSetting* before = ledger.directory().catalog().Find(learned);
    if (before != nullptr && before->confidence == learned.confidence) continue;
    entry.settings.push_back(
        {{learned, false},
         before == nullptr ? std::nullopt : std::optional<SettingValue>(*before)});
  }
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
