#ifndef ATP_ENGINE_LISTER_H_
#define ATP_ENGINE_LISTER_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/commit_pipeline.h"
#include "engine/reader.h"
#include "engine/views.h"

namespace atp {

// Shows reservations, stock and supply as they stand, one or page by page, under shared locks: part
// of the Engine's door, where the contracts are. Thread-safe. Does not own what it is given.
class Lister {
 public:
  Lister(Ledger* ledger, Journal* journal, CommitPipeline* pipeline, Reader* reader)
      : ledger_(*ledger), journal_(*journal), pipeline_(*pipeline), reader_(*reader) {}

  absl::StatusOr<ReservationView> GetReservation(ReservationId id, bool with_cover);
  absl::StatusOr<Page<ReservationView>> ListReservations(const ReservationFilter& filter,
                                                         const PageRequest& page);
  absl::StatusOr<StockView> GetStock(const std::string& item, const std::string& location);
  absl::StatusOr<Page<StockView>> ListStock(const StockFilter& filter, const PageRequest& page);
  absl::StatusOr<QuotaAnswer> ListQuotas(const std::string& item);
  absl::StatusOr<SupplyView> GetSupply(const SupplyKey& key);
  absl::StatusOr<Page<SupplyView>> ListSupply(const SupplyFilter& filter, const PageRequest& page);
  absl::StatusOr<Page<SettingValue>> ListSettings(const SettingFilter& filter,
                                                  const PageRequest& page);

 private:
  // A page of what `list(shard, cursor, page)` finds, shard after shard; the cursor is the row key
  // of the last one shown.
  template <typename View, typename List>
  absl::StatusOr<Page<View>> ListPages(const PageRequest& request, List list);

  // Items of other shards are looked up after a reservation's own shard has been let go: keys never
  // change.
  void NameLines(ReservationView* view);

  // What covers the lines of an open reservation. Under the locks of all its shards.
  void CoverLines(Day today, ReservationView* view);

  ReservationView View(const Reservation& reservation);
  StockView View(const Item& item, PositionId id, const Position& position, Micros now);
  SupplyView View(const ScheduledReceipt& receipt, Day today);

  Ledger& ledger_;
  Journal& journal_;
  CommitPipeline& pipeline_;
  Reader& reader_;
};

}  // namespace atp

#endif  // ATP_ENGINE_LISTER_H_
