#ifndef ATP_SERVER_WATCH_STREAM_H_
#define ATP_SERVER_WATCH_STREAM_H_

#include <grpcpp/support/server_callback.h>

#include "proto/atp/v1/delta_service.pb.h"
#include "server/service_parts.h"

namespace atp {

// One stream of deltas. Waiting for what happens next blocks, so it has a thread of its own, out of
// a bounded number (TOO_MANY_SUBSCRIBERS beyond it). It writes one event at a time and reads on
// when that is written: a slow client slows nobody but itself.
//
//   client cancels  -> the subscription is cancelled, the thread ends
//   drain           -> the same, and the stream ends UNAVAILABLE, DRAINING
//   reset           -> it is sent, and the stream ends OK
//
// The reactor deletes itself when the call is over. `parts` must outlive it.
grpc::ServerWriteReactor<v1::WatchResponse>* StartWatch(ServiceParts* parts,
                                                        grpc::CallbackServerContext* context,
                                                        const v1::WatchRequest& request);

}  // namespace atp

#endif  // ATP_SERVER_WATCH_STREAM_H_
