#ifndef ATP_TOOLS_REPLAY_GRPC_CLIENT_H_
#define ATP_TOOLS_REPLAY_GRPC_CLIENT_H_

#include <cstdint>
#include <memory>

#include "tools/connect/connection.h"
#include "tools/replay/ledger_client.h"

namespace atp {

struct GrpcClientOptions {
  Endpoint server;
  int retry_seconds = 60;  // a server that is away for longer is given up
};

// A LedgerClient over gRPC with a connection of its own, in plain blocking calls, repeated as
// PatientCaller does with the same request id: whether the server had applied one or not, it is
// applied once.
std::unique_ptr<LedgerClient> MakeGrpcClient(const GrpcClientOptions& options, int connection);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_GRPC_CLIENT_H_
