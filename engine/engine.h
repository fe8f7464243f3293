#ifndef ATP_ENGINE_ENGINE_H_
#define ATP_ENGINE_ENGINE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/history.h"
#include "engine/model/command.h"
#include "engine/model/outcome.h"
#include "engine/options.h"
#include "engine/snapshot_import.h"
#include "engine/store/store.h"
#include "engine/subscription.h"
#include "engine/views.h"

namespace atp {

// The door: a ledger of stock and promises that survives.
//
//   Command -> decide -> Entry -> journal -> post -> Delta
//
// Thread-safe. Execute() and the readers take short locks and never wait for the disk;
// SnapshotImport, Checkpoint(), Drain() and Open() may wait.
//
// Errors are absl::Status with a stable reason and the field at fault (engine/model/error.h).
// UNAVAILABLE: nothing was applied, or it is safe to repeat with the same request id. Every other
// error is final and nothing was applied. "Not enough stock" is an Outcome, not an error.
class Engine {
 public:
  using Done = std::function<void(absl::StatusOr<Outcome>)>;

  // Recovers the ledger from `store` (which it then owns); `clock` must outlive the engine. Refuses
  // with DATA_LOSS what it cannot prove whole, naming the place.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(const EngineOptions& options,
                                                      std::unique_ptr<Store> store,
                                                      const Clock* clock);
  virtual ~Engine() = default;

  // Decides and posts at once, then calls `done` when the entry is durable: on the journal's
  // thread, or on this one for errors, validate_only and answers that already are durable. `done`
  // must be quick. The request id makes repetition safe.
  virtual void Execute(Command command, Done done) = 0;

  // Execute() for who waits for many at once: decides and posts, and gives the outcome in *outcome,
  // which must be a new one, before it is durable. Nobody may be told before WhenDurable() of its
  // sequence says so; a sequence of 0 (validate_only) and errors may be told at once. Of the answer
  // to a repeated request it gives the sequence alone: VisitAnswers() has the rest, once that is
  // durable.
  virtual absl::Status Post(Command&& command, Outcome* outcome) = 0;
  // Calls `done` when everything up to `sequence`, which Post() returned, is durable, or never can
  // be: on the journal's thread, or at once on this one. `done` must be quick.
  virtual void WhenDurable(Sequence sequence, std::function<void(const absl::Status&)> done) = 0;
  // Reads the outcomes of these sequences, all durable, from the journal, and calls visit(index in
  // `sequences`, outcome) in ascending order of sequences. Reads each part of the journal once.
  virtual absl::Status VisitAnswers(
      const std::vector<Sequence>& sequences,
      const std::function<void(size_t index, const Outcome& outcome)>& visit) = 0;

  // Execute() and wait. Not from `done`.
  absl::StatusOr<Outcome> ExecuteAndWait(Command command);

  // How many can be promised, where and by when. All lines at one moment. Of a kit: as many as its
  // scarcest component allows, at the locations where all of them are; what is counted under the
  // kit's own name is ignored.
  virtual absl::StatusOr<CheckAnswer> Check(const std::vector<CheckLine>& lines) = 0;
  // What Check() answered when `sequence` was the last of the ledger, on the day of that entry.
  // Without locations: all that the item has a position at by now.
  //
  // Reads the journal from there to the last change of these items' shards, so the cost is the age
  // of the question: some 2 us an entry. Holds no lock meanwhile; may wait for a sync.
  // SEQUENCE_NOT_YET; SEQUENCE_TRIMMED, with the oldest sequence there is; UNKNOWN_ITEM and
  // UNKNOWN_LOCATION also for what was first named later.
  virtual absl::StatusOr<CheckAnswer> CheckAsOf(Sequence sequence,
                                                const std::vector<CheckLine>& lines) = 0;
  // horizon_days 0: the rule's.
  virtual absl::StatusOr<CurveAnswer> GetCurve(const std::string& item,
                                               const std::vector<std::string>& locations,
                                               int32_t horizon_days) = 0;

  // Why the ATP of a position is what it is, and when more can be had. The numbers are those of a
  // check at the same moment. O(n log n) of the position's promises and supply, under the lock of
  // its shard: for people, not for every page view.
  virtual absl::StatusOr<ExplainAnswer> Explain(const ExplainQuestion& question) = 0;

  virtual absl::StatusOr<ReservationView> GetReservation(ReservationId id) = 0;
  // The same with what covers each line, computed from what is promised and expected now. That
  // costs O(n log n) of the promises and supply of its positions.
  virtual absl::StatusOr<ReservationView> GetReservationWithCover(ReservationId id) = 0;
  virtual absl::StatusOr<Page<ReservationView>> ListReservations(const ReservationFilter& filter,
                                                                 const PageRequest& page) = 0;
  virtual absl::StatusOr<StockView> GetStock(const std::string& item,
                                             const std::string& location) = 0;
  virtual absl::StatusOr<Page<StockView>> ListStock(const StockFilter& filter,
                                                    const PageRequest& page) = 0;
  // All quotas of an item.
  virtual absl::StatusOr<QuotaAnswer> ListQuotas(const std::string& item) = 0;
  virtual absl::StatusOr<SupplyView> GetSupply(const SupplyKey& key) = 0;
  virtual absl::StatusOr<Page<SupplyView>> ListSupply(const SupplyFilter& filter,
                                                      const PageRequest& page) = 0;
  // By kind, then by key.
  virtual absl::StatusOr<Page<SettingValue>> ListSettings(const SettingFilter& filter,
                                                          const PageRequest& page) = 0;

  // Keys of a position, for showing an Outcome.
  struct PositionKeys {
    std::string item;
    std::string location;
  };
  virtual PositionKeys KeysOf(PositionId position) = 0;
  // The key of a location, supplier or channel; empty if it is none.
  virtual std::string KeyOf(NameKind kind, uint32_t id) = 0;

  // What the sequences of this ledger count, since the last time it was restored.
  virtual HistoryId history() const = 0;

  // RESOURCE_EXHAUSTED beyond subscribers_max. SEQUENCE_NOT_YET beyond the last sequence, but a
  // Subscription that gives a Reset, HISTORY_CHANGED, where the ledger was restored to less than
  // the subscriber has seen, or does not know the history that it names. The full picture is read
  // shard by shard and is made exact by the deltas that follow it: a row may already reflect a
  // delta that comes later, whose `after` then equals it.
  virtual absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(
      const SubscribeRequest& request) = 0;

  // REQUEST_ID_REUSED if the header's request id was answered before for another body; the header
  // is the body. May wait for the disk.
  virtual absl::StatusOr<std::unique_ptr<SnapshotImport>> BeginSnapshot(
      const SnapshotHeader& header) = 0;

  // Journals what is due: expires held reservations, promises what waits and can be served. Answers
  // never depend on it; the background thread calls it so that subscribers hear in time.
  virtual void SettleDue() = 0;

  // Writes what changed since the last checkpoint, shard by shard, and drops journal history that
  // nobody needs. Returns the sequence it reached.
  virtual absl::StatusOr<Sequence> Checkpoint() = 0;

  // Copies the store, as it is meanwhile, into a directory of backups, which is made if it is not
  // there; then reads it back. Holds at least what was durable at the beginning. What an earlier
  // backup in that directory has is not copied again. May wait, and costs reading the whole store;
  // nothing else waits for it. One at a time.
  //
  // `should_stop` is asked now and then, from any thread: true ends it with CANCELLED. What was
  // broken off, in any way, is no backup, and the next one clears it away.
  //
  // FAILED_PRECONDITION, BACKUP_DIRECTORY_FOREIGN: it holds something else, or backups of another
  // ledger or a newer version. DATA_LOSS, BACKUP_DAMAGED: what it shares with earlier backups is
  // not what was written. UNAVAILABLE, BACKUP_FAILED: it cannot be written, or the store not be
  // read.
  virtual absl::StatusOr<BackupMade> CreateBackup(const std::string& directory,
                                                  const std::function<bool()>& should_stop) = 0;

  // While it is full nothing new is reserved (RESOURCE_EXHAUSTED, LEDGER_FULL). All else goes on,
  // and who repeats a request gets its first answer. It is the owner who knows how much room there
  // is; at first there is some.
  virtual void SetFull(bool is_full) = 0;

  // Without background threads: writes and completes what has gathered in the journal.
  virtual void Pump() = 0;

  // Takes no more changes (UNAVAILABLE, DRAINING), completes those in flight, writes a last
  // checkpoint and the high-water mark. Readers go on. With a sync interval, only a ledger that
  // ended so goes on with the same history.
  virtual absl::Status Drain() = 0;

  virtual EngineStatus Status() = 0;

  // The whole state as rows in a fixed order: equal states give equal bytes. For tests and audits.
  virtual std::string DumpState() = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_ENGINE_H_
