#ifndef ATP_TOOLS_REPLAY_GRPC_CLIENT_H_
#define ATP_TOOLS_REPLAY_GRPC_CLIENT_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <string>

#include "tools/replay/ledger_client.h"

namespace atp {

struct GrpcClientOptions {
  std::string server = "127.0.0.1:50051";
  int retry_seconds = 60;  // a server that is away for longer is given up
};

// A channel with a TCP connection of its own (`connection` tells them apart), which comes back
// within a second when the server does.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& server, int connection);

// A LedgerClient over gRPC, in plain blocking calls, repeated as PatientCaller does with the same
// request id: whether the server had applied one or not, it is applied once.
std::unique_ptr<LedgerClient> MakeGrpcClient(const GrpcClientOptions& options, int connection);

}  // namespace atp

#endif  // ATP_TOOLS_REPLAY_GRPC_CLIENT_H_
