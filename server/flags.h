#ifndef ATP_SERVER_FLAGS_H_
#define ATP_SERVER_FLAGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/options.h"
#include "server/access/options.h"
#include "server/log/log.h"

namespace atp {

// What the network side of the server is told, with units.
struct ServerOptions {
  std::string address = "127.0.0.1:50051";
  bool insecure_listen = false;  // allow an address that is not loopback, whoever may reach it
  AccessOptions access;
  bool reflection = false;
  int max_message_bytes = 4 << 20;  // larger requests are refused with RESOURCE_EXHAUSTED
  int streams_max = 100;            // open calls of one connection; clients queue the others
  int changes_max = 2048;           // calls that change something, under way at once
  int imports_max = 4;              // snapshots on their way in at once
  int batch_messages_max = 4;       // under way on one batched stream; then it is not read
  int watches_max = 256;            // delta streams at once
  int feed_gather_ms = 2;           // for which deltas gather before they are sent
  int drain_seconds = 20;           // for calls in flight after SIGTERM
  std::string backup_dir;           // where backups are made; empty: nowhere

  // Bytes that the process may have in memory; beyond it nothing new is reserved. 0: no limit.
  int64_t memory_max = 0;

  // What gRPC may take, whatever clients do.
  int64_t network_memory_max = int64_t{1} << 30;  // bytes; beyond it connections are held back
  int metadata_bytes_max = 16 << 10;              // of one call
  int ping_min_seconds = 10;                      // a client that pings more often is sent away
  int connection_idle_seconds = 3600;             // without a call; then it is closed
  int handshake_seconds = 20;                     // for TLS and HTTP/2 to begin
};

// Everything the command line and the environment say.
struct Flags {
  EngineOptions engine;
  ServerOptions server;
  std::string data_dir = "./data";
  LogLevel log_level = LogLevel::kInfo;
};

inline constexpr char kVersion[] = "0.1.0";

// What main() does when there is nothing to serve: print `text` and exit with `code`.
struct FlagsExit {
  int code = 0;      // 0: --help or --version, text is for stdout; 2: text is for stderr
  std::string text;  // ends with a newline
};

// Reads flags; each may also come from its environment variable, and the command line wins. An
// unknown flag or ATPD_ variable, or a value out of range, is an error: a typing mistake must not
// quietly mean the default. `environment` holds NAME=VALUE; it is only searched for unknown names,
// values are read from the process.
std::optional<FlagsExit> ParseFlags(int argc, const char* const* argv,
                                    const std::vector<std::string>& environment, Flags* flags);

// Whether only this machine can reach `address`: 127.x.y.z:port, localhost:port, [::1]:port, unix:.
bool IsLoopback(const std::string& address);

}  // namespace atp

#endif  // ATP_SERVER_FLAGS_H_
