#include "tools/connect/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

namespace atp {

std::shared_ptr<grpc::Channel> ConnectTo(const Endpoint& server, int number) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt("atp.connection", number);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  // Not GRPC_ARG_MIN_RECONNECT_BACKOFF_MS: that is no pause but how long a connection may take, and
  // on a busy machine, as one under load is, a short one makes calls fail that only had to wait.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 200);
  arguments.SetMaxReceiveMessageSize(64 << 20);
  return grpc::CreateCustomChannel(
      server.address,
      server.credentials != nullptr ? server.credentials : grpc::InsecureChannelCredentials(),
      arguments);
}

}  // namespace atp
