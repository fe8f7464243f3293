#ifndef ATP_ENGINE_STORE_COMMIT_LOG_H_
#define ATP_ENGINE_STORE_COMMIT_LOG_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace atp {

// Reads the groups of a CommitLog in sequence order, as the log was when the reader was made:
// groups appended later are not seen, groups trimmed later still are.
//
//   while (reader->Next(&group, &first)) { ... }
//   if (!reader->status().ok()) ...
//
// For one thread. Must not outlive the log. Holds back the freeing of disk space while it lives.
class GroupReader {
 public:
  virtual ~GroupReader() = default;

  // The next group and its first sequence; `*group` is valid until the next call. False at the end
  // and on an error; false for good.
  virtual bool Next(std::string_view* group, uint64_t* first) = 0;

  // OK unless Next() stopped because of an error. DATA_LOSS: a group is damaged or missing; what
  // was returned before it is good.
  virtual absl::Status status() const = 0;
};

// Where a group goes: an ordered, durable sequence of groups of entries. A group is opaque bytes
// that hold the entries with the sequences first..last, and is kept or lost as a whole.
//
//     after=0      after=3   after=5
//   [ 1 2 3 ]    [ 4 5 ]   [ 6 7 8 9 ]       OldestSequence() = 1, LastSequence() = 9
//
// Invariant: groups follow one another without a hole: first = last of the one before + 1.
// OldestSequence() <= LastSequence() + 1, with equality when no group is retained.
//
// Thread-safe, with one appender: Append() and Sync() by one thread at a time, TrimTo() by one
// thread at a time, everything else by anybody, all at once.
//
// After a failed Append() or Sync() the end of the log is not known: that group may or may not be
// there when the log is next opened. So every later change through this object is refused with the
// first failure, and only opening the log anew can tell.
//
// Sequences count entries, not bytes or groups, and every append says what it follows: a replicated
// log compares just this, and an appender that was overtaken learns it from the refusal.
class CommitLog {
 public:
  virtual ~CommitLog() = default;

  // Adds the group that holds the sequences after+1..last. With `sync` it is durable when this
  // returns OK, and so is everything before it; without, after the next successful Sync() or synced
  // change. A process that is killed loses nothing that was appended; a machine that stops loses
  // what was not synced, and always a suffix.
  // FAILED_PRECONDITION: `after` is not LastSequence(); nothing was written. INVALID_ARGUMENT: the
  // group is empty. UNAVAILABLE, RESOURCE_EXHAUSTED (no space): see the class. One write, one sync.
  virtual absl::Status Append(uint64_t after, uint64_t last, std::string_view group, bool sync) = 0;

  // Makes everything that was appended durable.
  virtual absl::Status Sync() = 0;

  // The last sequence appended, durable or not; 0 in a new log. Kept when everything is trimmed.
  virtual uint64_t LastSequence() const = 0;

  // The first sequence of the oldest group retained; LastSequence() + 1 if there is none.
  virtual uint64_t OldestSequence() const = 0;

  // Reads from the group that contains `sequence`, or the first one after it. Beyond the end: a
  // reader at its end. Costs one seek.
  virtual absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t sequence) = 0;

  // Drops the groups whose last sequence is <= `sequence`, durably. Costs one small synced write
  // and the unlinking of whole files; space comes back by and by. To be able to chain on to the
  // last group, its reader must not trim it.
  virtual absl::Status TrimTo(uint64_t sequence) = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_STORE_COMMIT_LOG_H_
