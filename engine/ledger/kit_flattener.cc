#include "engine/ledger/kit_flattener.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "engine/base/checked_math.h"

namespace atp {
namespace {

// Parts of which each item is there once.
class Sum {
 public:
  // False: out of range.
  bool Add(const std::string& item, Quantity quantity) {
    const auto [it, is_new] = index_.emplace(item, parts_.size());
    if (is_new) {
      parts_.push_back({item, quantity});
      return parts_.size() <= kKitPartsMax;
    }
    Quantity& sum = parts_[it->second].quantity;
    return AddOk(sum, quantity, &sum);
  }

  std::vector<KitSetting::Component> Take() { return std::move(parts_); }

 private:
  std::vector<KitSetting::Component> parts_;
  absl::flat_hash_map<std::string, size_t> index_;
};

}  // namespace

std::optional<std::vector<KitSetting::Component>> KitFlattener::Flatten(const KitSetting& kit) {
  const Flat* flat = FlatOf(kit, kKitLevelsMax);
  if (flat == nullptr) return std::nullopt;
  return flat->parts;
}

const KitFlattener::Flat* KitFlattener::FlatOf(const KitSetting& kit, size_t room) {
  if (room == 0) return nullptr;
  auto it = done_.find(kit.item);
  if (it == done_.end()) {
    // What leads back here on the way is too large.
    it = done_.emplace(kit.item, std::nullopt).first;
    it->second = Take(kit, room);
  }
  const bool fits = it->second.has_value() && it->second->levels <= room;
  return fits ? &*it->second : nullptr;
}

std::optional<KitFlattener::Flat> KitFlattener::Take(const KitSetting& kit, size_t room) {
  Sum sum;
  Flat flat;
  for (const auto& component : kit.components) {
    const KitSetting* nested = find_(component.item);
    if (nested == nullptr) {
      if (!sum.Add(component.item, component.quantity)) return std::nullopt;
      continue;
    }
    const Flat* below = FlatOf(*nested, room - 1);
    if (below == nullptr) return std::nullopt;
    flat.levels = std::max(flat.levels, below->levels + 1);
    for (const auto& part : below->parts) {
      Quantity quantity;
      if (!MultiplyOk(part.quantity, component.quantity, &quantity)) return std::nullopt;
      if (!sum.Add(part.item, quantity)) return std::nullopt;
    }
  }
  flat.parts = sum.Take();
  return flat;
}

}  // namespace atp
