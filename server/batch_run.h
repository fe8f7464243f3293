#ifndef ATP_SERVER_BATCH_RUN_H_
#define ATP_SERVER_BATCH_RUN_H_

#include <google/protobuf/arena.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "engine/engine.h"
#include "proto/atp/v1/batch_service.pb.h"
#include "server/call.h"

namespace atp {

// Lines over all items of one message.
inline constexpr size_t kBatchLinesMax = 8192;

// One message of a batched stream: what it asks is done in Run(), and what it is answered is known
// once last() is durable. The changes of a message are posted one after the other and wait
// together: one completion and one sync, whatever their number.
//
//   Run(bytes)  ->  engine->WhenDurable(last())  ->  Answer(durable, &response)
//
// The response is written out in Run(), and what it was made from is freed; only repeated requests,
// whose answers are in the journal, keep it until Answer().
//
// One thread at a time. `engine`, `origin`, of whom correlation id and traceparent go into the
// journal, and `call`, which says what the caller may, must outlive it.
class BatchRun {
 public:
  BatchRun(Engine* engine, const RequestContext& origin, Call* call)
      : engine_(*engine), origin_(origin), call_(*call) {}

  // Takes the bytes. REQUEST_MALFORMED: they are no message, and nothing was done.
  absl::Status Run(grpc::ByteBuffer* bytes);

  // The last change that the answer tells of; 0 if it tells of none.
  Sequence last() const { return last_; }

  // Call it once, with what became of last().
  void Answer(const absl::Status& durable, grpc::ByteBuffer* response);

 private:
  // A result that is still to be read from the journal.
  struct Repeat {
    int index = 0;
    Sequence sequence = 0;
  };

  // One for the audit log, once it is durable.
  struct Change {
    std::string request_id;
    Sequence sequence = 0;
    std::string_view method;
  };

  absl::Status CheckSize() const;
  absl::Status CheckAccess(const v1::BatchItem& item) const;
  void Do(int index, v1::BatchResult* result);
  absl::Status Check(const v1::CheckAvailabilityRequest& request, v1::BatchResult* result);
  absl::Status DoChange(int index, v1::BatchResult* result);
  absl::Status FillRepeats();
  void Refuse(const absl::Status& status);
  void WriteOut();

  Engine& engine_;
  const RequestContext& origin_;
  Call& call_;

  google::protobuf::Arena arena_;
  v1::BatchRequest* request_ =
      nullptr;  // in the arena, as is the next; commands take texts from it
  v1::BatchResponse* response_ = nullptr;
  int64_t number_ = 0;
  Sequence last_ = 0;
  std::vector<Repeat> repeats_;
  std::vector<Change> changes_;  // empty where no audit log is kept
  grpc::ByteBuffer bytes_;       // what is answered
};

}  // namespace atp

#endif  // ATP_SERVER_BATCH_RUN_H_
