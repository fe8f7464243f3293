#include "server/batch_run.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/model/error.h"
#include "server/malformed_requests.h"
#include "server/translate_availability.h"
#include "server/translate_batch.h"

namespace atp {
namespace {

// The request of a method that the item is; null: none that this server knows.
const google::protobuf::Message* RequestOf(const v1::BatchItem& item) {
  const google::protobuf::Reflection& reflection = *item.GetReflection();
  const auto* const field =
      reflection.GetOneofFieldDescriptor(item, v1::BatchItem::descriptor()->oneof_decl(0));
  return field == nullptr ? nullptr : &reflection.GetMessage(item, field);
}

}  // namespace

absl::Status BatchRun::Run(grpc::ByteBuffer* bytes) {
  request_ = google::protobuf::Arena::CreateMessage<v1::BatchRequest>(&arena_);
  if (!grpc::SerializationTraits<v1::BatchRequest>::Deserialize(bytes, request_).ok()) {
    return MalformedError();
  }
  number_ = request_->number();
  response_ = google::protobuf::Arena::CreateMessage<v1::BatchResponse>(&arena_);
  response_->set_number(number_);
  absl::Status size = CheckSize();
  if (size.ok()) size = call_.TakeItems(request_->items_size());
  if (size.ok()) {
    response_->mutable_results()->Reserve(request_->items_size());
    for (int i = 0; i < request_->items_size(); ++i) Do(i, response_->add_results());
  } else {
    FillError(size, response_->mutable_error());
  }
  if (repeats_.empty()) WriteOut();
  return absl::OkStatus();
}

void BatchRun::Answer(const absl::Status& durable, grpc::ByteBuffer* response) {
  if (durable.ok()) {
    for (const Change& change : changes_) {
      call_.Changed(change.request_id, change.sequence, change.method);
    }
  }
  const absl::Status status = durable.ok() ? FillRepeats() : durable;
  if (!status.ok()) {
    Refuse(status);
  } else if (!repeats_.empty()) {
    WriteOut();
  }
  response->Swap(&bytes_);
}

absl::Status BatchRun::CheckSize() const {
  size_t lines = 0;
  for (const v1::BatchItem& item : request_->items()) lines += LinesOf(item);
  if (lines == 0) return BadField("NO_LINES", "items", "at least one item");
  if (lines <= kBatchLinesMax) return absl::OkStatus();
  return BadField("TOO_MANY_LINES", "items",
                  absl::StrCat(lines, " lines over all items; at most ", kBatchLinesMax));
}

void BatchRun::Do(int index, v1::BatchResult* result) {
  const v1::BatchItem& item = request_->items(index);
  absl::Status status = CheckAccess(item);
  if (status.ok())
    status = item.has_check() ? Check(item.check(), result) : DoChange(index, result);
  if (!status.ok()) FillError(status, result->mutable_error());
}

absl::Status BatchRun::CheckAccess(const v1::BatchItem& item) const {
  const auto* const request = RequestOf(item);
  return request == nullptr ? absl::OkStatus() : call_.CheckItem(&engine_, *request);
}

absl::Status BatchRun::Check(const v1::CheckAvailabilityRequest& request, v1::BatchResult* result) {
  if (request.as_of_sequence() != 0) {
    return BadField("FIELD_OUT_OF_RANGE", "as_of_sequence",
                    "the past is answered by CheckAvailability alone");
  }
  const auto lines = ToCheckLines(request);
  if (!lines.ok()) return lines.status();
  const absl::StatusOr<CheckAnswer> answer = engine_.Check(*lines);
  if (!answer.ok()) return answer.status();
  if (request_->answers() == v1::BatchRequest::BRIEF) {
    FillCheck(*answer, result->mutable_check_brief());
  } else {
    FillCheck(*answer, result->mutable_check());
  }
  return absl::OkStatus();
}

absl::Status BatchRun::DoChange(int index, v1::BatchResult* result) {
  v1::BatchItem* const item = request_->mutable_items(index);
  Command command;
  absl::Status status = TakeCommand(item, &command);
  if (!status.ok()) return status;
  command.request.correlation_id = origin_.correlation_id;
  command.request.traceparent = origin_.traceparent;
  Outcome outcome;
  status = engine_.Post(std::move(command), &outcome);
  if (!status.ok()) return status;
  last_ = std::max(last_, outcome.entry.sequence);
  if (call_.IsWrittenDown(outcome)) {
    changes_.push_back(
        {outcome.entry.request.request_id, outcome.entry.sequence, MethodOf(*RequestOf(*item))});
  }
  if (outcome.repeated) {
    repeats_.push_back({index, outcome.entry.sequence});
  } else {
    FillResult(*item, outcome, request_->answers(), &engine_, result);
  }
  return absl::OkStatus();
}

absl::Status BatchRun::FillRepeats() {
  if (repeats_.empty()) return absl::OkStatus();
  std::vector<Sequence> sequences;
  for (const Repeat& repeat : repeats_) sequences.push_back(repeat.sequence);
  return engine_.VisitAnswers(sequences, [this](size_t k, const Outcome& outcome) {
    const int index = repeats_[k].index;
    FillResult(request_->items(index), outcome, request_->answers(), &engine_,
               response_->mutable_results(index));
  });
}

void BatchRun::Refuse(const absl::Status& status) {
  v1::BatchResponse refusal;
  refusal.set_number(number_);
  FillError(status, refusal.mutable_error());
  response_ = &refusal;
  WriteOut();
}

void BatchRun::WriteOut() {
  grpc::Slice slice(response_->ByteSizeLong());
  response_->SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  grpc::ByteBuffer bytes(&slice, 1);
  bytes_.Swap(&bytes);
  request_ = nullptr;
  response_ = nullptr;
  arena_.Reset();
}

}  // namespace atp
