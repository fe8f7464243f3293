#include "engine/ledger/catalog.h"

#include <algorithm>

namespace atp {
namespace {

// The alternative as the value that is in force; null if there is none.
template <typename Value>
const Value* ValueOf(const SettingValue* value) {
  return value == nullptr ? nullptr : &std::get<Value>(*value);
}

}  // namespace

void Catalog::Post(const SettingChange& change, const NameResolver& names) {
  const std::string key = SettingKey(change.after.value);
  if (change.after.is_removed) {
    Index(change.after.value, nullptr, names);
    settings_.erase(key);
  } else {
    SettingValue& value = settings_[key];
    value = change.after.value;
    Index(value, &value, names);
  }
}

void Catalog::RebuildBooks(const NameResolver& names) {
  for (const auto& [key, value] : settings_) Index(value, &value, names);
  Settle(names);
}

void Catalog::Index(const SettingValue& key, const SettingValue* value, const NameResolver& names) {
  if (const auto* rule = std::get_if<RuleSetting>(&key)) {
    const auto* set = ValueOf<RuleSetting>(value);
    rules_.Index(*rule, set == nullptr ? nullptr : &set->rule, names);
  } else if (const auto* supplier = std::get_if<SupplierSetting>(&key)) {
    const auto* set = ValueOf<SupplierSetting>(value);
    const SupplierId id = names.Supplier(supplier->supplier);
    if (id == kNoSupplier) return;
    if (id >= suppliers_.size()) suppliers_.resize(id + 1);
    suppliers_[id] = set == nullptr ? std::nullopt : std::optional(set->confidence);
    const auto is_set = [](const auto& confidence) { return confidence.has_value(); };
    if (std::none_of(suppliers_.begin(), suppliers_.end(), is_set)) suppliers_.clear();
  } else if (const auto* kit = std::get_if<KitSetting>(&key)) {
    kits_.Index(*kit, ValueOf<KitSetting>(value));
  } else if (const auto* channel = std::get_if<ChannelSetting>(&key)) {
    const auto* set = ValueOf<ChannelSetting>(value);
    const ChannelId id = names.Channel(channel->channel);
    if (id == kNoChannel) return;
    channels_.Index(id, set == nullptr
                            ? std::nullopt
                            : std::optional(ChannelBook::Channel{names.Channel(set->parent),
                                                                 set->may_use_shared_pool}));
  } else if (const auto* age = std::get_if<AgeSetting>(&key)) {
    ages_.Index(*age, ValueOf<AgeSetting>(value), names);
  }
}

}  // namespace atp
