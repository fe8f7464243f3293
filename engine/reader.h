#ifndef ATP_ENGINE_READER_H_
#define ATP_ENGINE_READER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/commit_pipeline.h"
#include "engine/ledger/availability.h"
#include "engine/views.h"

namespace atp {

// What a check says of one position, for a day of the horizon of its rule. The caller names it.
LocationPromise PromiseAt(const Availability& available, Day day);

// NO_LINES, TOO_MANY_LINES.
absl::Status CheckLineCount(size_t lines, size_t lines_max);

// A location that a check asks of, and what is there.
struct PlaceFacts {
  std::string location;
  PositionFacts facts;
};

// What a check says of `line`, the index-th of its request, on `today`: the one function behind
// checks of now and of the past. DAY_OUTSIDE_HORIZON, QUANTITY_NEGATIVE.
absl::StatusOr<LinePromise> PromiseLine(const Catalog& catalog, absl::Span<const PlaceFacts> places,
                                        const CheckLine& line, size_t index, Day today);

// Answers what can be promised, under shared locks: part of the Engine's door, where the contracts
// are. Thread-safe. Does not own what it is given.
class Reader {
 public:
  Reader(uint32_t lines_max, Ledger* ledger, Journal* journal, CommitPipeline* pipeline)
      : lines_max_(lines_max), ledger_(*ledger), journal_(*journal), pipeline_(*pipeline) {}

  absl::StatusOr<CheckAnswer> Check(const std::vector<CheckLine>& lines);
  absl::StatusOr<CurveAnswer> GetCurve(const std::string& item,
                                       const std::vector<std::string>& locations,
                                       int32_t horizon_days);

  // Keys of a position that some entry names.
  std::pair<std::string, std::string> KeysOf(PositionId position);

  // All positions of one shard, for the full picture of a subscription.
  void VisitPositions(ShardId shard,
                      const std::function<void(const std::string& item, const std::string& location,
                                               const Balances& balances)>& visit);

 private:
  absl::StatusOr<LinePromise> CheckOne(const CheckLine& line, size_t index, Day today);

  const uint32_t lines_max_;
  Ledger& ledger_;
  Journal& journal_;
  CommitPipeline& pipeline_;
};

}  // namespace atp

#endif  // ATP_ENGINE_READER_H_
