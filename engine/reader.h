#ifndef ATP_ENGINE_READER_H_
#define ATP_ENGINE_READER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/commit_pipeline.h"
#include "engine/views.h"

namespace atp {

// Answers questions about the ledger under shared locks: the reading half of the Engine's door,
// where the contracts are. Thread-safe. Does not own what it is given.
class Reader {
 public:
  Reader(const Rule* rule, uint32_t lines_max, Ledger* ledger, Journal* journal,
         CommitPipeline* pipeline)
      : rule_(*rule),
        lines_max_(lines_max),
        ledger_(*ledger),
        journal_(*journal),
        pipeline_(*pipeline) {}

  absl::StatusOr<CheckAnswer> Check(const std::vector<CheckLine>& lines);
  absl::StatusOr<CurveAnswer> GetCurve(const std::string& item,
                                       const std::vector<std::string>& locations,
                                       int32_t horizon_days);

  absl::StatusOr<ReservationView> GetReservation(ReservationId id);
  absl::StatusOr<Page<ReservationView>> ListReservations(const ReservationFilter& filter,
                                                         const PageRequest& page);
  absl::StatusOr<StockView> GetStock(const std::string& item, const std::string& location);
  absl::StatusOr<Page<StockView>> ListStock(const StockFilter& filter, const PageRequest& page);
  absl::StatusOr<SupplyView> GetSupply(const SupplyKey& key);
  absl::StatusOr<Page<SupplyView>> ListSupply(const SupplyFilter& filter, const PageRequest& page);

  // Keys of a position that some entry names.
  std::pair<std::string, std::string> KeysOf(PositionId position);

  // All positions of one shard, for the full picture of a subscription.
  void VisitPositions(ShardId shard,
                      const std::function<void(const std::string& item, const std::string& location,
                                               const Balances& balances)>& visit);

 private:
  // Runs `read(now)` under shared locks at a moment when nothing is due.
  template <typename Read>
  void AtOneMoment(const ShardSet& shards, Read read);

  // A page of what `list(shard, cursor, page)` finds, shard after shard; the cursor is the row key
  // of the last one shown.
  template <typename View, typename List>
  absl::StatusOr<Page<View>> ListPages(const PageRequest& request, List list);

  absl::StatusOr<LinePromise> CheckOne(const CheckLine& line, size_t index, Day today);
  absl::StatusOr<std::vector<LocationId>> Locations(const Item& item,
                                                    const std::vector<std::string>& locations,
                                                    const std::string& field);
  absl::StatusOr<const Item*> FindItem(const std::string& key, const std::string& field);
  ReservationView View(const Reservation& reservation);
  StockView View(const Item& item, const Position& position, Day today);
  SupplyView View(const ScheduledReceipt& receipt, Day today);

  const Rule& rule_;
  const uint32_t lines_max_;
  Ledger& ledger_;
  Journal& journal_;
  CommitPipeline& pipeline_;
};

}  // namespace atp

#endif  // ATP_ENGINE_READER_H_
