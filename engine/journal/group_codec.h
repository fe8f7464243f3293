#ifndef ATP_ENGINE_JOURNAL_GROUP_CODEC_H_
#define ATP_ENGINE_JOURNAL_GROUP_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/model/types.h"

namespace atp {

// A group is what is written, synced and replicated as one: some entries in a row, with their
// first sequence, the hash of the group before it, and its own hash over all of that. So a list of
// groups proves by itself that it is whole and in order. FORMAT.md draws the bytes.
//
// The group with sequence 1 follows the hash 0.

// Builds groups one after another in one buffer, which it keeps.
//
//   builder.Start(first);
//   builder.Add(time, body);              // as often as there are entries
//   bytes = builder.Seal(previous_hash);  // valid until the next Start()
//
// Not thread-safe. Add() copies the body once; it allocates only beyond the reserved size.
class GroupBuilder {
 public:
  explicit GroupBuilder(size_t reserved_bytes) { bytes_.reserve(reserved_bytes); }

  void Start(Sequence first);
  // `time` must not be before that of the entry added before.
  void Add(Micros time, std::string_view body);
  // The group must hold an entry.
  std::string_view Seal(uint64_t previous_hash);
  uint64_t hash() const { return hash_; }  // of what Seal() returned last

  bool empty() const { return count_ == 0; }
  Sequence first() const { return first_; }
  Sequence last() const { return first_ + count_ - 1; }
  Micros last_time() const { return last_time_; }
  size_t size() const { return bytes_.size(); }
  size_t body_bytes() const { return body_bytes_; }

 private:
  std::string bytes_;
  Sequence first_ = 0;
  uint64_t count_ = 0;
  Micros first_time_ = 0;
  Micros last_time_ = 0;
  size_t body_bytes_ = 0;
  uint64_t hash_ = 0;
};

// One entry of a group, still encoded: see DecodeEntry().
struct Frame {
  Sequence sequence = 0;
  Micros time = 0;
  std::string_view body;
};

// Goes through the frames of a group that has been verified. Points into the group's bytes.
class FrameCursor {
 public:
  FrameCursor() : frames_({}) {}

  // The next frame into *frame; false at the end.
  bool Next(Frame* frame);

 private:
  friend class GroupView;
  FrameCursor(std::string_view frames, Sequence first, uint64_t count, Micros first_time)
      : frames_(frames), next_(first), left_(count), time_(first_time) {}

  ByteReader frames_;
  Sequence next_ = 0;
  uint64_t left_ = 0;
  Micros time_ = 0;
};

// A group that was proven whole: version, hash, and every frame in its place. What the bodies say
// is not looked at. Points into the bytes it was made from, which must outlive it.
class GroupView {
 public:
  // DATA_LOSS, with what is wrong, if `bytes` are not exactly one group. Reads all of them once.
  static absl::StatusOr<GroupView> Parse(std::string_view bytes);

  Sequence first() const { return first_; }
  Sequence last() const { return first_ + count_ - 1; }
  Micros first_time() const { return first_time_; }
  Micros last_time() const { return last_time_; }
  uint64_t previous_hash() const { return previous_hash_; }
  uint64_t hash() const { return hash_; }

  FrameCursor frames() const { return FrameCursor(frames_, first_, count_, first_time_); }

 private:
  GroupView() = default;

  std::string_view frames_;
  Sequence first_ = 0;
  uint64_t count_ = 0;
  Micros first_time_ = 0;
  Micros last_time_ = 0;
  uint64_t previous_hash_ = 0;
  uint64_t hash_ = 0;
};

}  // namespace atp

#endif  // ATP_ENGINE_JOURNAL_GROUP_CODEC_H_
