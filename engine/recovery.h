#ifndef ATP_ENGINE_RECOVERY_H_
#define ATP_ENGINE_RECOVERY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "engine/history.h"
#include "engine/journal/journal.h"
#include "engine/ledger/ledger.h"
#include "engine/store/store.h"

namespace atp {

struct Recovered {
  std::unique_ptr<Ledger> ledger;
  JournalEnd end;
  Sequence checkpointed = 0;
  uint64_t replayed = 0;
  History history{kNoHistory};
  bool syncs_later = false;  // what the store says: see store_meta.h
};

// The last checkpoint plus the rest of the log, through the same Post() that live traffic uses.
// Shards are restored, and posted to, side by side, and entries are read while those before are
// posted; threads are gone when it returns.
//
// A new store is given `shards_if_new` shards, and a history. DATA_LOSS, naming the place: a
// damaged row, group or chain; entries missing between checkpoint and log; no high-water mark, or a
// log that ends before it (which `accept_log_loss` permits, if the checkpoints do not reach beyond
// the log; a new history then begins where the log ends, as it does where the log may have been
// told before it was synced).
absl::StatusOr<Recovered> Recover(Store* store, uint32_t shards_if_new, bool accept_log_loss);

}  // namespace atp

#endif  // ATP_ENGINE_RECOVERY_H_
