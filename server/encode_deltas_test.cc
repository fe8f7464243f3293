#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "proto/atp/v1/delta_service.pb.h"
#include "server/encode_events.h"
#include "server/encoded_deltas.h"

namespace atp {
namespace {

using Found = EncodedDeltas::Found;

std::vector<DeltaPtr> Deltas(Sequence first, Sequence last, size_t bytes_each = 1) {
  std::vector<DeltaPtr> deltas;
  for (Sequence sequence = first; sequence <= last; ++sequence) {
    auto delta = std::make_shared<Delta>();
    delta->sequence = sequence;
    delta->first_sequence = sequence;
    delta->request_id.assign(bytes_each, 'r');
    deltas.push_back(std::move(delta));
  }
  return deltas;
}

v1::WatchResponse Parse(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(message.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  v1::WatchResponse response;
  EXPECT_TRUE(response.ParseFromString(bytes));
  return response;
}

// The sequences after `place`, and how many messages they came in.
std::vector<Sequence> TakeAll(const EncodedDeltas& deltas, Sequence place, int* messages) {
  std::vector<Sequence> sequences;
  grpc::ByteBuffer message;
  for (*messages = 0; deltas.Take(&place, &message) == Found::kDeltas; ++*messages) {
    const v1::WatchResponse response = Parse(message);
    for (const v1::Delta& delta : response.deltas()) sequences.push_back(delta.sequence());
    EXPECT_EQ(sequences.back(), place);
  }
  return sequences;
}

std::vector<Sequence> Range(Sequence first, Sequence last) {
  std::vector<Sequence> sequences;
  for (Sequence sequence = first; sequence <= last; ++sequence) sequences.push_back(sequence);
  return sequences;
}

TEST(EncodedDeltasTest, GivesEverySequenceOnceFromAnyPlace) {
  EncodedDeltas deltas(1 << 20);
  deltas.Restart(10);
  deltas.Append(Deltas(11, 13));
  deltas.Append(Deltas(14, 14));
  deltas.Append(Deltas(15, 19));
  for (Sequence place = 10; place <= 20; ++place) {
    int messages;
    EXPECT_EQ(TakeAll(deltas, place, &messages), Range(place + 1, 19)) << place;
    EXPECT_EQ(messages, place < 19 ? 1 : 0);
  }
}

TEST(EncodedDeltasTest, AMessageEndsAtAMiB) {
  EncodedDeltas deltas(64 << 20);
  deltas.Restart(0);
  deltas.Append(Deltas(1, 50, 100'000));
  int messages;
  EXPECT_EQ(TakeAll(deltas, 0, &messages), Range(1, 50));
  EXPECT_EQ(messages, 5);
}

TEST(EncodedDeltasTest, SaysWhenTheWantedSequenceIsGoneAndNeverSkipsIt) {
  EncodedDeltas deltas(300'000);
  deltas.Restart(0);
  deltas.Append(Deltas(1, 10, 100'000));  // two in a piece
  grpc::ByteBuffer message;
  Sequence place = 7;
  EXPECT_EQ(deltas.Take(&place, &message), Found::kTooOld);
  EXPECT_EQ(place, 7u);
  int messages;
  EXPECT_EQ(TakeAll(deltas, 8, &messages), Range(9, 10));

  deltas.Restart(20);
  EXPECT_EQ(deltas.Take(&place, &message), Found::kTooOld);
  place = 20;
  EXPECT_EQ(deltas.Take(&place, &message), Found::kNothingNew);
}

TEST(EncodeEventsTest, DeltasAndRowsTogetherOthersAlone) {
  std::vector<FeedEvent> events;
  for (const char* item : {"A", "B"}) events.push_back(PictureRow{item, "L", Balances()});
  events.push_back(PictureEnd{3});
  for (const DeltaPtr& delta : Deltas(4, 6)) events.push_back(delta);
  events.push_back(Heartbeat{6});
  events.push_back(Reset{1, "SUBSCRIBER_TOO_SLOW"});
  const std::vector<grpc::ByteBuffer> messages = EncodeEvents(events);
  ASSERT_EQ(messages.size(), 4u);
  EXPECT_EQ(Parse(messages[0]).picture_positions_size(), 2);
  EXPECT_EQ(Parse(messages[1]).picture_end().sequence(), 3);
  EXPECT_EQ(Parse(messages[2]).deltas_size(), 3);
  EXPECT_EQ(Parse(messages[3]).reset().reason(), "SUBSCRIBER_TOO_SLOW");
  EXPECT_EQ(Parse(EncodeHeartbeat(7)).heartbeat().sequence(), 7);
}

TEST(EncodeEventsTest, LargeOnesAreSentInParts) {
  std::vector<FeedEvent> events;
  for (const DeltaPtr& delta : Deltas(1, 9, 100'000)) events.push_back(delta);
  const std::vector<grpc::ByteBuffer> messages = EncodeEvents(events);
  Sequence last = 0;
  for (const grpc::ByteBuffer& message : messages) {
    EXPECT_LT(message.Length(), 512u << 10);
    const v1::WatchResponse response = Parse(message);
    for (const v1::Delta& delta : response.deltas()) EXPECT_EQ(delta.sequence(), ++last);
  }
  EXPECT_EQ(last, 9u);
  EXPECT_EQ(messages.size(), 3u);
}

}  // namespace
}  // namespace atp
