#include "engine/engine.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/as_of.h"
#include "engine/base/bytes.h"
#include "engine/base/check.h"
#include "engine/checkpointer.h"
#include "engine/commit_pipeline.h"
#include "engine/explainer.h"
#include "engine/feed/delta_ring.h"
#include "engine/journal/journal.h"
#include "engine/journal/journal_reader.h"
#include "engine/lister.h"
#include "engine/live_subscription.h"
#include "engine/model/error.h"
#include "engine/model/rule.h"
#include "engine/reader.h"
#include "engine/recovery.h"
#include "engine/reset_subscription.h"
#include "engine/snapshot_stream.h"
#include "engine/store_meta.h"

namespace atp {
namespace {

// How often the background thread looks for expiries and saves the high-water mark.
constexpr int kTickMs = 200;
constexpr int kTicksPerHighWater = 5;

absl::Status CheckOptions(const EngineOptions& options) {
  const absl::Status rule = Validate(options.rule, "rule");
  if (!rule.ok()) return rule;
  if (options.shards < 1 || options.shards > kShardsMax) {
    return BadField("FIELD_OUT_OF_RANGE", "shards", absl::StrCat("1 to ", kShardsMax));
  }
  if (options.hold_default <= 0 || options.hold_default > options.hold_max) {
    return BadField("FIELD_OUT_OF_RANGE", "hold_default", "above 0, at most hold_max");
  }
  if (options.request_window <= 0 || options.resolved_window <= 0) {
    return BadField("FIELD_OUT_OF_RANGE", "request_window", "above 0");
  }
  return absl::OkStatus();
}

// Puts the parts together, and owns the thread that keeps house: expires, saves, checkpoints.
class EngineImpl final : public Engine {
 public:
  EngineImpl(const EngineOptions& options, std::unique_ptr<Store> store, const Clock* clock,
             Recovered recovered)
      : options_(options),
        clock_(*clock),
        store_(std::move(store)),
        ledger_(std::move(recovered.ledger)),
        history_(std::move(recovered.history)),
        ring_(recovered.end.last, options.feed_ring_bytes),
        journal_(JournalOptions{options.sync_interval, options.journal_pending_bytes_max,
                                options.background_threads},
                 store_.get(), recovered.end,
                 [this](const DurableGroupPtr& group) { Publish(group); }),
        pipeline_(clock, CommandLimits{options.lines_max, options.hold_default, options.hold_max},
                  ledger_.get(), &journal_, store_.get()),
        reader_(options.lines_max, ledger_.get(), &journal_, &pipeline_),
        as_of_(options.lines_max, ledger_.get(), &journal_, store_.get()),
        explainer_(ledger_.get(), &journal_, &pipeline_),
        lister_(ledger_.get(), &journal_, &pipeline_, &reader_),
        checkpointer_(options_, clock, ledger_.get(), &journal_, store_.get(),
                      recovered.checkpointed) {
    ledger_->directory().catalog().rules().set_fallback(&options_.rule);
    const Shard& any = ledger_->shard(0);
    if (any.request_window() != options.request_window ||
        any.resolved_window() != options.resolved_window) {
      Command configure;
      configure.action = Configure{options.request_window, options.resolved_window};
      pipeline_.Execute(std::move(configure), nullptr, [](const absl::StatusOr<Outcome>&) {});
      Pump();
    }
    if (options.background_threads) housekeeper_ = std::thread([this] { KeepHouse(); });
  }

  ~EngineImpl() override {
    {
      const MutexLock lock(&mu_);
      is_stopping_ = true;
      stop_.SignalAll();
    }
    if (housekeeper_.joinable()) housekeeper_.join();
  }

  void Execute(Command command, Done done) override {
    pipeline_.Execute(std::move(command), nullptr, std::move(done));
  }
  absl::Status Post(Command&& command, Outcome* outcome) override {
    return pipeline_.Post(std::move(command), nullptr, outcome);
  }
  void WhenDurable(Sequence sequence, std::function<void(const absl::Status&)> done) override {
    journal_.WhenDurable(sequence, std::move(done));
  }
  absl::Status VisitAnswers(
      const std::vector<Sequence>& sequences,
      const std::function<void(size_t index, const Outcome& outcome)>& visit) override {
    return pipeline_.VisitAnswers(sequences, visit);
  }

  absl::StatusOr<CheckAnswer> Check(const std::vector<CheckLine>& lines) override {
    return reader_.Check(lines);
  }
  absl::StatusOr<CheckAnswer> CheckAsOf(Sequence sequence,
                                        const std::vector<CheckLine>& lines) override {
    return as_of_.Check(sequence, lines);
  }
  absl::StatusOr<CurveAnswer> GetCurve(const std::string& item,
                                       const std::vector<std::string>& locations,
                                       int32_t horizon_days) override {
    return reader_.GetCurve(item, locations, horizon_days);
  }
  absl::StatusOr<ExplainAnswer> Explain(const ExplainQuestion& question) override {
    return explainer_.Explain(question);
  }
  absl::StatusOr<ReservationView> GetReservation(ReservationId id) override {
    return lister_.GetReservation(id, /*with_cover=*/false);
  }
  absl::StatusOr<ReservationView> GetReservationWithCover(ReservationId id) override {
    return lister_.GetReservation(id, /*with_cover=*/true);
  }
  absl::StatusOr<Page<ReservationView>> ListReservations(const ReservationFilter& filter,
                                                         const PageRequest& page) override {
    return lister_.ListReservations(filter, page);
  }
  absl::StatusOr<StockView> GetStock(const std::string& item,
                                     const std::string& location) override {
    return lister_.GetStock(item, location);
  }
  absl::StatusOr<Page<StockView>> ListStock(const StockFilter& filter,
                                            const PageRequest& page) override {
    return lister_.ListStock(filter, page);
  }
  absl::StatusOr<QuotaAnswer> ListQuotas(const std::string& item) override {
    return lister_.ListQuotas(item);
  }
  absl::StatusOr<SupplyView> GetSupply(const SupplyKey& key) override {
    return lister_.GetSupply(key);
  }
  absl::StatusOr<Page<SupplyView>> ListSupply(const SupplyFilter& filter,
                                              const PageRequest& page) override {
    return lister_.ListSupply(filter, page);
  }
  absl::StatusOr<Page<SettingValue>> ListSettings(const SettingFilter& filter,
                                                  const PageRequest& page) override {
    return lister_.ListSettings(filter, page);
  }
  PositionKeys KeysOf(PositionId position) override {
    auto [item, location] = reader_.KeysOf(position);
    return {std::move(item), std::move(location)};
  }
  std::string KeyOf(NameKind kind, uint32_t id) override { return reader_.KeyOf(kind, id); }

  HistoryId history() const override { return history_.current(); }
  absl::StatusOr<std::unique_ptr<Subscription>> Subscribe(const SubscribeRequest& request) override;

  absl::StatusOr<std::unique_ptr<SnapshotImport>> BeginSnapshot(
      const SnapshotHeader& header) override {
    return SnapshotStream::Begin(header, options_.background_threads, &pipeline_, &journal_,
                                 store_.get(), ledger_.get(), &reader_);
  }

  void SettleDue() override {
    pipeline_.Settle(ShardSet::All(ledger_->shard_count()), clock_.Now());
  }

  absl::StatusOr<Sequence> Checkpoint() override {
    auto reached = checkpointer_.Checkpoint();
    const MutexLock lock(&mu_);
    checkpoint_failure_ = reached.ok() ? absl::OkStatus() : reached.status();
    return reached;
  }

  void SetFull(bool is_full) override { pipeline_.SetFull(is_full); }

  void Pump() override {
    if (options_.background_threads) return;
    while (journal_.Pump()) {
    }
  }

  absl::StatusOr<BackupMade> CreateBackup(const std::string& directory,
                                          const std::function<bool()>& should_stop) override {
    Pump();
    return store_->CreateBackup({directory, {history_.ledger(), clock_.Now()}, should_stop});
  }

  absl::Status Drain() override {
    pipeline_.StopTaking();
    Pump();
    const absl::Status flushed = journal_.Flush();
    if (!flushed.ok()) return flushed;
    const absl::Status written = Checkpoint().status();
    if (!written.ok()) return written;
    // Readers go on, and may have settled what came due meanwhile.
    const absl::Status settled = journal_.Flush();
    if (!settled.ok() || options_.sync_interval == 0) return settled;
    return checkpointer_.EndSyncingLater();
  }

  EngineStatus Status() override;
  std::string DumpState() override;

 private:
  Sequence SharedWith(std::optional<HistoryId> history) const;
  void Publish(const DurableGroupPtr& group);
  void KeepHouse();
  bool IsCheckpointDue(Micros* last) const;

  const EngineOptions options_;
  const Clock& clock_;
  const std::unique_ptr<Store> store_;
  const std::unique_ptr<Ledger> ledger_;
  const History history_;
  DeltaRing ring_;
  Journal journal_;
  CommitPipeline pipeline_;
  Reader reader_;
  AsOf as_of_;
  Explainer explainer_;
  Lister lister_;
  Checkpointer checkpointer_;
  std::atomic<uint32_t> subscribers_{0};

  mutable Mutex mu_;
  CondVar stop_;
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  absl::Status checkpoint_failure_ ATP_GUARDED_BY(mu_);
  std::thread housekeeper_;
};

void EngineImpl::Publish(const DurableGroupPtr& group) {
  ring_.Append(group->first, group->last, group->bytes.size(), [this, group] {
    std::vector<DeltaPtr> deltas;
    const absl::Status read = ForEachEntry(
        group->bytes, [&](const Entry& entry) { deltas.push_back(MakeDelta(entry, &reader_)); });
    ATP_CHECK(read.ok());  // these are the bytes that were just written
    return deltas;
  });
}

// Up to where who names this history, or none, has seen what happened here.
Sequence EngineImpl::SharedWith(std::optional<HistoryId> history) const {
  if (!history.has_value()) return history_.SharedWithEach();
  return history_.SharedWith(*history).value_or(0);
}

absl::StatusOr<std::unique_ptr<Subscription>> EngineImpl::Subscribe(
    const SubscribeRequest& request) {
  Sequence start = ring_.last();
  bool is_of_another_history = false;
  if (request.start == SubscribeRequest::Start::kAfter) {
    is_of_another_history = request.after > SharedWith(request.history);
    // Whoever was answered may come before the ring has what answered him.
    const Sequence last = journal_.durable();
    if (!is_of_another_history && request.after > last) {
      return MakeError(absl::StatusCode::kOutOfRange, "SEQUENCE_NOT_YET", "after_sequence",
                       absl::StrCat("the last sequence is ", last));
    }
    start = request.after;
  }
  const uint32_t counted = request.is_counted ? 1 : 0;
  if (subscribers_.fetch_add(counted) >= options_.subscribers_max && request.is_counted) {
    subscribers_.fetch_sub(counted);
    return MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_SUBSCRIBERS", "",
                     absl::StrCat("at most ", options_.subscribers_max));
  }
  auto on_end = [this, counted] { subscribers_.fetch_sub(counted); };
  if (is_of_another_history) {
    return std::make_unique<ResetSubscription>(Reset{store_->OldestSequence(), "HISTORY_CHANGED"},
                                               std::move(on_end));
  }
  return std::make_unique<LiveSubscription>(request, start, &ring_, &journal_, store_.get(),
                                            ledger_.get(), &reader_, std::move(on_end));
}

bool EngineImpl::IsCheckpointDue(Micros* last) const {
  const uint64_t behind = journal_.durable() - checkpointer_.checkpointed();
  const Micros now = clock_.Now();
  const bool is_due =
      checkpointer_.HasMuchToWrite() || (behind > 0 && now - *last >= options_.checkpoint_interval);
  if (is_due || now < *last) *last = now;
  return is_due;
}

void EngineImpl::KeepHouse() {
  Micros last_checkpoint = clock_.Now();
  for (int tick = 1;; ++tick) {
    {
      const MutexLock lock(&mu_);
      if (!is_stopping_) stop_.WaitFor(&mu_, kTickMs);
      if (is_stopping_) return;
    }
    if (journal_.HasFailed()) continue;
    SettleDue();
    if (tick % kTicksPerHighWater == 0) {
      const absl::Status saved = checkpointer_.SaveHighWater();
      const MutexLock lock(&mu_);
      if (!saved.ok()) checkpoint_failure_ = saved;
    }
    // A failure is kept in Status(), and tried again when the next one is due.
    if (IsCheckpointDue(&last_checkpoint)) (void)Checkpoint();
  }
}

EngineStatus EngineImpl::Status() {
  EngineStatus status;
  status.journaled = journal_.appended();
  status.durable = journal_.durable();
  status.checkpointed = checkpointer_.checkpointed();
  status.oldest = status.durable == 0 ? 0 : store_->OldestSequence();
  status.full = pipeline_.is_full();
  status.shards = ledger_->shard_count();
  status.subscribers = subscribers_.load();
  status.sync_interval = options_.sync_interval;
  status.horizon_days = options_.rule.horizon_days;
  status.history = history_.current();
  for (uint32_t i = 0; i < ledger_->shard_count(); ++i) {
    const auto id = static_cast<ShardId>(i);
    const ShardLock lock(ledger_.get(), ShardSet::Of(id), ShardLock::Mode::kShared);
    const Shard& shard = ledger_->shard(id);
    status.items += shard.item_count();
    status.positions += shard.position_count();
    status.open_reservations += shard.open_reservation_count();
    status.remembered_requests += shard.remembered_request_count();
  }
  const MutexLock lock(&mu_);
  if (journal_.HasFailed()) {
    status.healthy = false;
    status.unhealthy_reason = "the log cannot be written; restart after mending the disk";
  } else if (!checkpoint_failure_.ok()) {
    status.healthy = false;
    status.unhealthy_reason = absl::StrCat("checkpoint: ", checkpoint_failure_.message());
  }
  return status;
}

std::string EngineImpl::DumpState() {
  const ShardSet all = ShardSet::All(ledger_->shard_count());
  const ShardLock lock(ledger_.get(), all, ShardLock::Mode::kShared);
  std::string dump;
  const auto append = [&dump](const std::vector<LedgerRow>& rows) {
    for (const LedgerRow& row : rows) {
      PutString(&dump, row.key);
      PutString(&dump, row.value);
    }
  };
  append(ledger_->directory().AllRows());
  all.ForEach([&](ShardId id) { append(ledger_->shard(id).AllRows()); });
  return dump;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> Engine::Open(const EngineOptions& options,
                                                     std::unique_ptr<Store> store,
                                                     const Clock* clock) {
  const absl::Status checked = CheckOptions(options);
  if (!checked.ok()) return checked;
  auto recovered = Recover(store.get(), options.shards, options.accept_log_loss);
  if (!recovered.ok()) return recovered.status();
  // Before anything is told.
  const bool syncs_later = options.sync_interval > 0;
  if (syncs_later != recovered->syncs_later) {
    const absl::Status saved = SaveSyncsLater(store.get(), syncs_later);
    if (!saved.ok()) return saved;
  }
  return std::unique_ptr<Engine>(
      new EngineImpl(options, std::move(store), clock, *std::move(recovered)));
}

absl::StatusOr<Outcome> Engine::ExecuteAndWait(Command command) {
  std::promise<absl::StatusOr<Outcome>> promise;
  auto future = promise.get_future();
  Execute(std::move(command),
          [&](absl::StatusOr<Outcome> outcome) { promise.set_value(std::move(outcome)); });
  Pump();
  return future.get();
}

}  // namespace atp
