#ifndef ATP_TESTS_FUZZ_PROOFS_H_
#define ATP_TESTS_FUZZ_PROOFS_H_

#include "absl/status/status.h"
#include "engine/model/outcome.h"
#include "engine/store/memory_store.h"
#include "proto/atp/v1/batch_service.pb.h"

namespace atp::fuzz {

// What must be so of whatever a caller asks. Each aborts, after printing what is not.

// An error names a stable reason, and is not one of those that nobody can act on.
void ProveError(const absl::Status& status);

// All or nothing is: a request that is not for a part, a backorder or a rehearsal promises each
// line in full, or none.
void ProveAnswer(const v1::BatchItem& asked, const Outcome& outcome);

// The journal and the checkpoints on `disk` balance.
void ProveLedger(MemoryDisk* disk);

}  // namespace atp::fuzz

#endif  // ATP_TESTS_FUZZ_PROOFS_H_
