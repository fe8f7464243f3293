#ifndef ATP_SERVER_BATCH_STREAM_H_
#define ATP_SERVER_BATCH_STREAM_H_

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/service_parts.h"

namespace atp {

// One batched stream, and the messages that are under way on it.
//
//   read -> [ waits ] -> BatchRun::Run -> [ until durable ] -> write, in the order of reading
//
// At most batch_messages_max messages are between read and written; beyond it nothing is read, so
// the stream's flow control slows a client that is too fast, and memory is bounded by as many
// messages of the largest size. They are run one at a time, on the network thread that finds one;
// while one waits for the disk the next is run, so that one sync serves what came meanwhile.
//
// It reads and writes bytes and parses them itself: gRPC shows a message that cannot be parsed as
// the end of the stream, and the messages belong into arenas.
//
//   client closes its side  -> what was read is answered, then it ends OK
//   drain                   -> the same, and it ends UNAVAILABLE, DRAINING
//   no message              -> what was read before is answered, then it ends REQUEST_MALFORMED
//   client cancels, is gone -> what has not been run is dropped
//
// The reactor deletes itself when the call is over. `parts` must outlive it.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartBatch(
    ServiceParts* parts, grpc::CallbackServerContext* context);

}  // namespace atp

#endif  // ATP_SERVER_BATCH_STREAM_H_
