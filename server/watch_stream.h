#ifndef ATP_SERVER_WATCH_STREAM_H_
#define ATP_SERVER_WATCH_STREAM_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/service_parts.h"

namespace atp {

// One stream of deltas. It has no thread of its own; while one message is written, whatever comes
// gathers behind its place, so a slow client slows nobody but itself.
//
//   idle --OnNews()--> [ take from the feed, or step ] --> write --> the same again, or idle
//
//   take  from DeltaFeed, without copying, what was encoded for all: one without a filter that is
//         not far behind
//   step  its own Subscription pulls some events, on one of a few threads: a filter, a picture,
//         catching up from the journal, and what falls to one who is too slow
//
//   client cancels  -> what waits is dropped, it ends
//   drain           -> the same, and it ends UNAVAILABLE, DRAINING
//   reset           -> it is sent, and the stream ends OK
//
// The reactor deletes itself when the call is over. `parts` must outlive it.
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatch(ServiceParts* parts,
                                                       grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer& request);

}  // namespace atp

#endif  // ATP_SERVER_WATCH_STREAM_H_
