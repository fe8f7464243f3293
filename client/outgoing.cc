#include "client/outgoing.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <utility>

namespace atp::client {
namespace {

using google::protobuf::io::CodedOutputStream;

constexpr uint32_t kLengthDelimited = 2;
constexpr int kRequestIdField = 1;  // of every change

constexpr uint32_t TagOf(int field) { return static_cast<uint32_t>(field) << 3 | kLengthDelimited; }

size_t VarintSize(size_t number) {
  return CodedOutputStream::VarintSize32(static_cast<uint32_t>(number));
}

uint8_t* WriteHead(int field, size_t size, uint8_t* to) {
  to = CodedOutputStream::WriteVarint32ToArray(TagOf(field), to);
  return CodedOutputStream::WriteVarint32ToArray(static_cast<uint32_t>(size), to);
}

}  // namespace

void AppendItem(int field, const google::protobuf::MessageLite& request,
                const std::string& request_id, std::string* bytes) {
  const size_t asked = request.ByteSizeLong();
  const size_t id = request_id.empty() ? 0 : 1 + VarintSize(request_id.size()) + request_id.size();
  const size_t body = asked + id;
  const size_t item = VarintSize(TagOf(field)) + VarintSize(body) + body;
  const size_t begin = bytes->size();
  bytes->resize(begin + 1 + VarintSize(item) + item);
  auto* to = reinterpret_cast<uint8_t*>(bytes->data() + begin);
  to = WriteHead(v1::BatchRequest::kItemsFieldNumber, item, to);
  to = WriteHead(field, body, to);
  to = request.SerializeWithCachedSizesToArray(to);
  if (id == 0) return;
  to = WriteHead(kRequestIdField, request_id.size(), to);
  std::copy(request_id.begin(), request_id.end(), to);
}

Outgoing::Outgoing(int64_t number, v1::BatchRequest::Answers answers, TimePoint gathers_until)
    : number_(number), gathers_until_(gathers_until) {
  v1::BatchRequest head;
  head.set_number(number);
  head.set_answers(answers);
  head.SerializeToString(&bytes_);
  head_bytes_ = bytes_.size();
}

void Outgoing::Add(const std::string& item, size_t lines, Caller caller) {
  bytes_ += item;
  lines_ += lines;
  caller.lines = lines;
  caller.bytes = item.size();
  callers_.push_back(std::move(caller));
}

size_t Outgoing::DropTold() {
  const auto is_told = [](const Caller& caller) { return caller.done == nullptr; };
  // gRPC may still have the bytes of what was sent.
  if (was_sent_ || std::none_of(callers_.begin(), callers_.end(), is_told)) return 0;
  std::string bytes = bytes_.substr(0, head_bytes_);
  std::vector<Caller> callers;
  size_t at = head_bytes_, dropped = 0;
  for (Caller& caller : callers_) {
    if (caller.done == nullptr) {
      dropped += caller.lines;
    } else {
      bytes.append(bytes_, at, caller.bytes);
    }
    at += caller.bytes;
    if (caller.done != nullptr) callers.push_back(std::move(caller));
  }
  bytes_ = std::move(bytes);
  callers_ = std::move(callers);
  lines_ -= dropped;
  return dropped;
}

grpc::ByteBuffer Outgoing::Bytes() {
  was_sent_ = true;
  auto* const owner = new std::shared_ptr<Outgoing>(shared_from_this());
  const grpc::Slice slice(
      bytes_.data(), bytes_.size(),
      [](void* kept) { delete static_cast<std::shared_ptr<Outgoing>*>(kept); }, owner);
  return grpc::ByteBuffer(&slice, 1);
}

bool Outgoing::IsForgotten() const {
  return std::all_of(callers_.begin(), callers_.end(),
                     [](const Caller& caller) { return caller.done == nullptr; });
}

}  // namespace atp::client
