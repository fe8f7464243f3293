#ifndef ATP_ENGINE_EXPLAINER_H_
#define ATP_ENGINE_EXPLAINER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/commit_pipeline.h"
#include "engine/views.h"

namespace atp {

// Says why the ATP of a position is what it is, under the shared lock of its shard: part of the
// Engine's door, where the contract is. Thread-safe. Does not own what it is given.
class Explainer {
 public:
  Explainer(Ledger* ledger, Journal* journal, CommitPipeline* pipeline)
      : ledger_(*ledger), journal_(*journal), pipeline_(*pipeline) {}

  absl::StatusOr<ExplainAnswer> Explain(const ExplainQuestion& question);

 private:
  // Everything but what callers call the reservations. Under the lock.
  absl::Status ExplainLocked(const ExplainQuestion& question, Micros now, ExplainAnswer* answer);

  // References are kept where reservations are at home, which may be in other shards: asked for
  // once the position's own has been let go. They never change.
  void NameReservations(std::vector<PromiseExplained>* promises);

  Ledger& ledger_;
  Journal& journal_;
  CommitPipeline& pipeline_;
};

}  // namespace atp

#endif  // ATP_ENGINE_EXPLAINER_H_
