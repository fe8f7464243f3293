#ifndef ATP_TOOLS_CONNECT_CONNECTION_H_
#define ATP_TOOLS_CONNECT_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>

namespace atp {

// Where a server is, and how to show it who calls.
struct Endpoint {
  std::string address = "127.0.0.1:50051";                // host:port
  std::shared_ptr<grpc::ChannelCredentials> credentials;  // null: nothing is encrypted
};

// A TCP connection of its own, one for each number; gRPC would otherwise share one. Does not wait
// until it is connected. It comes back within a second when the server does.
std::shared_ptr<grpc::Channel> ConnectTo(const Endpoint& server, int number);

}  // namespace atp

#endif  // ATP_TOOLS_CONNECT_CONNECTION_H_
