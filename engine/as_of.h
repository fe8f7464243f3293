#ifndef ATP_ENGINE_AS_OF_H_
#define ATP_ENGINE_AS_OF_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/item_lookup.h"
#include "engine/journal/journal.h"
#include "engine/ledger/ledger.h"
#include "engine/ledger/rewind.h"
#include "engine/store/commit_log.h"
#include "engine/views.h"

namespace atp {

// Answers what a check answered at a past sequence: part of the Engine's door, where the contract
// is. It takes the positions as they are, undoes the journal back to that sequence, and asks the
// same function as a check of now.
//
//     sequence              taken              now
//        |------ undone ------|
//     the answer          the ledger, at the last entry of these shards
//
// Thread-safe. Does not own what it is given.
class AsOf {
 public:
  AsOf(uint32_t lines_max, Ledger* ledger, Journal* journal, CommitLog* log)
      : lines_max_(lines_max), ledger_(*ledger), journal_(*journal), log_(*log) {}

  absl::StatusOr<CheckAnswer> Check(Sequence sequence, const std::vector<CheckLine>& lines);

 private:
  // A line by numbers.
  struct Asked {
    ItemId item = kNoItem;
    LocationIds locations;
    Asker asker;
  };

  // Takes what the lines ask about as it is now, and says up to which entry that is complete.
  absl::StatusOr<Sequence> Take(Sequence sequence, const std::vector<CheckLine>& lines,
                                const ShardSet& shards, Rewind* rewind, std::vector<Asked>* asked);
  // Undoes what comes after `sequence` up to `taken`, and gives the time of that entry.
  absl::StatusOr<Micros> Undo(Sequence sequence, Sequence taken, Rewind* rewind);
  absl::StatusOr<LinePromise> Answer(const Rewind& rewind, const Catalog& catalog,
                                     const Asked& asked, const CheckLine& line, size_t index,
                                     Micros time);

  const uint32_t lines_max_;
  Ledger& ledger_;
  Journal& journal_;
  CommitLog& log_;
};

}  // namespace atp

#endif  // ATP_ENGINE_AS_OF_H_
