#ifndef ATP_SERVER_ENCODE_EVENTS_H_
#define ATP_SERVER_ENCODE_EVENTS_H_

#include <grpcpp/support/byte_buffer.h>

#include <vector>

#include "engine/history.h"
#include "engine/subscription.h"

namespace atp {

// The messages that tell one subscriber of these events, in order: as few as may be, but none much
// larger than 256 KiB with more than one event. Heartbeats are left out: they say that there was
// nothing, and whether it is time to say so is not known here.
std::vector<grpc::ByteBuffer> EncodeEvents(const std::vector<FeedEvent>& events);

grpc::ByteBuffer EncodeHeartbeat(Sequence sequence);

// What the first message of a stream begins with: a part of a message, which becomes one by
// joining.
grpc::ByteBuffer EncodeHistory(HistoryId history);
grpc::ByteBuffer Join(const grpc::ByteBuffer& first, const grpc::ByteBuffer& second);

}  // namespace atp

#endif  // ATP_SERVER_ENCODE_EVENTS_H_
