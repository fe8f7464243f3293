#include "tools/atpbench/delta_scan.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "proto/atp/v1/delta_service.pb.h"

namespace atp {
namespace {

using google::protobuf::Timestamp;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int64_t kNanosPerSecond = 1'000'000'000;

constexpr uint32_t MessageTag(int field) {
  return static_cast<uint32_t>(field) << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
}
constexpr uint32_t NumberTag(int field) {
  return static_cast<uint32_t>(field) << 3 | WireFormatLite::WIRETYPE_VARINT;
}

// Calls read() with what is left of a message inside a message, and skips what it leaves.
template <typename Read>
bool Inside(CodedInputStream* in, Read&& read) {
  uint32_t size = 0;
  if (!in->ReadVarint32(&size)) return false;
  const auto limit = in->PushLimit(static_cast<int>(size));
  const bool is_read = read() && in->Skip(in->BytesUntilLimit());
  in->PopLimit(limit);
  return is_read;
}

bool ReadNumber(CodedInputStream* in, int64_t* number) {
  uint64_t read = 0;
  if (!in->ReadVarint64(&read)) return false;
  *number = static_cast<int64_t>(read);
  return true;
}

bool ReadTime(CodedInputStream* in, int64_t* nanos) {
  int64_t seconds = 0, rest = 0;
  while (const uint32_t tag = in->ReadTag()) {
    bool is_read;
    if (tag == NumberTag(Timestamp::kSecondsFieldNumber)) {
      is_read = ReadNumber(in, &seconds);
    } else if (tag == NumberTag(Timestamp::kNanosFieldNumber)) {
      is_read = ReadNumber(in, &rest);
    } else {
      is_read = WireFormatLite::SkipField(in, tag);
    }
    if (!is_read) return false;
  }
  *nanos = seconds * kNanosPerSecond + rest;
  return true;
}

// Stops when it has both.
bool ReadDelta(CodedInputStream* in, DeltaScan::Seen* seen) {
  bool has_time = false;
  while (seen->sequence == 0 || !has_time) {
    const uint32_t tag = in->ReadTag();
    if (tag == 0) return true;
    bool is_read;
    if (tag == NumberTag(v1::Delta::kSequenceFieldNumber)) {
      is_read = ReadNumber(in, &seen->sequence);
    } else if (tag == MessageTag(v1::Delta::kTimeFieldNumber)) {
      is_read = has_time = Inside(in, [&] { return ReadTime(in, &seen->time_nanos); });
    } else {
      is_read = WireFormatLite::SkipField(in, tag);
    }
    if (!is_read) return false;
  }
  return true;
}

}  // namespace

bool DeltaScan::Read(google::protobuf::io::ZeroCopyInputStream* bytes) {
  CodedInputStream in(bytes);
  while (const uint32_t tag = in.ReadTag()) {
    if (tag == MessageTag(v1::WatchResponse::kDeltasFieldNumber)) {
      Seen seen;
      if (!Inside(&in, [&] { return ReadDelta(&in, &seen); })) return false;
      on_delta(seen);
    } else {
      was_reset |= tag == MessageTag(v1::WatchResponse::kResetFieldNumber);
      if (!WireFormatLite::SkipField(&in, tag)) return false;
    }
  }
  return in.ConsumedEntireMessage();
}

}  // namespace atp
