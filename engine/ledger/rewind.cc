#include "engine/ledger/rewind.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/ledger/dated_rows.h"
#include "engine/ledger/promise_change.h"

namespace atp {

Rewind::Past* Rewind::Find(PositionId position) {
  const auto it = positions_.find(position);
  return it == positions_.end() ? nullptr : &it->second;
}

void Rewind::TakeSetting(const Catalog& catalog, const SettingValue& key) {
  std::string bytes = SettingKey(key);
  const SettingValue* const value = catalog.FindByKey(bytes);
  settings_.emplace(std::move(bytes), value == nullptr ? std::nullopt : std::optional(*value));
}

void Rewind::Take(const Ledger& ledger, PositionId id) {
  const Directory& directory = ledger.directory();
  const Catalog& catalog = directory.catalog();
  if (positions_.empty()) {
    for (const auto& [key, value] : catalog.settings()) {
      if (IsOfEveryPosition(value)) settings_.emplace(key, value);
    }
  }
  const Shard& shard = ledger.shard(ShardOfItem(id.item));
  const std::string& item = shard.ItemAt(id.item).key;
  const std::string& location = directory.locations().Key(id.location);
  for (const bool by_item : {false, true}) {
    for (const bool by_location : {false, true}) {
      TakeSetting(catalog, RuleSetting{by_item ? item : "", by_location ? location : "", {}});
    }
  }
  Past past;
  if (const Position* position = shard.FindPosition(id)) {
    past = {position->balances(), false, position->supply(), position->demand(),
            position->quotas(),   {}};
  }
  positions_.emplace(id, std::move(past));
}

bool Rewind::IsOfEveryPosition(const SettingValue& value) {
  return std::holds_alternative<SupplierSetting>(value) ||
         std::holds_alternative<ChannelSetting>(value);
}

bool Rewind::IsAskedFor(const SettingValue& value) const {
  if (IsOfEveryPosition(value)) return true;
  return std::holds_alternative<RuleSetting>(value) && settings_.count(SettingKey(value)) > 0;
}

void Rewind::Undo(const Entry& entry) {
  for (const Definition& definition : entry.definitions) {
    if (definition.kind == NameKind::kItem) items_to_come_.insert(definition.id);
    if (definition.kind == NameKind::kLocation) locations_to_come_.insert(definition.id);
  }
  for (const Posting& posting : entry.postings) {
    Past* const past = Find(posting.position);
    if (past == nullptr || std::exchange(past->is_before_known, true)) continue;
    past->balances = posting.before;
  }
  for (const LineEffect& effect : entry.lines) {
    Past* const past = Find(effect.position);
    if (past != nullptr) AddRow(&past->demand, effect.day, -PromiseChange(entry.cause, effect));
  }
  ATP_CHECK(entry.receipts.size() == entry.receipts_before.size());
  for (size_t i = 0; i < entry.receipts.size(); ++i) {
    const ScheduledReceipt& after = entry.receipts[i];
    const ReceiptBefore& before = entry.receipts_before[i];
    if (Past* const past = Find(after.position)) AddRow(&past->supply, RowOf(after, -after.open));
    if (Past* const past = Find(before.position)) {
      AddRow(&past->supply,
             {before.day, before.open, before.state, after.key.kind, before.supplier});
    }
  }
  for (const QuotaChange& change : entry.quotas) {
    Past* const past = Find(change.position);
    if (past == nullptr || !past->told_quotas.insert(change.channel).second) continue;
    past->quotas.Set(change.channel, change.before);
  }
  for (const SettingChange& change : entry.settings) {
    if (!IsAskedFor(change.after.value)) continue;
    std::string key = SettingKey(change.after.value);
    if (undone_.insert(key).second) settings_[std::move(key)] = change.before;
  }
}

PositionFacts Rewind::FactsOf(PositionId position) const {
  const Past& past = positions_.at(position);
  PositionFacts facts;
  facts.id = position;
  facts.balances = past.balances;
  facts.supply = past.supply;
  facts.demand = past.demand;
  if (!past.quotas.empty()) facts.quotas = &past.quotas;
  return facts;
}

void Rewind::SettingsThen(const Ledger& ledger, Catalog* catalog) const {
  for (const auto& [key, value] : settings_) {
    if (value.has_value()) catalog->Restore(*value);
  }
  catalog->rules().set_fallback(ledger.directory().catalog().rules().fallback());
  catalog->RebuildBooks(ledger.names());
}

}  // namespace atp
