#include "engine/journal/group_queue.h"

#include <algorithm>
#include <utility>

#include "engine/base/check.h"

namespace atp {
namespace {

// Buffers kept for reuse: one is open, one is being written, one is being completed.
constexpr size_t kSpareGroupsMax = 3;

}  // namespace

void PendingGroup::Await(Sequence sequence, Completion done) {
  if (!waiting_.empty() && sequence < waiting_.back().sequence) is_sorted_ = false;
  waiting_.push_back({sequence, std::move(done)});
}

void PendingGroup::CompleteAll(const absl::Status& status) {
  if (!is_sorted_) {
    std::stable_sort(waiting_.begin(), waiting_.end(),
                     [](const Waiting& a, const Waiting& b) { return a.sequence < b.sequence; });
  }
  for (const Waiting& waiting : waiting_) waiting.done(status);
  waiting_.clear();
  is_sorted_ = true;
}

PendingGroup* GroupQueue::ForAppend(Sequence sequence, size_t body_bytes) {
  if (!gathering_.empty()) {
    PendingGroup* open = gathering_.back().get();
    if (open->builder().size() + body_bytes <= kGroupBytesMax) return open;
  }
  if (spare_.empty()) {
    gathering_.push_back(std::make_unique<PendingGroup>());
  } else {
    gathering_.push_back(std::move(spare_.back()));
    spare_.pop_back();
  }
  PendingGroup* group = gathering_.back().get();
  group->builder().Start(sequence);
  return group;
}

PendingGroup* GroupQueue::Of(Sequence sequence) {
  if (writing_ != nullptr && sequence <= writing_->builder().last()) return writing_.get();
  for (const auto& group : gathering_) {
    if (sequence <= group->builder().last()) return group.get();
  }
  ATP_CHECK(false);
  return nullptr;
}

PendingGroup* GroupQueue::StartWriting() {
  ATP_CHECK(writing_ == nullptr);
  if (gathering_.empty()) return nullptr;
  writing_ = std::move(gathering_.front());
  gathering_.pop_front();
  return writing_.get();
}

void GroupQueue::FinishWriting(DurableGroupPtr durable, const absl::Status& status) {
  ATP_CHECK(writing_ != nullptr);
  written_.push_back({std::move(writing_), std::move(durable), status});
}

bool GroupQueue::TakeWritten(WrittenGroup* written) {
  if (written_.empty()) return false;
  *written = std::move(written_.front());
  written_.pop_front();
  return true;
}

void GroupQueue::Recycle(std::unique_ptr<PendingGroup> group) {
  if (spare_.size() < kSpareGroupsMax) spare_.push_back(std::move(group));
}

}  // namespace atp
