#include "engine/item_lookup.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "engine/model/keys.h"

namespace atp {

absl::Status NotKnown(std::string_view reason, Field field, std::string_view what) {
  return MakeError(absl::StatusCode::kNotFound, reason, field,
                   absl::StrCat(absl::string_view(what.data(), what.size()), " is not known"));
}

namespace {

const Item& ItemAt(const Ledger& ledger, ItemId item) {
  return ledger.shard(ShardOfItem(item)).ItemAt(item);
}

LocationIds LocationsOf(const Ledger& ledger, ItemId item) {
  const std::vector<KitPart>* kit = ledger.directory().catalog().kits().Find(item);
  LocationIds ids;
  const ItemId first = kit == nullptr ? item : kit->front().item;
  for (const Position& position : ItemAt(ledger, first).positions) {
    const LocationId location = position.location();
    const auto is_there = [&](const KitPart& part) {
      return ItemAt(ledger, part.item).Find(location) != nullptr;
    };
    if (kit == nullptr || std::all_of(kit->begin() + 1, kit->end(), is_there)) {
      ids.push_back(location);
    }
  }
  return ids;
}

}  // namespace

absl::StatusOr<ItemId> FindItem(const Ledger& ledger, const std::string& key, Field field) {
  const absl::Status checked = CheckKey(key, field);
  if (!checked.ok()) return checked;
  const ItemId item = ledger.shard(ledger.ShardOf(key)).FindItemId(key);
  if (item == kNoItem) return NotKnown("UNKNOWN_ITEM", field, absl::StrCat("item \"", key, "\""));
  return item;
}

absl::StatusOr<LocationIds> FindLocations(const Ledger& ledger, ItemId item,
                                          const std::vector<std::string>& locations, Field field) {
  if (locations.empty()) return LocationsOf(ledger, item);
  LocationIds ids;
  for (const std::string& location : locations) {
    const absl::Status checked = CheckKey(location, field);
    if (!checked.ok()) return checked;
    const std::optional<LocationId> id = ledger.directory().locations().Find(location);
    if (!id.has_value()) {
      return NotKnown("UNKNOWN_LOCATION", field, absl::StrCat("location \"", location, "\""));
    }
    // Naming a location twice must not count its stock twice.
    if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
  }
  return ids;
}

}  // namespace atp
