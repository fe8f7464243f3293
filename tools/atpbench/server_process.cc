#include "tools/atpbench/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/atp/v1/admin_service.grpc.pb.h"

namespace atp {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kStopPatienceSeconds = 300;

// A port that nobody listens on now; 0 if there is none.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return 0;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const bool is_bound = bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  close(fd);
  return is_bound ? ntohs(address.sin_port) : 0;
}

// In the child: never returns. Only what is safe between fork and exec.
[[noreturn]] void Become(const std::vector<char*>& arguments, int log) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(const Options& options) {
  const int port = FreePort();
  if (port == 0) return absl::UnavailableError("no free port on loopback");
  const std::string target = absl::StrCat("127.0.0.1:", port);
  std::vector<std::string> words = {options.binary, "--address", target, "--data-dir",
                                    options.data_dir};
  words.insert(words.end(), options.flags.begin(), options.flags.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const int log = open(options.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log < 0) return absl::UnavailableError(absl::StrCat("cannot write ", options.log));
  const pid_t pid = fork();
  if (pid == 0) Become(arguments, log);
  close(log);
  if (pid < 0) return absl::UnavailableError("cannot fork");
  std::unique_ptr<ServerProcess> server(new ServerProcess(pid, {target, options.credentials}));
  absl::Status status = server->WaitUntilServing(options.patience_seconds);
  if (!status.ok()) {
    return absl::UnavailableError(
        absl::StrCat(options.binary, " ", status.message(), "; its log is ", options.log));
  }
  return server;
}

absl::Status ServerProcess::WaitUntilServing(int patience_seconds) {
  const auto start = SteadyClock::now();
  const auto stub = v1::AdminService::NewStub(ConnectTo(endpoint_, 0));
  while (SteadyClock::now() - start < std::chrono::seconds(patience_seconds)) {
    int state = 0;
    if (waitpid(pid_, &state, WNOHANG) == pid_) {
      pid_ = 0;
      return absl::UnavailableError("ended before it served");
    }
    grpc::ClientContext context;
    v1::GetStatusResponse response;
    if (stub->GetStatus(&context, {}, &response).ok()) {
      seconds_to_serve_ = std::chrono::duration<double>(SteadyClock::now() - start).count();
      return absl::OkStatus();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return absl::UnavailableError(absl::StrCat("did not serve within ", patience_seconds, " s"));
}

ServerProcess::~ServerProcess() { Kill(); }

absl::Status ServerProcess::Stop() {
  if (pid_ == 0) return absl::OkStatus();
  kill(pid_, SIGTERM);
  const auto start = SteadyClock::now();
  int state = 0;
  while (waitpid(pid_, &state, WNOHANG) == 0) {
    if (SteadyClock::now() - start > std::chrono::seconds(kStopPatienceSeconds)) {
      Kill();
      return absl::DeadlineExceededError("atpd did not stop; it was killed");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  pid_ = 0;
  if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("atpd ended with state ", state));
}

void ServerProcess::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

}  // namespace atp
