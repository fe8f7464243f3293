// atpd: the available-to-promise server. Parses flags, builds the parts bottom-up, serves until
// told to stop.
//
// Exit codes: 0 stopped as told; 1 could not start, or could not stop cleanly; 2 bad flags; 130
// told to stop at once by a second signal.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/model/error.h"
#include "engine/store/rocks_store.h"
#include "server/flags.h"
#include "server/grpc_server.h"
#include "server/health_follower.h"
#include "server/log/log.h"
#include "server/memory_watch.h"
#include "server/process_memory.h"
#include "server/stop_signal.h"

namespace atp {
namespace {

// How often it is looked whether the engine is well and has room.
constexpr int kLookIntervalMs = 200;

std::vector<std::string> Environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  return variables;
}

int Fail(const std::string& what, const absl::Status& status) {
  Log(LogLevel::kError, absl::StrCat("atpd ", what, ": ", status.message()),
      {{"code", absl::StatusCodeToString(status.code())}, {"reason", ErrorReason(status)}});
  return 1;
}

absl::StatusOr<std::unique_ptr<Engine>> OpenEngine(const Flags& flags, const Clock* clock) {
  RocksStoreOptions options;
  options.directory = flags.data_dir;
  absl::StatusOr<std::unique_ptr<Store>> store = RocksStore::Open(options);
  if (!store.ok()) return store.status();
  return Engine::Open(flags.engine, *std::move(store), clock);
}

// Returns when told to stop. Until then health follows the engine, and the engine the memory.
void ServeUntilStopped(const Flags& flags, Engine* engine, GrpcServer* server, StopSignal* stop) {
  HealthFollower health(engine, server);
  MemoryWatch memory(flags.server.memory_max, engine);
  do {
    health.Look();
    memory.Look(ResidentBytes());
  } while (!stop->WaitFor(kLookIntervalMs));
}

int Run(const Flags& flags) {
  const auto stop = std::make_unique<StopSignal>();
  const SystemClock clock;
  absl::StatusOr<std::unique_ptr<GrpcServer>> server =
      GrpcServer::Start(flags.server, flags.engine.lines_max, &clock);
  if (!server.ok()) return Fail("cannot start", server.status());
  Log(LogLevel::kInfo, absl::StrCat("recovering from ", flags.data_dir));
  absl::StatusOr<std::unique_ptr<Engine>> engine = OpenEngine(flags, &clock);
  if (!engine.ok()) {
    return Fail(absl::StrCat("cannot open the data directory ", flags.data_dir), engine.status());
  }
  stop->SetGraceful();
  (*server)->Serve(engine->get());
  Log(LogLevel::kInfo, absl::StrCat("atpd serving on ", flags.server.address),
      {{"port", (*server)->port()}, {"sequence", (*engine)->Status().durable}});

  ServeUntilStopped(flags, engine->get(), server->get(), stop.get());

  Log(LogLevel::kInfo, "draining");
  (*server)->Drain();
  const absl::Status drained = (*engine)->Drain();
  if (!drained.ok()) return Fail("cannot write the last checkpoint", drained);
  Log(LogLevel::kInfo, "stopped", {{"sequence", (*engine)->Status().durable}});
  return 0;
}

int Main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  Flags flags;
  flags.server.memory_max = MemoryLimit() / 5 * 4;
  const auto exit = ParseFlags(argc, argv, Environment(), &flags);
  if (exit.has_value()) {
    std::fputs(exit->text.c_str(), exit->code == 0 ? stdout : stderr);
    return exit->code;
  }
  SetLogLevel(flags.log_level);
  return Run(flags);
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) { return atp::Main(argc, argv); }
