#include "server/encode_events.h"

#include <string>
#include <utility>
#include <variant>

#include "engine/base/check.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "server/translate_delta.h"

namespace atp {
namespace {

constexpr size_t kMessageBytes = 256 << 10;

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Deltas and rows come many in a message; the others end it.
bool IsRepeated(const FeedEvent& event) {
  return std::holds_alternative<DeltaPtr>(event) || std::holds_alternative<PictureRow>(event);
}

}  // namespace

std::vector<grpc::ByteBuffer> EncodeEvents(const std::vector<FeedEvent>& events) {
  std::vector<grpc::ByteBuffer> messages;
  v1::WatchResponse one;
  std::string bytes;
  for (size_t i = 0; i < events.size(); ++i) {
    if (std::holds_alternative<Heartbeat>(events[i])) continue;
    one.Clear();
    FillEvent(events[i], &one);
    // Messages appended to one another are one with all of their repeated fields.
    one.AppendToString(&bytes);
    const bool goes_on = i + 1 < events.size() && events[i + 1].index() == events[i].index() &&
                         IsRepeated(events[i]) && bytes.size() < kMessageBytes;
    if (goes_on) continue;
    messages.push_back(ToBuffer(bytes));
    bytes.clear();
  }
  return messages;
}

grpc::ByteBuffer EncodeHeartbeat(Sequence sequence) {
  v1::WatchResponse response;
  FillEvent(Heartbeat{sequence}, &response);
  return ToBuffer(response.SerializeAsString());
}

grpc::ByteBuffer EncodeHistory(HistoryId history) {
  v1::WatchResponse response;
  response.set_history(FormatHistoryId(history));
  return ToBuffer(response.SerializeAsString());
}

grpc::ByteBuffer Join(const grpc::ByteBuffer& first, const grpc::ByteBuffer& second) {
  std::vector<grpc::Slice> slices;
  std::vector<grpc::Slice> more;
  const bool is_read = first.Dump(&slices).ok() && second.Dump(&more).ok();
  ATP_CHECK(is_read);  // they were made here, of bytes
  slices.insert(slices.end(), more.begin(), more.end());
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace atp
