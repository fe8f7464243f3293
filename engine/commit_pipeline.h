#ifndef ATP_ENGINE_COMMIT_PIPELINE_H_
#define ATP_ENGINE_COMMIT_PIPELINE_H_

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/base/clock.h"
#include "engine/journal/journal.h"
#include "engine/ledger/decide.h"
#include "engine/ledger/ledger.h"
#include "engine/model/outcome.h"

namespace atp {

// One entry of a snapshot on its way in: what its command does not say.
struct SnapshotPart {
  const MovementHistory* history;  // never null
  std::string note;                // for the journal: of the last part, what the whole has done
};

// The way of a command: lock its shards, settle what is due, look for an earlier answer, decide,
// append, post, unlock; and be answered when the journal says durable.
//
// Invariant: for every shard, journal order is post order, because both happen under its lock.
// Thread-safe. Does not own what it is given. Never waits for the disk.
class CommitPipeline {
 public:
  using Done = std::function<void(absl::StatusOr<Outcome>)>;

  CommitPipeline(const Clock* clock, const CommandLimits& limits, Ledger* ledger, Journal* journal,
                 CommitLog* log)
      : clock_(*clock), limits_(limits), ledger_(*ledger), journal_(*journal), log_(*log) {}

  // See Engine::Execute(). Commands of the engine's own come without a request id; they are not
  // remembered. `part` is for ApplySnapshot, which may end with ABORTED (see Decide()); it comes
  // with the fingerprint of the whole, and the last one with the request id of the whole.
  void Execute(Command command, const SnapshotPart* part, Done done);

  // See Engine::Post() and Engine::VisitAnswers().
  absl::Status Post(Command&& command, const SnapshotPart* part, Outcome* outcome);
  using VisitAnswer = std::function<void(size_t index, const Outcome& outcome)>;
  absl::Status VisitAnswers(const std::vector<Sequence>& sequences, const VisitAnswer& visit);

  // Answers, as Execute() does, a request for which there is nothing to decide: one that was
  // answered before, or any while no changes are taken. Else false, and `done` is not called.
  bool AnswerEarly(const RequestContext& request, Done done);

  // Journals what is due in these shards at `now`: expires held reservations, and then promises
  // what waits for supply, by priority and age. The locks must not be held. Does nothing once the
  // journal has failed.
  void Settle(const ShardSet& shards, Micros now);

  // The time at which locked shards are looked at: the clock, but never before their last entry.
  Micros Now(const ShardSet& shards) const;
  // True if an answer at `now` would have to wait for Settle().
  bool HasDue(const ShardSet& shards, Micros now) const;

  // From now on changes are refused with DRAINING.
  void StopTaking() { is_draining_.store(true, std::memory_order_release); }

  // See Engine::SetFull().
  void SetFull(bool is_full) { is_full_.store(is_full, std::memory_order_relaxed); }
  bool is_full() const { return is_full_.load(std::memory_order_relaxed); }

 private:
  absl::Status CheckTaking() const;
  absl::Status CheckRoom(const Action& action) const;
  absl::Status CheckRequest(const Command& command, bool is_internal) const;
  // Makes what the command names known, in an entry of its own.
  void DefineNames(const std::vector<Name>& names);
  // One try under locks; nothing if the command must be tried again.
  std::optional<absl::Status> TryPost(Command* command, const SnapshotPart* part, Outcome* outcome);
  // Under the locks: finds the earlier answer, or decides, appends and posts.
  absl::Status PostLocked(Micros now, Command* command, const SnapshotPart* part, Outcome* outcome);
  // Calls `done` once what Post() returned is durable.
  void AnswerWhenDurable(Outcome posted, Done done);
  void ExpireDue(const ShardSet& shards, Micros now);
  // Promises to the first in line that can be served in shard `at`; false if there is none.
  bool FillOne(ShardId at, Micros now);
  struct Fill {
    PositionId position;
    WaitingKey key;
    Quantity quantity;
  };
  // Who is served next; of quantity 0 if that cannot be told before the reservation's home is held.
  std::optional<Fill> FindFill(const DecideContext& context, const ShardSet& held, Shard* shard);
  // Settles one hint of shard `at`.
  void ExpireOne(ShardId at, const ExpiryQueue::Hint& hint, Micros now);

  const Clock& clock_;
  const CommandLimits limits_;
  Ledger& ledger_;
  Journal& journal_;
  CommitLog& log_;
  std::atomic<bool> is_draining_{false};
  std::atomic<bool> is_full_{false};
};

}  // namespace atp

#endif  // ATP_ENGINE_COMMIT_PIPELINE_H_
