#include "client/outgoing.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace atp::client {
namespace {

v1::BatchRequest Parse(const OutgoingPtr& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message->Bytes().Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  v1::BatchRequest request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  return request;
}

v1::ReserveRequest ReserveOf(size_t lines) {
  v1::ReserveRequest request;
  for (size_t i = 0; i < lines; ++i) {
    auto* const line = request.add_lines();
    line->set_item("item " + std::to_string(i));
    line->set_location("L");
    line->set_quantity(static_cast<int64_t>(i) << 40);
  }
  return request;
}

TEST(OutgoingTest, IsTheMessageThatItStandsFor) {
  v1::BatchRequest expected;
  expected.set_number(300);
  expected.set_answers(v1::BatchRequest::BRIEF);
  const auto message = std::make_shared<Outgoing>(300, v1::BatchRequest::BRIEF, TimePoint());
  const auto add = [&](int field, const google::protobuf::MessageLite& request,
                       const std::string& id) {
    std::string item;
    AppendItem(field, request, id, &item);
    message->Add(item, 1, {});
  };
  // Sizes on both sides of where a length takes another byte.
  for (const size_t lines : {0, 1, 4, 5, 6, 7, 500, 1000}) {
    const v1::ReserveRequest request = ReserveOf(lines);
    auto* const named = expected.add_items()->mutable_reserve();
    *named = request;
    named->set_request_id("id " + std::to_string(lines));
    add(v1::BatchItem::kReserve, request, named->request_id());
    add(v1::BatchItem::kReserve, *named, "");
    *expected.add_items()->mutable_reserve() = *named;
  }
  v1::TransferStockRequest transfer;  // of all fields the one with the longest tag
  transfer.set_item("A");
  add(v1::BatchItem::kTransferStock, transfer, "");
  *expected.add_items()->mutable_transfer_stock() = transfer;
  EXPECT_EQ(Parse(message).DebugString(), expected.DebugString());
  EXPECT_EQ(message->lines(), 17u);
}

TEST(OutgoingTest, ItsBytesOutliveIt) {
  auto message = std::make_shared<Outgoing>(1, v1::BatchRequest::FULL, TimePoint());
  const std::weak_ptr<Outgoing> weak = message;
  grpc::ByteBuffer bytes = message->Bytes();
  message.reset();
  EXPECT_FALSE(weak.expired());
  bytes.Clear();
  EXPECT_TRUE(weak.expired());
}

TEST(OutgoingTest, WhoWasToldIsNotSentUnlessItWasBefore) {
  const auto message = std::make_shared<Outgoing>(1, v1::BatchRequest::FULL, TimePoint());
  v1::BatchRequest expected;
  expected.set_number(1);
  expected.set_answers(v1::BatchRequest::FULL);
  for (const size_t lines : {1, 2, 3, 4}) {
    std::string item;
    AppendItem(v1::BatchItem::kReserve, ReserveOf(lines), "", &item);
    message->Add(item, lines, {[](const grpc::Status&, const v1::BatchResult*) {}, TimePoint()});
    if (lines % 2 == 0) *expected.add_items()->mutable_reserve() = ReserveOf(lines);
  }
  EXPECT_EQ(message->DropTold(), 0u);
  message->callers()[0].done = nullptr;
  message->callers()[2].done = nullptr;
  EXPECT_EQ(message->DropTold(), 4u);
  EXPECT_EQ(message->lines(), 6u);
  EXPECT_EQ(message->callers().size(), 2u);
  EXPECT_EQ(Parse(message).DebugString(), expected.DebugString());
  message->callers()[0].done = nullptr;
  EXPECT_EQ(message->DropTold(), 0u);
  EXPECT_EQ(Parse(message).DebugString(), expected.DebugString());
}

TEST(OutgoingTest, IsForgottenWhenNobodyWaits) {
  Outgoing message(1, v1::BatchRequest::FULL, TimePoint());
  message.Add("", 1, {[](const grpc::Status&, const v1::BatchResult*) {}, TimePoint()});
  message.Add("", 1, {[](const grpc::Status&, const v1::BatchResult*) {}, TimePoint()});
  message.callers()[0].done = nullptr;
  EXPECT_FALSE(message.IsForgotten());
  message.callers()[1].done = nullptr;
  EXPECT_TRUE(message.IsForgotten());
}

}  // namespace
}  // namespace atp::client
