#ifndef ATP_ENGINE_LEDGER_CATALOG_H_
#define ATP_ENGINE_LEDGER_CATALOG_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "engine/ledger/age_book.h"
#include "engine/ledger/channel_book.h"
#include "engine/ledger/kit_book.h"
#include "engine/ledger/name_resolver.h"
#include "engine/ledger/rule_book.h"
#include "engine/model/setting.h"

namespace atp {

// The settings in force, and what makes each kind quick to look up.
//
// The settings themselves are state: a function of the entries posted. The books beside them are
// derived from the settings and the names, and can be built anew at any time.
//
// Guarded by all shard locks together, as the directory that it is part of. Pointers into it stay
// valid until the setting is changed or removed.
class Catalog {
 public:
  // The value in force under the key of `key`, whose other fields do not matter; null if none.
  template <typename Value>
  const Value* Find(const Value& key) const {
    const SettingValue* found = FindByKey(SettingKey(key));
    return found == nullptr ? nullptr : &std::get<Value>(*found);
  }
  const SettingValue* FindByKey(const std::string& key) const {
    const auto it = settings_.find(key);
    return it == settings_.end() ? nullptr : &it->second;
  }
  // By key, in order of the bytes.
  const std::map<std::string, SettingValue>& settings() const { return settings_; }

  const RuleBook& rules() const { return rules_; }
  RuleBook& rules() { return rules_; }

  const KitBook& kits() const { return kits_; }
  const ChannelBook& channels() const { return channels_; }
  const AgeBook& ages() const { return ages_; }
  AgeBook& ages() { return ages_; }

  // How far each supplier is trusted, by id; empty while nothing is set for any.
  absl::Span<const std::optional<Confidence>> supplier_trust() const { return suppliers_; }

  // Puts the setting in force, or takes it out. After the last one of an entry: Settle().
  void Post(const SettingChange& change, const NameResolver& names);
  void Settle(const NameResolver& names) { kits_.Settle(names); }

  // For recovery: values first, then the books once all names are known.
  void Restore(const SettingValue& value) { settings_[SettingKey(value)] = value; }
  void RebuildBooks(const NameResolver& names);

 private:
  // `value` null: there is none any more under the key of `key`.
  void Index(const SettingValue& key, const SettingValue* value, const NameResolver& names);

  std::map<std::string, SettingValue> settings_;
  RuleBook rules_;
  KitBook kits_;
  ChannelBook channels_;
  AgeBook ages_;
  std::vector<std::optional<Confidence>> suppliers_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LEDGER_CATALOG_H_
