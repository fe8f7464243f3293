#ifndef ATP_CLIENT_OUTGOING_H_
#define ATP_CLIENT_OUTGOING_H_

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "grpcpp/support/status.h"
#include "proto/atp/v1/batch_service.pb.h"

namespace atp::client {

using TimePoint = std::chrono::steady_clock::time_point;

// Told once what became of a request. `result` is null unless `status` is OK, and is the callee's
// to read for the time of the call.
using OnResult = std::function<void(const grpc::Status& status, const v1::BatchResult* result)>;

// Appends a request to `bytes` as a v1::BatchRequest has it in its items: as field `field` of an
// item. `request_id`, unless it is empty, becomes the id of a change that has none.
void AppendItem(int field, const google::protobuf::MessageLite& request,
                const std::string& request_id, std::string* bytes);

// One message and who waits for it. Requests are kept as the bytes that are sent: nothing is copied
// to send them, nor to send them again on another connection.
//
// One thread at a time. The buffers that it gives keep it alive for as long as gRPC needs them.
class Outgoing : public std::enable_shared_from_this<Outgoing> {
 public:
  struct Caller {
    OnResult done;  // null once told
    TimePoint deadline;
    size_t lines = 0;
    size_t bytes = 0;  // of the item
  };

  Outgoing(int64_t number, v1::BatchRequest::Answers answers, TimePoint gathers_until);

  void Add(const std::string& item, size_t lines, Caller caller);

  // Takes out the requests whose callers have been told, if it was never sent; returns how many
  // lines they had.
  size_t DropTold();

  // To be sent. Only once nothing is added any more.
  grpc::ByteBuffer Bytes();

  int64_t number() const { return number_; }
  TimePoint gathers_until() const { return gathers_until_; }
  size_t lines() const { return lines_; }
  size_t byte_count() const { return bytes_.size(); }
  std::vector<Caller>& callers() { return callers_; }
  // True if nobody waits for it any more.
  bool IsForgotten() const;

 private:
  const int64_t number_;
  const TimePoint gathers_until_;
  bool was_sent_ = false;
  size_t lines_ = 0;
  std::string bytes_;
  size_t head_bytes_ = 0;  // of them, before the first item
  std::vector<Caller> callers_;
};
using OutgoingPtr = std::shared_ptr<Outgoing>;

}  // namespace atp::client

#endif  // ATP_CLIENT_OUTGOING_H_
