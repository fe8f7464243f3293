#ifndef ATP_ENGINE_STORE_META_H_
#define ATP_ENGINE_STORE_META_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/history.h"
#include "engine/store/state_store.h"

namespace atp {

// The named values that a store keeps of its ledger. Loading: no value where none was written yet;
// DATA_LOSS where it is malformed.

// Fixed when the ledger is made.
absl::StatusOr<std::optional<uint32_t>> LoadShardCount(StateStore* store);
absl::Status SaveShardCount(StateStore* store, uint32_t count);

absl::StatusOr<std::optional<History>> LoadHistory(StateStore* store);
absl::Status SaveHistory(StateStore* store, const History& history);

// Whether what was written of the log may have been told before it was synced (EngineOptions::
// sync_interval), and not all of it is known to be synced. False where nothing was written yet.
absl::StatusOr<bool> LoadSyncsLater(StateStore* store);
absl::Status SaveSyncsLater(StateStore* store, bool syncs_later);

}  // namespace atp

#endif  // ATP_ENGINE_STORE_META_H_
