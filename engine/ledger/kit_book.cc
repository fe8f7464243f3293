#include "engine/ledger/kit_book.h"

#include "engine/base/check.h"
#include "engine/ledger/kit_flattener.h"

namespace atp {

std::set<std::string> KitBook::WithThoseAbove(const std::set<std::string>& kits) const {
  std::set<std::string> found = kits;
  std::vector<std::string> open(kits.begin(), kits.end());
  while (!open.empty()) {
    const auto above = used_in_.find(open.back());
    open.pop_back();
    if (above == used_in_.end()) continue;
    for (const std::string& kit : above->second) {
      if (found.insert(kit).second) open.push_back(kit);
    }
  }
  return found;
}

void KitBook::Index(const KitSetting& key, const KitSetting* kit) {
  changed_.insert(key.item);
  const auto before = kits_.find(key.item);
  if (before != kits_.end()) {
    for (const auto& component : before->second.components) {
      const auto users = used_in_.find(component.item);
      users->second.erase(key.item);
      if (users->second.empty()) used_in_.erase(users);
    }
    kits_.erase(before);
  }
  if (kit == nullptr) return;
  for (const auto& component : kit->components) used_in_[component.item].insert(key.item);
  kits_.emplace(key.item, *kit);
}

void KitBook::Settle(const NameResolver& names) {
  if (changed_.empty()) return;
  const auto find = [this](const std::string& item) {
    const auto it = kits_.find(item);
    return it == kits_.end() ? nullptr : &it->second;
  };
  KitFlattener flattener(find);
  for (const std::string& key : WithThoseAbove(changed_)) {
    const ItemId id = names.Item(key);
    const KitSetting* kit = find(key);
    if (kit == nullptr) {
      parts_.erase(id);
      continue;
    }
    const auto flat = flattener.Flatten(*kit);
    ATP_CHECK(flat.has_value());  // decided so
    std::vector<KitPart>& parts = parts_[id];
    parts.clear();
    for (const auto& part : *flat) parts.push_back({names.Item(part.item), part.quantity});
  }
  changed_.clear();
}

}  // namespace atp
