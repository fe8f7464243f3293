#include "engine/journal/group_codec.h"

#include <limits>

#include "engine/base/check.h"
#include "engine/base/checked_math.h"
#include "engine/base/hash.h"
#include "engine/model/error.h"

namespace atp {
namespace {

constexpr char kFormat = 1;
constexpr size_t kHeaderBytes = 1 + 4 * 8;  // format, first, count, first time, previous hash
constexpr size_t kHashBytes = 8;

absl::Status Damaged(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, "JOURNAL_DAMAGED", "", what);
}

}  // namespace

void GroupBuilder::Start(Sequence first) {
  ATP_CHECK(first > 0);
  bytes_.assign(kHeaderBytes, '\0');  // filled in by Seal()
  first_ = first;
  count_ = 0;
  body_bytes_ = 0;
}

void GroupBuilder::Add(Micros time, std::string_view body) {
  if (count_ == 0) {
    first_time_ = time;
    last_time_ = time;
  }
  ATP_CHECK(time >= last_time_);
  PutVarint(&bytes_, static_cast<uint64_t>(time) - static_cast<uint64_t>(last_time_));
  PutString(&bytes_, body);
  last_time_ = time;
  body_bytes_ += body.size();
  ++count_;
}

std::string_view GroupBuilder::Seal(uint64_t previous_hash) {
  ATP_CHECK(count_ > 0);
  std::string header(1, kFormat);
  PutFixed64(&header, first_);
  PutFixed64(&header, count_);
  PutFixed64(&header, static_cast<uint64_t>(first_time_));
  PutFixed64(&header, previous_hash);
  bytes_.replace(0, kHeaderBytes, header);
  hash_ = Hash64(bytes_);
  PutFixed64(&bytes_, hash_);
  return bytes_;
}

bool FrameCursor::Next(Frame* frame) {
  if (left_ == 0) return false;
  const uint64_t delta = frames_.Varint();
  const std::string_view body = frames_.String();
  constexpr uint64_t kDeltaMax = std::numeric_limits<Micros>::max();
  if (!frames_.ok() || delta > kDeltaMax ||
      !AddOk(time_, static_cast<Micros>(delta), &frame->time)) {
    return false;
  }
  time_ = frame->time;
  frame->sequence = next_++;
  frame->body = body;
  --left_;
  return true;
}

absl::StatusOr<GroupView> GroupView::Parse(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + kHashBytes) return Damaged("group is too short");
  if (bytes.front() != kFormat) return Damaged("group has an unknown format");

  GroupView group;
  const std::string_view hashed = bytes.substr(0, bytes.size() - kHashBytes);
  group.hash_ = ByteReader(bytes.substr(hashed.size())).Fixed64();
  if (group.hash_ != Hash64(hashed)) return Damaged("group does not match its hash");

  ByteReader header(hashed.substr(1, kHeaderBytes - 1));
  group.first_ = header.Fixed64();
  group.count_ = header.Fixed64();
  group.first_time_ = static_cast<Micros>(header.Fixed64());
  group.previous_hash_ = header.Fixed64();
  group.frames_ = hashed.substr(kHeaderBytes);
  if (group.first_ == 0 || group.count_ == 0 ||
      group.count_ > std::numeric_limits<Sequence>::max() - group.first_) {
    return Damaged("group has impossible sequences");
  }

  FrameCursor cursor = group.frames();
  Frame frame;
  while (cursor.Next(&frame)) group.last_time_ = frame.time;
  if (cursor.left_ != 0 || !cursor.frames_.AtCleanEnd()) {
    return Damaged("group's entries do not match its count");
  }
  return group;
}

}  // namespace atp
