#ifndef ATP_TOOLS_ATPBENCH_CONNECTION_H_
#define ATP_TOOLS_ATPBENCH_CONNECTION_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

namespace atp {

// A TCP connection of its own to host:port, one for each number; gRPC would otherwise share one.
// Does not wait until it is connected.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& target, int number);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_CONNECTION_H_
