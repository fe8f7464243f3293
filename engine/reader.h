#ifndef ATP_ENGINE_READER_H_
#define ATP_ENGINE_READER_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/commit_pipeline.h"
#include "engine/item_availability.h"
#include "engine/views.h"

namespace atp {

// NO_LINES, TOO_MANY_LINES.
absl::Status CheckLineCount(size_t lines, size_t lines_max);

// A location that a check asks of, and what is there.
struct PlaceFacts {
  std::string location;
  ItemFacts facts;
};

// What a check says of `line`, the index-th of its request, to `asker` at `now`: the one function
// behind checks of now and of the past. DAY_OUTSIDE_HORIZON, QUANTITY_NEGATIVE.
absl::StatusOr<LinePromise> PromiseLine(const Catalog& catalog, absl::Span<const PlaceFacts> places,
                                        const CheckLine& line, size_t index, const Asker& asker,
                                        Micros now);

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
  // The key of a location, supplier or channel; empty if it is none.
  std::string KeyOf(NameKind kind, uint32_t id);

  // All positions of one shard, for the full picture of a subscription.
  void VisitPositions(ShardId shard,
                      const std::function<void(const std::string& item, const std::string& location,
                                               const Balances& balances)>& visit);

 private:
  absl::StatusOr<LinePromise> CheckOne(const CheckLine& line, size_t index, Micros now);

  // Runs read(now) at one moment, under the locks of these items and of what kits are made of.
  void ReadItems(absl::Span<const std::string_view> items,
                 absl::FunctionRef<void(Micros now)> read);

  const uint32_t lines_max_;
  Ledger& ledger_;
  Journal& journal_;
  CommitPipeline& pipeline_;
};

}  // namespace atp

#endif  // ATP_ENGINE_READER_H_
