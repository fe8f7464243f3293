#ifndef ATP_ENGINE_JOURNAL_JOURNAL_H_
#define ATP_ENGINE_JOURNAL_JOURNAL_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "engine/base/clock.h"
#include "engine/journal/durable_group.h"
#include "engine/journal/journal_reader.h"
#include "engine/model/entry.h"
#include "engine/store/commit_log.h"

namespace atp {

struct JournalOptions {
  // 0: sync every group before it counts as durable. Else a group counts as durable once it is
  // written, and is synced at most this much later: a power failure may lose that much.
  Micros sync_interval = 0;
  // Bytes of entries that are appended and not yet completed; see HasRoom().
  size_t pending_bytes_max = 64 << 20;
  // False: the owner calls Pump(), one thread at a time. With a sync_interval, only Flush() and the
  // destructor sync then.
  bool background_threads = true;
};

// A place where a group of the log ends, and what the next group is chained to.
struct JournalEnd {
  Sequence last = 0;
  uint64_t chain_hash = 0;
  Micros time = 0;
};

// Gives entries their sequence and makes them durable in groups.
//
//   Append() -> open buffer -> [writer: one group, one write, one sync] -> [completer: callbacks]
//
// Invariant: end().last <= durable() <= appended(); groups are written in sequence order, one at a
// time, so the log is always a prefix of what was appended.
//
// Thread-safe. Append() may be called under shard locks: it copies into memory, takes the journal's
// own short lock, and never waits for the disk. While a group is synced the next one gathers, up to
// kGroupBytesMax; then another one is begun. So a write holds all that came during the one before:
// callers pay for a share of a sync, and one that is alone does not wait for company. Only where
// the disk is quicker than entries come in a rush does the writer let them gather, for 50 us.
//
// Callbacks run without any lock, on a thread of the journal's (Pump()'s without threads), group by
// group in the order of sequences, never two at a time. They may append. They must not Flush() or
// destroy the journal, and must be quick: the disk may wait for them.
//
// When a write or sync fails the journal has failed for good: what is waiting is completed with
// UNAVAILABLE (reason JOURNAL_FAILED), HasFailed() is true, nothing more is written. The tail of
// the log is then unknown; only recovery can tell.
class Journal {
 public:
  using Completion = std::function<void(const absl::Status&)>;
  using OnDurable = std::function<void(const DurableGroupPtr&)>;

  // `log` must outlive the journal. `on_durable` sees every group, in order, after its sync and
  // after the group's completions were called.
  Journal(const JournalOptions& options, CommitLog* log, const JournalEnd& end,
          OnDurable on_durable);
  // Writes what has gathered, completes it, joins its threads.
  ~Journal();

  // True if there is room for another command's entry. Ask before deciding.
  bool HasRoom() const;
  bool HasFailed() const;

  // Fixes entry->sequence and entry->time (>= the time it came with, never falling), and gathers
  // it; a kReserve entry gets its reservation id, as when it is read back. `done`, which may be
  // null, is called once: OK after the entry is durable, else the failure. After a failure the
  // entry still gets its sequence, and `done` hears of it.
  //
  // Encodes outside of the lock and copies once under it; allocates only for `done` itself and,
  // when the disk falls behind, for another buffer.
  Sequence Append(Entry* entry, Completion done);

  // Calls `done` when `sequence`, which must have been appended, is durable: at once, on this
  // thread, if it already is or the journal has failed.
  void WhenDurable(Sequence sequence, Completion done);

  // Blocks until everything appended so far is durable and synced, or the journal has failed, and
  // its callbacks were called. Without threads: pumps.
  absl::Status Flush();

  Sequence appended() const;
  Sequence durable() const;
  // Of what is synced: for the high-water mark, which must not be ahead of the disk.
  JournalEnd end() const;

  // Without background threads: writes and completes one group, if any entries wait. True if so.
  bool Pump();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_JOURNAL_H_
