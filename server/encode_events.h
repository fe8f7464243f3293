#ifndef ATP_SERVER_ENCODE_EVENTS_H_
#define ATP_SERVER_ENCODE_EVENTS_H_

#include <grpcpp/support/byte_buffer.h>

#include <vector>

#include "engine/subscription.h"

namespace atp {

// The messages that tell one subscriber of these events, in order: as few as may be, but none much
// larger than 256 KiB with more than one event. Heartbeats are left out: they say that there was
// nothing, and whether it is time to say so is not known here.
std::vector<grpc::ByteBuffer> EncodeEvents(const std::vector<FeedEvent>& events);

grpc::ByteBuffer EncodeHeartbeat(Sequence sequence);

}  // namespace atp

#endif  // ATP_SERVER_ENCODE_EVENTS_H_
