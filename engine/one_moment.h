#ifndef ATP_ENGINE_ONE_MOMENT_H_
#define ATP_ENGINE_ONE_MOMENT_H_

#include "engine/commit_pipeline.h"

namespace atp {

// Runs `read(now)` under shared locks of these shards at a moment when nothing is due in them: what
// is due is settled first.
template <typename Read>
void AtOneMoment(Ledger* ledger, CommitPipeline* pipeline, const ShardSet& shards, Read read) {
  while (true) {
    Micros now;
    {
      const ShardLock lock(ledger, shards, ShardLock::Mode::kShared);
      now = pipeline->Now(shards);
      if (!pipeline->HasDue(shards, now)) {
        read(now);
        return;
      }
    }
    pipeline->Settle(shards, now);
  }
}

}  // namespace atp

#endif  // ATP_ENGINE_ONE_MOMENT_H_
