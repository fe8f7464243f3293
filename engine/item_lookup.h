#ifndef ATP_ENGINE_ITEM_LOOKUP_H_
#define ATP_ENGINE_ITEM_LOOKUP_H_

#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "engine/ledger/ledger.h"
#include "engine/model/field.h"

namespace atp {

// Finds what a reader asks for by its keys, or an error that names the field: KEY_*, UNKNOWN_ITEM,
// UNKNOWN_LOCATION. The lock of the item's shard must be held.

absl::StatusOr<ItemId> FindItem(const Ledger& ledger, const std::string& key, Field field);

// The locations of these keys, each once; of none: all that the item, or every part of the kit, has
// a position at. The locks of the parts must be held too.
using LocationIds = absl::InlinedVector<LocationId, 4>;
absl::StatusOr<LocationIds> FindLocations(const Ledger& ledger, ItemId item,
                                          const std::vector<std::string>& locations, Field field);

// NOT_FOUND: `what` is not known.
absl::Status NotKnown(std::string_view reason, Field field, std::string_view what);

}  // namespace atp

#endif  // ATP_ENGINE_ITEM_LOOKUP_H_
