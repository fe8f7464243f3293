#ifndef ATP_SERVER_PUSH_SNAPSHOT_H_
#define ATP_SERVER_PUSH_SNAPSHOT_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/service_parts.h"

namespace atp {

// One snapshot on its way in. Pushing a batch waits for the disk, so it has a thread of its own,
// out of a bounded number (RESOURCE_EXHAUSTED, OVERLOADED beyond it); the next message is read only
// when the last batch is durable, so the stream's flow control slows a client that is too fast.
//
// It reads and writes bytes and parses them itself: gRPC shows a message that cannot be parsed as
// the end of the stream, and a full snapshot that ends early would zero what it did not get to.
//
// The reactor deletes itself when the call is over. `parts` must outlive it.
grpc::ServerReadReactor<grpc::ByteBuffer>* StartPushSnapshot(ServiceParts* parts,
                                                             grpc::CallbackServerContext* context,
                                                             grpc::ByteBuffer* response);

}  // namespace atp

#endif  // ATP_SERVER_PUSH_SNAPSHOT_H_
