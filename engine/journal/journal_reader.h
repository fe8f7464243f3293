#ifndef ATP_ENGINE_JOURNAL_JOURNAL_READER_H_
#define ATP_ENGINE_JOURNAL_JOURNAL_READER_H_

#include <functional>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/model/entry.h"
#include "engine/store/commit_log.h"

namespace atp {

// Reads durable entries back, in order, proving as it goes that the groups are whole and chained
// without a hole: a bad checksum, a missing group or a broken chain is DATA_LOSS (reason
// JOURNAL_DAMAGED, detail "sequence") that names the first sequence in doubt. What was read before
// it is good. Sees the log as it was at Open(). Not thread-safe; `log` must outlive it.
//
//   auto reader = JournalReader::Open(log, applied + 1);
//   while ((*reader)->Next(&entry)) Post(entry);
//   if (!(*reader)->status().ok()) ...
//
// Reads a group at a time, and holds what the log's own reader holds.
class JournalReader {
 public:
  // Begins with the entry `from` (or, if it was trimmed away, with the oldest there is: see
  // first()). Beyond the end there are no entries, but the last group is read nevertheless, so that
  // chain_hash() is what the next append follows. DATA_LOSS if that group or the first is damaged.
  static absl::StatusOr<std::unique_ptr<JournalReader>> Open(CommitLog* log, Sequence from);
  ~JournalReader();

  // The next entry into *entry; false at the end of the log or on an error: see status().
  bool Next(Entry* entry);
  const absl::Status& status() const;

  // The first entry that Next() gives or gave; one after the last if there is none.
  Sequence first() const;

  // Of the group of the entry that Next() gave last, for chaining the next append to it. Before
  // that, of the group that Open() read; 0 in an empty log.
  uint64_t chain_hash() const;
  Micros last_time() const;

 private:
  class Impl;
  explicit JournalReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The one entry with this sequence; NOT_FOUND (reason ENTRY_NOT_RETAINED) if it was trimmed or is
// not yet in the log. Reads and proves the entry's group, but no chain.
absl::StatusOr<Entry> ReadEntry(CommitLog* log, Sequence sequence);

// The last entry with time <= `time` (times never fall along the journal); 0 if there is none in
// what is retained. O(log entries) reads of a group.
absl::StatusOr<Sequence> LastSequenceAt(CommitLog* log, Micros time);

// Calls `visit` for each entry of one group, in order; DATA_LOSS if the group is damaged. For those
// who are handed groups, as Journal::OnDurable is.
absl::Status ForEachEntry(std::string_view group, const std::function<void(const Entry&)>& visit);

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_JOURNAL_READER_H_
