#ifndef ATP_TOOLS_ATPBENCH_SERVER_PROCESS_H_
#define ATP_TOOLS_ATPBENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/connect/connection.h"

namespace atp {

// An atpd of our own on a free port of loopback. It ends with this object, and so does it when this
// program is killed. One thread.
class ServerProcess {
 public:
  struct Options {
    std::string binary;              // the program
    std::string data_dir;            // its ledger
    std::string log;                 // where its output goes
    std::vector<std::string> flags;  // further ones
    // How to reach it, if the flags say that it is not open to all.
    std::shared_ptr<grpc::ChannelCredentials> credentials;
    int patience_seconds = 600;  // to become ready
  };

  // Returns when it serves. `seconds_to_serve()` then is how long that took.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const Options& options);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // SIGTERM, and waits. An error if it did not end with 0.
  absl::Status Stop();
  // SIGKILL, as a power failure would but that the system lives on.
  void Kill();

  const Endpoint& endpoint() const { return endpoint_; }
  pid_t pid() const { return pid_; }
  double seconds_to_serve() const { return seconds_to_serve_; }

 private:
  ServerProcess(pid_t pid, Endpoint endpoint) : pid_(pid), endpoint_(std::move(endpoint)) {}
  absl::Status WaitUntilServing(int patience_seconds);

  pid_t pid_;  // 0 once it has ended
  const Endpoint endpoint_;
  double seconds_to_serve_ = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_SERVER_PROCESS_H_
