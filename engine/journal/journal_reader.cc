#include "engine/journal/journal_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/journal/entry_codec.h"
#include "engine/journal/group_codec.h"
#include "engine/model/error.h"

namespace atp {
namespace {

absl::Status DamagedAt(Sequence sequence, absl::string_view what) {
  const absl::Status status =
      MakeError(absl::StatusCode::kDataLoss, "JOURNAL_DAMAGED", "",
                absl::StrCat("journal: at sequence ", sequence, ": ", what));
  return WithDetail(status, "sequence", std::to_string(sequence));
}

absl::Status NotRetained(Sequence sequence) {
  return MakeError(absl::StatusCode::kNotFound, "ENTRY_NOT_RETAINED", "",
                   absl::StrCat("journal: no entry with sequence ", sequence, " is retained"));
}

// The group that the log keeps under `key`: whole, and the one that belongs there.
absl::StatusOr<GroupView> ParseAt(Sequence key, std::string_view bytes) {
  absl::StatusOr<GroupView> group = GroupView::Parse(bytes);
  if (!group.ok()) return DamagedAt(key, group.status().message());
  if (group->first() != key) {
    return DamagedAt(key, absl::StrCat("the group there begins with ", group->first()));
  }
  return group;
}

absl::Status DecodeFrame(const Frame& frame, Entry* entry) {
  if (DecodeEntry(frame.body, frame.sequence, frame.time, entry)) return absl::OkStatus();
  return DamagedAt(frame.sequence, "the entry is malformed");
}

// One group read on its own. The view points into what the reader holds.
struct LoneGroup {
  std::unique_ptr<GroupReader> reader;
  std::optional<GroupView> view;  // none: nothing retained at or after the sequence
};

absl::StatusOr<LoneGroup> ReadGroup(CommitLog* log, Sequence sequence) {
  absl::StatusOr<std::unique_ptr<GroupReader>> reader = log->ReadFrom(sequence);
  if (!reader.ok()) return reader.status();
  LoneGroup group;
  group.reader = *std::move(reader);
  std::string_view bytes;
  Sequence key = 0;
  if (!group.reader->Next(&bytes, &key)) {
    if (!group.reader->status().ok()) return group.reader->status();
    return group;
  }
  absl::StatusOr<GroupView> view = ParseAt(key, bytes);
  if (!view.ok()) return view.status();
  if (view->last() < sequence) return DamagedAt(sequence, "the entry is missing");
  group.view = *view;
  return group;
}

}  // namespace

class JournalReader::Impl {
 public:
  Impl(Sequence from, Sequence end) : first_(from), end_(end) {}

  // Reads the group with which to begin; entries before first_ are skipped in it.
  absl::Status Begin(CommitLog* log) {
    if (end_ == 0) return absl::OkStatus();
    const Sequence oldest_before = log->OldestSequence();
    absl::StatusOr<std::unique_ptr<GroupReader>> groups = log->ReadFrom(std::min(first_, end_));
    if (!groups.ok()) return groups.status();
    groups_ = *std::move(groups);
    if (!NextGroup()) return status_;
    if (group_->first() > first_) {
      // Right only if what is before was trimmed: then this is, or just was, the oldest group.
      if (group_->first() < oldest_before || group_->first() > log->OldestSequence()) {
        return DamagedAt(first_, "the entry is missing");
      }
      first_ = group_->first();
    }
    return absl::OkStatus();
  }

  bool Next(Entry* entry) {
    if (!status_.ok() || !group_.has_value()) return false;
    Frame frame;
    do {
      while (!frames_.Next(&frame)) {
        if (!NextGroup()) return false;
      }
    } while (frame.sequence < first_);
    status_ = DecodeFrame(frame, entry);
    return status_.ok();
  }

  const absl::Status& status() const { return status_; }
  Sequence first() const { return first_; }
  uint64_t chain_hash() const { return chain_hash_; }
  Micros last_time() const { return last_time_; }

 private:
  // Moves on to the next group and proves that it follows the one before; false at the end of the
  // log, or with status_ set.
  bool NextGroup() {
    std::string_view bytes;
    Sequence key = 0;
    if (!groups_->Next(&bytes, &key)) {
      status_ = groups_->status();
      const Sequence reached = group_.has_value() ? group_->last() : std::min(first_, end_) - 1;
      if (status_.ok() && reached < end_) {
        status_ = DamagedAt(reached + 1, "the log ends too early");
      }
      return false;
    }
    const absl::StatusOr<GroupView> group = ParseAt(key, bytes);
    status_ = group.ok() ? CheckFollows(*group) : group.status();
    if (!status_.ok()) return false;
    group_ = *group;
    frames_ = group->frames();
    chain_hash_ = group->hash();
    last_time_ = group->last_time();
    return true;
  }

  absl::Status CheckFollows(const GroupView& group) const {
    if (!group_.has_value()) {
      // What was trimmed cannot be compared; but before the first entry there is nothing.
      if (group.first() != 1 || group.previous_hash() == 0) return absl::OkStatus();
      return DamagedAt(1, "the first group follows another");
    }
    if (group.first() != group_->last() + 1) {
      return DamagedAt(group_->last() + 1, "the entry is missing");
    }
    if (group.previous_hash() != chain_hash_) {
      return DamagedAt(group.first(), "the group does not follow the one before");
    }
    if (group.first_time() < last_time_) {
      return DamagedAt(group.first(), "time falls");
    }
    return absl::OkStatus();
  }

  Sequence first_;
  const Sequence end_;  // of the log when this was made
  std::unique_ptr<GroupReader> groups_;
  std::optional<GroupView> group_;  // its bytes are gone once the next one was asked for
  FrameCursor frames_;
  uint64_t chain_hash_ = 0;
  Micros last_time_ = 0;
  absl::Status status_;
};

JournalReader::JournalReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JournalReader::~JournalReader() = default;

absl::StatusOr<std::unique_ptr<JournalReader>> JournalReader::Open(CommitLog* log, Sequence from) {
  const Sequence end = log->LastSequence();
  auto impl = std::make_unique<Impl>(std::clamp<Sequence>(from, 1, end + 1), end);
  const absl::Status begun = impl->Begin(log);
  if (!begun.ok()) return begun;
  return std::unique_ptr<JournalReader>(new JournalReader(std::move(impl)));
}

bool JournalReader::Next(Entry* entry) { return impl_->Next(entry); }
const absl::Status& JournalReader::status() const { return impl_->status(); }
Sequence JournalReader::first() const { return impl_->first(); }
uint64_t JournalReader::chain_hash() const { return impl_->chain_hash(); }
Micros JournalReader::last_time() const { return impl_->last_time(); }

absl::StatusOr<Entry> ReadEntry(CommitLog* log, Sequence sequence) {
  if (sequence == 0 || sequence > log->LastSequence()) return NotRetained(sequence);
  const absl::StatusOr<LoneGroup> group = ReadGroup(log, sequence);
  if (!group.ok()) return group.status();
  if (!group->view.has_value() || group->view->first() > sequence) {
    return sequence < log->OldestSequence() ? NotRetained(sequence)
                                            : DamagedAt(sequence, "the entry is missing");
  }
  FrameCursor frames = group->view->frames();
  Frame frame;
  while (frames.Next(&frame) && frame.sequence != sequence) continue;
  Entry entry;
  const absl::Status decoded = DecodeFrame(frame, &entry);
  if (!decoded.ok()) return decoded;
  return entry;
}

absl::StatusOr<Sequence> LastSequenceAt(CommitLog* log, Micros time) {
  // Every entry before `low` is at or before `time`, every one from `high` on is after it.
  Sequence low = log->OldestSequence();
  Sequence high = log->LastSequence() + 1;
  Sequence found = 0;
  while (low < high) {
    const Sequence middle = low + (high - low) / 2;
    const absl::StatusOr<LoneGroup> group = ReadGroup(log, middle);
    if (!group.ok()) return group.status();
    if (!group->view.has_value() || group->view->first() > middle) {
      if (middle >= log->OldestSequence()) return DamagedAt(middle, "the entry is missing");
      low = log->OldestSequence();  // trimmed meanwhile
      continue;
    }
    FrameCursor frames = group->view->frames();
    Frame frame;
    Sequence last_at = 0;
    while (frames.Next(&frame) && frame.time <= time) last_at = frame.sequence;
    if (last_at == 0) {
      high = group->view->first();
    } else {
      found = last_at;
      low = group->view->last() + 1;
      if (last_at != group->view->last()) return found;
    }
  }
  return found;
}

absl::Status ForEachEntry(std::string_view group, const std::function<void(const Entry&)>& visit) {
  const absl::StatusOr<GroupView> view = GroupView::Parse(group);
  if (!view.ok()) return view.status();
  FrameCursor frames = view->frames();
  Frame frame;
  Entry entry;
  while (frames.Next(&frame)) {
    const absl::Status decoded = DecodeFrame(frame, &entry);
    if (!decoded.ok()) return decoded;
    visit(entry);
  }
  return absl::OkStatus();
}

}  // namespace atp
