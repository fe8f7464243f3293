#include "engine/journal/journal.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/check.h"
#include "engine/base/mutex.h"
#include "engine/journal/entry_codec.h"
#include "engine/journal/group_codec.h"
#include "engine/journal/group_queue.h"
#include "engine/model/error.h"

namespace atp {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Entries that come faster than this, one after the other, are a rush. To wake the writer takes a
// caller about as long, so where the disk is quicker than callers are, they gather for a moment.
constexpr std::chrono::microseconds kRush{20};
constexpr std::chrono::microseconds kRushGathers{50};

// So few are answered sooner than another thread is awake to do it.
constexpr Sequence kFewEntries = 4;

absl::Status Failure(const absl::Status& cause, absl::string_view what) {
  return MakeError(absl::StatusCode::kUnavailable, "JOURNAL_FAILED", "",
                   absl::StrCat("journal: cannot ", what, ": ", cause.message()));
}

void NameThisThread(const char* name) { pthread_setname_np(pthread_self(), name); }

}  // namespace

// Only the writer starts and finishes writing a group of groups_; the completer takes what was
// written and gives it back, or the writer does, one of them at a time. Without threads, both are
// Pump().
class Journal::Impl {
 public:
  Impl(const JournalOptions& options, CommitLog* log, const JournalEnd& end, OnDurable on_durable)
      : options_(options),
        log_(*log),
        on_durable_(std::move(on_durable)),
        appended_(end.last),
        durable_(end.last),
        completed_(end.last),
        last_time_(end.time),
        written_(end),
        synced_(end),
        rush_from_(end.last) {
    if (!options_.background_threads) return;
    writer_ = std::thread([this] { RunWriter(); });
    completer_ = std::thread([this] { RunCompleter(); });
  }

  ~Impl() {
    if (options_.background_threads) StopThreads();
    // Without threads, everything; with them, what the last callbacks appended.
    while (Pump()) continue;
    SyncWritten();
  }

  bool HasRoom() const {
    return pending_bytes_.load(std::memory_order_relaxed) < options_.pending_bytes_max;
  }
  bool HasFailed() const { return has_failed_.load(std::memory_order_acquire); }
  Sequence appended() const { return appended_.load(std::memory_order_acquire); }
  Sequence durable() const { return durable_.load(std::memory_order_acquire); }

  JournalEnd end() const {
    MutexLock lock(&mu_);
    return synced_;
  }

  Sequence Append(Entry* entry, Completion done) {
    thread_local std::string body;
    body.clear();
    EncodeEntry(*entry, &body);
    bool is_writer_idle;
    {
      MutexLock lock(&mu_);
      is_writer_idle = !groups_.IsGathering();
      entry->sequence = appended_.load(std::memory_order_relaxed) + 1;
      entry->time = last_time_ = std::max(entry->time, last_time_);
      PendingGroup* group = groups_.ForAppend(entry->sequence, body.size());
      group->builder().Add(entry->time, body);
      if (done != nullptr) group->Await(entry->sequence, std::move(done));
      pending_bytes_.fetch_add(body.size(), std::memory_order_relaxed);
      appended_.store(entry->sequence, std::memory_order_release);
    }
    if (is_writer_idle) writer_wake_.SignalAll();
    if (entry->cause == Cause::kReserve) {
      entry->reservation = MakeReservationId(entry->sequence, entry->home);
    }
    return entry->sequence;
  }

  void WhenDurable(Sequence sequence, Completion done) {
    absl::Status status;
    {
      MutexLock lock(&mu_);
      ATP_CHECK(sequence <= appended());
      if (sequence > durable()) {
        if (failure_.ok()) {
          groups_.Of(sequence)->Await(sequence, std::move(done));
          return;
        }
        status = failure_;
      }
    }
    done(status);
  }

  absl::Status Flush() {
    // What is appended while this syncs is not waited for: without threads nobody would write it.
    const Sequence target = appended();
    if (!options_.background_threads) {
      while (Pump()) continue;
      SyncWritten();
    }
    MutexLock lock(&mu_);
    flush_target_ = std::max(flush_target_, target);
    writer_wake_.SignalAll();
    while (completed_ < target || (failure_.ok() && synced_.last < target)) progress_.Wait(&mu_);
    return synced_.last < target ? failure_ : absl::OkStatus();
  }

  bool Pump() { return WriteGroup() > 0 && CompleteGroup(); }

 private:
  // --- writing ---

  void RunWriter() {
    NameThisThread("journal-write");
    while (AwaitWork()) {
      PassOn(WriteGroup());
      if (IsSyncDueNow()) SyncWritten();
      if (IsRush()) std::this_thread::sleep_for(kRushGathers);
    }
  }

  // False when the journal is to stop and everything is written.
  bool AwaitWork() {
    MutexLock lock(&mu_);
    while (!groups_.IsGathering() && !is_stopping_ && !IsSyncDue()) {
      if (HasUnsynced()) {
        const auto left = next_sync_ - SteadyClock::now();
        const auto left_ms = std::chrono::duration_cast<std::chrono::milliseconds>(left).count();
        writer_wake_.WaitFor(&mu_, static_cast<int>(std::clamp<int64_t>(left_ms + 1, 1, 60'000)));
      } else {
        writer_wake_.Wait(&mu_);
      }
    }
    return groups_.IsGathering() || !is_stopping_;
  }

  bool HasUnsynced() const ATP_REQUIRES(mu_) {
    return failure_.ok() && synced_.last < written_.last;
  }

  // Somebody waits for it in Flush() and all that he waits for is written, or it is time.
  bool IsSyncDue() const ATP_REQUIRES(mu_) {
    if (!HasUnsynced()) return false;
    const bool is_flush_waiting = synced_.last < flush_target_ && flush_target_ <= written_.last;
    return is_flush_waiting || next_sync_ <= SteadyClock::now();
  }

  // Nothing waits to be written, and since this was last asked entries came fast.
  bool IsRush() {
    const auto now = SteadyClock::now();
    MutexLock lock(&mu_);
    const Sequence came = written_.last - rush_from_;
    const bool is_rush = came > 1 && now - rush_since_ < came * kRush;
    rush_from_ = written_.last;
    rush_since_ = now;
    return is_rush && !groups_.IsGathering();
  }

  bool IsSyncDueNow() {
    MutexLock lock(&mu_);
    return IsSyncDue();
  }

  // Writes the oldest group that has gathered, or after a failure only passes it on; returns
  // of how many entries it is, 0 if there is none.
  Sequence WriteGroup() {
    PendingGroup* group;
    absl::Status status;
    uint64_t previous_hash;
    {
      MutexLock lock(&mu_);
      group = groups_.StartWriting();
      if (group == nullptr) return 0;
      status = failure_;
      previous_hash = written_.chain_hash;
    }
    // The builder is the writer's now; who waits stays guarded by mu_, for WhenDurable().
    GroupBuilder& builder = group->builder();
    const Sequence entries = builder.last() - builder.first() + 1;
    DurableGroupPtr durable;
    if (status.ok()) {
      const std::string_view bytes = builder.Seal(previous_hash);
      status = log_.Append(builder.first() - 1, builder.last(), bytes, SyncsEachGroup());
      if (status.ok()) {
        // An exact copy, since the buffer goes back for reuse with all its reserved bytes.
        durable = std::make_shared<const DurableGroup>(
            DurableGroup{builder.first(), builder.last(), std::string(bytes)});
      } else {
        status = Failure(
            status, absl::StrCat("write the entries ", builder.first(), " to ", builder.last()));
      }
    }

    {
      MutexLock lock(&mu_);
      if (status.ok()) {
        written_ = {builder.last(), builder.hash(), builder.last_time()};
        if (SyncsEachGroup()) synced_ = written_;
        durable_.store(written_.last, std::memory_order_release);
      } else {
        Fail(status);
      }
      groups_.FinishWriting(std::move(durable), status);
    }
    return entries;
  }

  // To the completer; but a few entries, while there is nothing else to do, are completed at once.
  void PassOn(Sequence entries) {
    if (entries == 0) return;
    {
      MutexLock lock(&mu_);
      const bool is_next = groups_.written_count() == 1 && !is_completing_;
      if (!is_next || groups_.IsGathering() || entries > kFewEntries) {
        completer_wake_.SignalAll();
        return;
      }
    }
    CompleteGroup();
  }

  bool SyncsEachGroup() const { return options_.sync_interval == 0; }

  // Syncs what was written without; the writer's, as the log wants one appender.
  void SyncWritten() {
    JournalEnd end;
    {
      MutexLock lock(&mu_);
      if (!HasUnsynced()) return;
      end = written_;
    }
    const absl::Status synced = log_.Sync();

    MutexLock lock(&mu_);
    if (synced.ok()) {
      synced_ = end;
      next_sync_ = SteadyClock::now() + std::chrono::microseconds(options_.sync_interval);
    } else {
      Fail(Failure(synced, absl::StrCat("sync the entries up to ", end.last)));
    }
    progress_.SignalAll();
  }

  void Fail(const absl::Status& failure) ATP_REQUIRES(mu_) {
    if (failure_.ok()) failure_ = failure;
    has_failed_.store(true, std::memory_order_release);
  }

  // --- completing ---

  void RunCompleter() {
    NameThisThread("journal-done");
    while (AwaitWritten()) CompleteGroup();
  }

  // False when the writer has stopped and everything is completed.
  bool AwaitWritten() {
    MutexLock lock(&mu_);
    while (!HasToComplete() && !is_writer_done_) completer_wake_.Wait(&mu_);
    return HasToComplete();
  }

  bool HasToComplete() const ATP_REQUIRES(mu_) {
    return groups_.written_count() > 0 && !is_completing_;
  }

  // Calls back for the oldest group that was written; false if there is none.
  bool CompleteGroup() {
    WrittenGroup written;
    {
      MutexLock lock(&mu_);
      if (is_completing_ || !groups_.TakeWritten(&written)) return false;
      is_completing_ = true;
    }
    written.group->CompleteAll(written.status);
    if (written.durable != nullptr && on_durable_ != nullptr) on_durable_(written.durable);

    MutexLock lock(&mu_);
    is_completing_ = false;
    completed_ = written.group->builder().last();
    pending_bytes_.fetch_sub(written.group->builder().body_bytes(), std::memory_order_relaxed);
    groups_.Recycle(std::move(written.group));
    progress_.SignalAll();
    return true;
  }

  void StopThreads() {
    {
      MutexLock lock(&mu_);
      is_stopping_ = true;
      writer_wake_.SignalAll();
    }
    writer_.join();
    {
      MutexLock lock(&mu_);
      is_writer_done_ = true;
      completer_wake_.SignalAll();
    }
    completer_.join();
  }

  const JournalOptions options_;
  CommitLog& log_;
  const OnDurable on_durable_;

  // Written under mu_, and read without it by those who only want to know.
  std::atomic<Sequence> appended_;
  std::atomic<Sequence> durable_;
  std::atomic<size_t> pending_bytes_{0};
  std::atomic<bool> has_failed_{false};

  mutable Mutex mu_;
  CondVar writer_wake_;
  CondVar completer_wake_;
  CondVar progress_;  // completed_, synced_ or failure_ has changed
  GroupQueue groups_ ATP_GUARDED_BY(mu_);
  Sequence completed_ ATP_GUARDED_BY(mu_);
  bool is_completing_ ATP_GUARDED_BY(mu_) = false;
  Sequence flush_target_ ATP_GUARDED_BY(mu_) = 0;
  Micros last_time_ ATP_GUARDED_BY(mu_);
  JournalEnd written_ ATP_GUARDED_BY(mu_);
  JournalEnd synced_ ATP_GUARDED_BY(mu_);
  SteadyClock::time_point next_sync_ ATP_GUARDED_BY(mu_);
  // When, and up to which entry, IsRush() was last asked.
  SteadyClock::time_point rush_since_ ATP_GUARDED_BY(mu_);
  Sequence rush_from_ ATP_GUARDED_BY(mu_);
  absl::Status failure_ ATP_GUARDED_BY(mu_);
  bool is_stopping_ ATP_GUARDED_BY(mu_) = false;
  bool is_writer_done_ ATP_GUARDED_BY(mu_) = false;

  std::thread writer_;
  std::thread completer_;
};

Journal::Journal(const JournalOptions& options, CommitLog* log, const JournalEnd& end,
                 OnDurable on_durable)
    : impl_(std::make_unique<Impl>(options, log, end, std::move(on_durable))) {}
Journal::~Journal() = default;

bool Journal::HasRoom() const { return impl_->HasRoom(); }
bool Journal::HasFailed() const { return impl_->HasFailed(); }
Sequence Journal::Append(Entry* entry, Completion done) {
  return impl_->Append(entry, std::move(done));
}
void Journal::WhenDurable(Sequence sequence, Completion done) {
  impl_->WhenDurable(sequence, std::move(done));
}
absl::Status Journal::Flush() { return impl_->Flush(); }
Sequence Journal::appended() const { return impl_->appended(); }
Sequence Journal::durable() const { return impl_->durable(); }
JournalEnd Journal::end() const { return impl_->end(); }
bool Journal::Pump() { return impl_->Pump(); }

}  // namespace atp
