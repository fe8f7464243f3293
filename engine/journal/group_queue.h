#ifndef ATP_ENGINE_JOURNAL_GROUP_QUEUE_H_
#define ATP_ENGINE_JOURNAL_GROUP_QUEUE_H_

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "engine/journal/durable_group.h"
#include "engine/journal/group_codec.h"
#include "engine/model/types.h"

namespace atp {

// A group from its first entry until its last callback, with those who wait for it.
class PendingGroup {
 public:
  using Completion = std::function<void(const absl::Status&)>;

  GroupBuilder& builder() { return builder_; }
  const GroupBuilder& builder() const { return builder_; }

  // `done` is called in the place of `sequence`, after those who came for it before.
  void Await(Sequence sequence, Completion done);

  // Calls everybody, in the order of sequences, and forgets them.
  void CompleteAll(const absl::Status& status);

 private:
  struct Waiting {
    Sequence sequence = 0;
    Completion done;
  };

  GroupBuilder builder_{kGroupBytesMax};
  std::vector<Waiting> waiting_;
  bool is_sorted_ = true;
};

struct WrittenGroup {
  std::unique_ptr<PendingGroup> group;
  DurableGroupPtr durable;  // null unless status is OK
  absl::Status status;
};

// The groups of a journal on their way, in the order of sequences.
//
//   ForAppend() -> StartWriting() -> FinishWriting() -> TakeWritten() -> Recycle()
//
// Invariant: at most one group is being written; none overtakes another. Not thread-safe: guarded
// by the journal's lock, except that the builder of the group being written is its writer's, and
// that a group which was taken is its taker's. Allocates only when more groups are under way than
// ever before, or than it keeps.
class GroupQueue {
 public:
  bool IsGathering() const { return !gathering_.empty(); }
  size_t written_count() const { return written_.size(); }

  // The group that an entry of this sequence and size goes to: the last one that gathers, or a new
  // one if there is none or it has no room.
  PendingGroup* ForAppend(Sequence sequence, size_t body_bytes);

  // The group of a sequence that gathers or is being written; aborts if there is none.
  PendingGroup* Of(Sequence sequence);

  // The oldest group that gathers, to be written now; null if there is none. Valid until
  // FinishWriting().
  PendingGroup* StartWriting();
  void FinishWriting(DurableGroupPtr durable, const absl::Status& status);

  // The oldest group that was written, into *written; false if there is none.
  bool TakeWritten(WrittenGroup* written);

  // Gives a taken group back, so that its buffer is used again.
  void Recycle(std::unique_ptr<PendingGroup> group);

 private:
  std::deque<std::unique_ptr<PendingGroup>> gathering_;  // entries go to the last
  std::unique_ptr<PendingGroup> writing_;
  std::deque<WrittenGroup> written_;
  std::vector<std::unique_ptr<PendingGroup>> spare_;
};

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_GROUP_QUEUE_H_
