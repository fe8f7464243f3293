#include <algorithm>
#include <set>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "engine/ledger/decide_actions.h"
#include "engine/ledger/kit_flattener.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// The catalog as it will be after the settings of one command.
class FutureCatalog {
 public:
  explicit FutureCatalog(const Catalog& catalog) : catalog_(catalog) {}

  // False if the command has set this key already.
  bool Put(const Setting& setting) {
    return changes_.emplace(SettingKey(setting.value), &setting).second;
  }

  // Null if there will be none.
  template <typename Value>
  const Value* Find(const Value& key) const {
    const auto it = changes_.find(SettingKey(key));
    if (it == changes_.end()) return catalog_.Find(key);
    return it->second->is_removed ? nullptr : &std::get<Value>(it->second->value);
  }

  // Whether another source than `source` will count the location.
  bool IsCountedByOther(const std::string& location, LocationId id,
                        const std::string& source) const {
    const auto counts = [&](const AgeSetting* other) {
      return other != nullptr && other->source != source &&
             std::count(other->locations.begin(), other->locations.end(), location) > 0;
    };
    const WatchedSource* now = catalog_.ages().Find(id);
    if (now != nullptr && counts(Find(AgeSetting{now->name, {}}))) return true;
    return std::any_of(changes_.begin(), changes_.end(), [&](const auto& change) {
      return !change.second->is_removed && counts(std::get_if<AgeSetting>(&change.second->value));
    });
  }

 private:
  const Catalog& catalog_;
  absl::flat_hash_map<std::string, const Setting*> changes_;
};

// Whether `start` leads back to itself. `next` gives what a key names; keys that lead nowhere give
// nothing. O(what is reachable).
template <typename Next>
bool LeadsToItself(const std::string& start, Next next) {
  std::set<std::string> seen;
  std::vector<std::string> open = next(start);
  while (!open.empty()) {
    const std::string key = std::move(open.back());
    open.pop_back();
    if (key == start) return true;
    if (!seen.insert(key).second) continue;
    for (std::string& further : next(key)) open.push_back(std::move(further));
  }
  return false;
}

// Whether one setting may be put in force: what it names is known, and it closes no circle.
class Checker {
 public:
  Checker(const Ledger& ledger, const FutureCatalog& future, std::string path)
      : ledger_(ledger), future_(future), path_(std::move(path)) {}

  absl::Status operator()(const RuleSetting& v) const {
    const absl::Status item = v.item.empty() ? absl::OkStatus() : Item(v.item, "item");
    return !item.ok() || v.location.empty() ? item : Location(v.location, "location");
  }
  // Suppliers and channels become known by being named; kits by being set.
  absl::Status operator()(const SupplierSetting& v) const { return absl::OkStatus(); }
  absl::Status operator()(const GroupSetting& v) const { return Locations(v.locations); }
  absl::Status operator()(const LaneSetting& v) const { return Location(v.location, "location"); }
  absl::Status operator()(const KitSetting& v) const {
    for (size_t i = 0; i < v.components.size(); ++i) {
      const std::string& item = v.components[i].item;
      if (future_.Find(KitSetting{item, {}}) != nullptr) continue;
      const absl::Status known = Item(item, FieldPath("components", i, "item").Path());
      if (!known.ok()) return known;
    }
    const bool is_circle = LeadsToItself(v.item, [this](const std::string& item) {
      std::vector<std::string> components;
      if (const KitSetting* kit = future_.Find(KitSetting{item, {}})) {
        for (const auto& component : kit->components) components.push_back(component.item);
      }
      return components;
    });
    return is_circle ? Circle("KIT_CYCLE", "components", v.item) : absl::OkStatus();
  }
  absl::Status operator()(const SubstituteSetting& v) const {
    const absl::Status known = Item(v.item, "item");
    if (!known.ok()) return known;
    for (size_t i = 0; i < v.substitutes.size(); ++i) {
      const absl::Status item = Item(v.substitutes[i], absl::StrCat("substitutes[", i, "]"));
      if (!item.ok()) return item;
    }
    const bool is_circle = LeadsToItself(v.item, [this](const std::string& item) {
      const auto* found = future_.Find(SubstituteSetting{item, {}});
      return found == nullptr ? std::vector<std::string>() : found->substitutes;
    });
    return is_circle ? Circle("SUBSTITUTE_CYCLE", "substitutes", v.item) : absl::OkStatus();
  }
  absl::Status operator()(const ChannelSetting& v) const {
    const auto parent = [this](const std::string& channel) {
      const auto* found = future_.Find(ChannelSetting{channel, "", false});
      return found == nullptr || found->parent.empty() ? std::vector<std::string>()
                                                       : std::vector{found->parent};
    };
    if (LeadsToItself(v.channel, parent)) return Circle("CHANNEL_CYCLE", "parent", v.channel);
    size_t depth = 1;
    for (auto above = parent(v.channel); !above.empty(); above = parent(above.front())) ++depth;
    if (depth <= kChannelDepthMax) return absl::OkStatus();
    return MakeError(absl::StatusCode::kFailedPrecondition, "CHANNEL_TOO_DEEP", Path("parent"),
                     absl::StrCat(depth, " levels; at most ", kChannelDepthMax));
  }
  absl::Status operator()(const AgeSetting& v) const {
    const absl::Status known = Locations(v.locations);
    if (!known.ok()) return known;
    for (size_t i = 0; i < v.locations.size(); ++i) {
      const LocationId id = ledger_.names().Location(v.locations[i]);
      if (!future_.IsCountedByOther(v.locations[i], id, v.source)) continue;
      return BadField("NAMED_TWICE", Path(absl::StrCat("locations[", i, "]")),
                      absl::StrCat("another source counts \"", v.locations[i], "\""));
    }
    return absl::OkStatus();
  }
  absl::Status operator()(const CapSetting& v) const {
    return v.item.empty() ? absl::OkStatus() : Item(v.item, "item");
  }

 private:
  std::string Path(std::string_view field) const { return path_ + "." + std::string(field); }
  absl::Status Item(const std::string& key, std::string_view field) const {
    if (ledger_.names().Item(key) != kNoItem) return absl::OkStatus();
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_ITEM", Path(field),
                     absl::StrCat("item \"", key, "\" is not known"));
  }
  absl::Status Location(const std::string& key, std::string_view field) const {
    if (ledger_.names().Location(key) != kNoLocation) return absl::OkStatus();
    return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_LOCATION", Path(field),
                     absl::StrCat("location \"", key, "\" is not known"));
  }
  absl::Status Locations(const std::vector<std::string>& keys) const {
    for (size_t i = 0; i < keys.size(); ++i) {
      const absl::Status known = Location(keys[i], absl::StrCat("locations[", i, "]"));
      if (!known.ok()) return known;
    }
    return absl::OkStatus();
  }
  absl::Status Circle(std::string_view reason, std::string_view field,
                      const std::string& key) const {
    return MakeError(absl::StatusCode::kFailedPrecondition, reason, Path(field),
                     absl::StrCat("leads back to \"", key, "\""));
  }

  const Ledger& ledger_;
  const FutureCatalog& future_;
  const std::string path_;
};

std::string PathOf(size_t index) { return absl::StrCat("settings[", index, "]"); }

// That no kit becomes too large: neither one that is set, nor one that it is in. There are no
// circles.
absl::Status CheckKitSizes(const ChangeSettings& action, const KitBook& book,
                           const FutureCatalog& future) {
  const auto find = [&](const std::string& item) { return future.Find(KitSetting{item, {}}); };
  KitFlattener flattener(find);
  for (size_t i = 0; i < action.settings.size(); ++i) {
    const auto* set = std::get_if<KitSetting>(&action.settings[i].value);
    if (set == nullptr || action.settings[i].is_removed) continue;
    for (const std::string& item : book.WithThoseAbove({set->item})) {
      const KitSetting* kit = find(item);
      if (kit == nullptr || flattener.Flatten(*kit).has_value()) continue;
      return MakeError(absl::StatusCode::kFailedPrecondition, "KIT_TOO_LARGE",
                       absl::StrCat(PathOf(i), ".components"),
                       absl::StrCat("\"", item, "\" has more than ", kKitPartsMax, " parts, ",
                                    kKitLevelsMax, " levels, or too many of a part"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DecideAction(const DecideContext& context, const ChangeSettings& action,
                          Draft* draft) {
  Entry& entry = draft->entry();
  entry.cause = Cause::kSet;
  const Catalog& catalog = context.ledger->directory().catalog();
  FutureCatalog future(catalog);
  for (size_t i = 0; i < action.settings.size(); ++i) {
    if (!future.Put(action.settings[i])) {
      return BadField("NAMED_TWICE", PathOf(i), "an earlier setting has the same key");
    }
  }
  for (size_t i = 0; i < action.settings.size(); ++i) {
    const Setting& setting = action.settings[i];
    const SettingValue* before = catalog.FindByKey(SettingKey(setting.value));
    if (setting.is_removed && before == nullptr) {
      return MakeError(absl::StatusCode::kNotFound, "UNKNOWN_SETTING", PathOf(i),
                       "there is no such setting to remove");
    }
    if (setting.is_removed) {
      entry.settings.push_back({{*before, true}, *before});
      continue;
    }
    const absl::Status checked =
        std::visit(Checker(*context.ledger, future, PathOf(i)), setting.value);
    if (!checked.ok()) return checked;
    if (const auto* kit = std::get_if<KitSetting>(&setting.value)) draft->DefineItem(kit->item);
    entry.settings.push_back({setting, before == nullptr ? std::nullopt : std::optional(*before)});
  }
  const absl::Status sizes = CheckKitSizes(action, catalog.kits(), future);
  if (!sizes.ok()) return sizes;
  return draft->Finish(/*is_fact=*/false);
}

}  // namespace atp
