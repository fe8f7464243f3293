#include "server/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/model/error.h"

namespace atp {
namespace {

// The engine's options in the units of the flags.
struct Values {
  int64_t hold_default_seconds = 15 * 60;
  int64_t hold_max_seconds = 30 * 86400;
  int64_t request_window_seconds = 86400;
  int64_t resolved_window_seconds = 86400;
  int64_t sync_interval_ms = 0;
  int64_t journal_keep_seconds = 7 * 86400;
  int64_t checkpoint_interval_seconds = 60;
  int overdue_supply_fence_days = -1;
  bool count_ordered_supply = false;
};

// Adds flags to an app, each with the environment variable of its name, and remembers these names.
class FlagSet {
 public:
  explicit FlagSet(CLI::App* app) : app_(*app) {}

  template <typename T>
  CLI::Option* Value(const std::string& name, T* value, const std::string& help) {
    return Named(name, app_.add_option("--" + name, *value, help)->capture_default_str());
  }
  // A number from `low` to `high`.
  template <typename T>
  void Number(const std::string& name, T* value, int64_t low, int64_t high,
              const std::string& help) {
    Value(name, value, help)->check(CLI::Range(low, high));
  }
  void Switch(const std::string& name, bool* value, const std::string& help) {
    Named(name, app_.add_flag("--" + name, *value, help));
  }

  // An ATPD_ variable that is no flag, or empty.
  std::string UnknownVariable(const std::vector<std::string>& environment) const {
    for (const std::string& variable : environment) {
      const std::string name = variable.substr(0, variable.find('='));
      if (absl::StartsWith(name, "ATPD_") && names_.count(name) == 0) return name;
    }
    return "";
  }

 private:
  CLI::Option* Named(const std::string& flag, CLI::Option* option) {
    const std::string name =
        "ATPD_" + absl::AsciiStrToUpper(absl::StrReplaceAll(flag, {{"-", "_"}}));
    names_.insert(name);
    return option->envname(name);
  }

  CLI::App& app_;
  std::set<std::string> names_;
};

void AddServerFlags(FlagSet* set, Flags* flags) {
  ServerOptions& server = flags->server;
  set->Value("address", &server.address, "host:port to serve gRPC on");
  set->Switch("insecure-listen", &server.insecure_listen,
              "allow an address other than loopback although not everything is encrypted and not "
              "everybody asked who he is");
  set->Switch("reflection", &server.reflection, "serve gRPC reflection");
  set->Number("max-message-bytes", &server.max_message_bytes, 4096, 64 << 20,
              "bytes of one message; larger requests are refused");
  set->Number("streams-max", &server.streams_max, 1, 100000, "open calls of one connection");
  set->Number("changes-max", &server.changes_max, 1, 1'000'000,
              "calls that change something, under way at once; beyond it they are refused, and "
              "checks are not");
  set->Number("imports-max", &server.imports_max, 1, 64, "snapshots on their way in at once");
  set->Number("batch-messages-max", &server.batch_messages_max, 1, 64,
              "messages of a batched stream that are unanswered when it reads no further");
  set->Number("feed-gather-ms", &server.feed_gather_ms, 0, 1000,
              "milliseconds for which deltas gather before they are sent to subscribers");
  set->Number("memory-bytes-max", &server.memory_max, 64 << 20, int64_t{1} << 50,
              "bytes that atpd may have in memory; beyond it nothing new is reserved, and all else "
              "goes on. The default is four fifths of what there is");
  set->Number("network-memory-bytes-max", &server.network_memory_max, 16 << 20, int64_t{1} << 40,
              "bytes that gRPC may use; beyond it connections are held back");
  set->Number("metadata-bytes-max", &server.metadata_bytes_max, 1024, 1 << 20,
              "bytes of the metadata of one call");
  set->Number("ping-min-seconds", &server.ping_min_seconds, 1, 3600,
              "seconds between pings of a client; one that pings more often is sent away");
  set->Number("connection-idle-seconds", &server.connection_idle_seconds, 1, 7 * 86400,
              "seconds without a call after which a connection is closed");
  set->Number("handshake-seconds", &server.handshake_seconds, 1, 600,
              "seconds that a new connection gets for TLS and HTTP/2 to begin");
  set->Number("drain-seconds", &server.drain_seconds, 0, 3600,
              "seconds that calls in flight get after SIGTERM");
  set->Value("log-level", &flags->log_level, "debug (each call), info, warn or error")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, LogLevel>{{"debug", LogLevel::kDebug},
                                                                  {"info", LogLevel::kInfo},
                                                                  {"warn", LogLevel::kWarn},
                                                                  {"error", LogLevel::kError}}))
      ->default_str("info");
}

void AddAccessFlags(FlagSet* set, AccessOptions* access) {
  set->Value("tls-cert", &access->tls_cert,
             "file: certificate of the server and those up to its root, PEM; serve TLS");
  set->Value("tls-key", &access->tls_key, "file: its private key, PEM; for nobody else to read");
  set->Value("tls-client-ca", &access->tls_client_ca,
             "file: who vouches for the certificates of clients, PEM; they are asked for one");
  set->Value("policy", &access->policy, "file: what each certificate may do, JSON (SECURITY.md)");
  set->Value("token-keys", &access->token_keys,
             "file: public keys of bearer tokens, a JSON Web Key Set; ES256 and EdDSA");
  set->Value("token-audience", &access->token_audience, "what a token must be for (aud)");
  set->Value("token-issuer", &access->token_issuer,
             "whom a token must be from (iss); not given: whoever has a key");
  set->Value("audit-log", &access->audit_log,
             "file: a line for each change and for each call that is denied");
  set->Number("access-reload-seconds", &access->reload_seconds, 1, 86400,
              "seconds after which changed certificates, keys and policies are in force at latest");
  set->Number("identity-calls-per-second", &access->limits.per_second, 1, 1'000'000'000,
              "calls and items of batches of one identity, on average");
  set->Number("identity-calls-burst", &access->limits.burst, 1, 1'000'000'000,
              "the same, at once after a while of quiet");
  set->Number("identity-calls-at-once", &access->limits.at_once, 1, 1'000'000,
              "calls of one identity under way, open streams among them");
}

void AddLedgerFlags(FlagSet* set, EngineOptions* engine, Values* values) {
  set->Number("shards", &engine->shards, 1, 256,
              "lock shards of a new data directory; an existing one keeps its count");
  set->Number("horizon-days", &engine->rule.horizon_days, 1, 365,
              "days ahead, today included, that can be promised");
  set->Number("hold-default-seconds", &values->hold_default_seconds, 1, 365 * 86400,
              "seconds a reservation is held when its request does not say");
  set->Number("hold-max-seconds", &values->hold_max_seconds, 1, 365 * 86400,
              "seconds a reservation can be held at most");
  set->Number("request-window-seconds", &values->request_window_seconds, 60, 90 * 86400,
              "seconds for which the answer to a request id is remembered");
  set->Number("resolved-window-seconds", &values->resolved_window_seconds, 60, 90 * 86400,
              "seconds for which a resolved reservation can be read");
  set->Number("max-lines", &engine->lines_max, 1, 1000, "lines of one request");
  set->Number("overdue-supply-fence-days", &values->overdue_supply_fence_days, -1, 3650,
              "days for which supply that is late still counts; -1: late supply does not count");
  set->Number("overdue-supply-offset-days", &engine->rule.past_due_supply_offset_days, 0, 365,
              "days from today on which late supply that counts is expected");
  set->Switch("count-ordered-supply", &values->count_ordered_supply,
              "promise from orders that no supplier has acknowledged yet");
}

void AddStorageFlags(FlagSet* set, Flags* flags, Values* values) {
  EngineOptions& engine = flags->engine;
  set->Value("data-dir", &flags->data_dir, "directory of the ledger; made if it is not there");
  set->Value(
      "backup-dir", &flags->server.backup_dir,
      "directory in which `atpctl backup create` makes backups, of this ledger alone; made if "
      "it is not there. Without it none can be made");
  set->Number("sync-interval-ms", &values->sync_interval_ms, 0, 60'000,
              "milliseconds between syncs of the log; 0: each group is synced before it is "
              "acknowledged. Above 0 a power failure may lose this much of what was acknowledged");
  set->Number("journal-keep-seconds", &values->journal_keep_seconds, 60, 366 * 86400,
              "seconds of history kept for subscribers and audit");
  set->Number("journal-keep-entries", &engine.journal_keep_entries, 1000, int64_t{1} << 40,
              "entries of history kept for subscribers and audit");
  set->Number("checkpoint-interval-seconds", &values->checkpoint_interval_seconds, 1, 86400,
              "seconds between checkpoints");
  set->Number("checkpoint-entries", &engine.checkpoint_entries, 1, int64_t{1} << 40,
              "entries between checkpoints, if reached before the interval");
  set->Number("journal-pending-bytes-max", &engine.journal_pending_bytes_max, 1 << 20,
              int64_t{1} << 32, "bytes waiting for the log; beyond it changes are refused");
  set->Number("feed-ring-bytes", &engine.feed_ring_bytes, 1 << 20, int64_t{1} << 36,
              "bytes of deltas kept in memory for subscribers");
  set->Number("subscribers-max", &engine.subscribers_max, 1, 4096, "delta streams at once");
  set->Switch("accept-log-loss", &engine.accept_log_loss,
              "open although the log has lost its end, or the mark that would tell: acknowledged "
              "changes may be gone");
}

void Convert(const Values& values, Flags* flags) {
  EngineOptions& engine = flags->engine;
  engine.hold_default = values.hold_default_seconds * kMicrosPerSecond;
  engine.hold_max = values.hold_max_seconds * kMicrosPerSecond;
  engine.request_window = values.request_window_seconds * kMicrosPerSecond;
  engine.resolved_window = values.resolved_window_seconds * kMicrosPerSecond;
  engine.sync_interval = values.sync_interval_ms * 1000;
  engine.journal_keep = values.journal_keep_seconds * kMicrosPerSecond;
  engine.checkpoint_interval = values.checkpoint_interval_seconds * kMicrosPerSecond;
  if (values.overdue_supply_fence_days >= 0) {
    engine.rule.past_due_supply_fence_days = values.overdue_supply_fence_days;
  }
  if (values.count_ordered_supply) {
    engine.rule.supply_states |= MaskOf(SupplyState::kOrdered);
  }
  flags->server.watches_max = static_cast<int>(engine.subscribers_max);
}

// Whether `path` is `directory` or below it.
bool LiesIn(const std::string& path, const std::string& directory) {
  const auto normal = [](const std::string& name) {
    const auto whole = std::filesystem::weakly_canonical(std::filesystem::absolute(name));
    return whole.has_filename() ? whole : whole.parent_path();  // without a slash at the end
  };
  const std::filesystem::path below = normal(path);
  const std::filesystem::path above = normal(directory);
  return std::mismatch(above.begin(), above.end(), below.begin(), below.end()).first == above.end();
}

// What is wrong with the flags together, or empty.
std::string FindConflict(const Flags& flags) {
  if (flags.engine.hold_default > flags.engine.hold_max) {
    return "--hold-default-seconds is more than --hold-max-seconds";
  }
  const bool is_loopback = IsLoopback(flags.server.address);
  const std::string access =
      FindConflict(flags.server.access, is_loopback || flags.server.insecure_listen);
  if (!access.empty() && FindConflict(flags.server.access, true).empty()) {
    return absl::StrCat("--address ", flags.server.address, " is not loopback, and ", access,
                        ". Or listen on 127.0.0.1, or accept it with --insecure-listen");
  }
  if (!access.empty()) return access;
  if (!flags.server.backup_dir.empty() && LiesIn(flags.server.backup_dir, flags.data_dir)) {
    return "--backup-dir lies in --data-dir: what takes the one would take the other";
  }
  const absl::Status rule = Validate(flags.engine.rule, "rule");
  return rule.ok() ? "" : absl::StrCat(ErrorField(rule), ": ", rule.message());
}

FlagsExit Refuse(const std::string& why) {
  return {2, absl::StrCat("atpd: ", why, "\nRun atpd --help for all flags.\n")};
}

}  // namespace

bool IsLoopback(const std::string& address) {
  if (absl::StartsWith(address, "unix:")) return true;
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return false;
  const std::string host = address.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  // 127.0.0.0/8, written out: "127.evil.example" is a name.
  const std::vector<std::string> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const std::string& part : parts) {
    int number = 0;
    if (!absl::SimpleAtoi(part, &number) || number < 0 || number > 255) return false;
  }
  return true;
}

std::optional<FlagsExit> ParseFlags(int argc, const char* const* argv,
                                    const std::vector<std::string>& environment, Flags* flags) {
  CLI::App app(
      "atpd answers how many of an item can be promised, where and by when, and holds what it has "
      "promised. Each flag can also be given as the environment variable named beside it.",
      "atpd");
  Values values;
  FlagSet set(&app);
  AddServerFlags(&set, flags);
  AddAccessFlags(&set, &flags->server.access);
  AddLedgerFlags(&set, &flags->engine, &values);
  AddStorageFlags(&set, flags, &values);
  app.set_version_flag("--version", absl::StrCat("atpd ", kVersion));

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return FlagsExit{0, app.help()};
  } catch (const CLI::CallForVersion&) {
    return FlagsExit{0, absl::StrCat("atpd ", kVersion, "\n")};
  } catch (const CLI::ParseError& error) {
    return Refuse(error.what());
  }
  const std::string unknown = set.UnknownVariable(environment);
  if (!unknown.empty()) return Refuse("environment variable " + unknown + " is no flag");
  Convert(values, flags);
  const std::string conflict = FindConflict(*flags);
  if (!conflict.empty()) return Refuse(conflict);
  return std::nullopt;
}

}  // namespace atp
