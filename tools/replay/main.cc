// atpreplay: plays order traffic at a server, keeps its own books, and says whether they balance.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "client/credentials.h"
#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "tools/connect/credential_flags.h"
#include "tools/csv/csv_reader.h"
#include "tools/replay/ack_log.h"
#include "tools/replay/grpc_client.h"
#include "tools/replay/order_file.h"
#include "tools/replay/order_history.h"
#include "tools/replay/player.h"
#include "tools/replay/seeded_traffic.h"
#include "tools/replay/summary.h"
#include "tools/replay/watcher.h"

namespace atp {
namespace {

constexpr int kExitUnsound = 1;  // it ran, and something did not add up
constexpr int kExitFailed = 2;   // it could not run to its end

// A ledger with no more history than this is watched from its first entry on, so that on a new
// server every sequence there ever was is seen.
constexpr uint64_t kHistoryWatched = 1000;
constexpr int kWatchTimeoutMs = 60'000;
constexpr size_t kSetAsideShown = 10;

struct Flags {
  GrpcClientOptions client;
  client::CredentialOptions credentials;
  PlayerOptions player;
  SeededTrafficOptions seeded;
  OrderHistoryOptions history;
  std::string orders;
  std::string ack_log;
  int connections = 4;
};

constexpr char kAbout[] =
    "Plays order traffic at an atpd over several connections and keeps its own books from the\n"
    "answers alone. The last line on stdout is one JSON object; progress and a table go to "
    "stderr.\n"
    "Exit code 0: nothing oversold, every unit accounted for, the server's stock equal to the\n"
    "books, every delta seen once. 1: something of that is not so. 2: it could not run.\n"
    "\n"
    "Without --orders the traffic is made up from --seed. With it, a real history is played: the\n"
    "published Online Retail columns InvoiceNo, StockCode, Quantity, InvoiceDate, found by their\n"
    "names; plain, gzip or zstd. Opening stock is pushed as a snapshot on top of what the server\n"
    "has; the rest of what will be ordered arrives in even weekly receipts, announced as supplier\n"
    "commitments two weeks ahead. An invoice is one partial reservation of all its lines, then\n"
    "confirmed and fulfilled. Negative quantities come back into stock. Rows that cannot be "
    "played,\n"
    "and codes that are not goods (POST, M, BANK CHARGES, ...), are set aside with a reason.\n"
    "\n"
    "The server's calendar stands still while months of orders pass: a commitment is announced "
    "for\n"
    "the server's today + 14 days and received when the history has come to its week.\n"
    "\n"
    "Nothing else may change the same items at the same time.";

void AddFlags(CLI::App* app, Flags* flags) {
  app->add_option("--server", flags->client.server.address, "host:port")->capture_default_str();
  AddCredentialFlags(app, "ATPREPLAY", &flags->credentials);
  app->add_option("--connections", flags->connections, "TCP connections that play at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  app->add_option("--retry-seconds", flags->client.retry_seconds,
                  "for how long to repeat a request while the server is away")
      ->check(CLI::Range(0, 86400))
      ->capture_default_str();
  app->add_option("--opening-stock-percent", flags->history.opening_percent,
                  "of what will be ordered, how much is there at the beginning")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  app->add_option("--check-every", flags->player.check_every,
                  "of so many orders, one is checked before it is reserved; 0: none")
      ->capture_default_str();
  app->add_option("--run-id", flags->player.run,
                  "begins every request id; must be new to the server (default: from the time)")
      ->check(CLI::Validator(
          [](const std::string& id) {
            return id.size() <= 24 ? std::string() : std::string("at most 24 bytes");
          },
          "up to 24 bytes"));
  app->add_option("--ack-log", flags->ack_log,
                  "append one JSON line per acknowledged change to this file");
  app->add_option("--orders", flags->orders, "order history to play; - is standard input");
  app->add_option("--location", flags->history.location, "of --orders: where everything is kept")
      ->capture_default_str();
  app->add_option("--seed", flags->seeded.seed, "of made-up traffic")->capture_default_str();
  app->add_option("--items", flags->seeded.items, "of made-up traffic")
      ->check(CLI::Range(1, 999'999))
      ->capture_default_str();
  app->add_option("--locations", flags->seeded.locations, "of made-up traffic")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app->add_option("--order-count,--requests", flags->seeded.order_count,
                  "of made-up traffic: how many orders")
      ->check(CLI::Range(1, 100'000'000))
      ->capture_default_str();
  app->add_option("--weeks", flags->seeded.weeks, "of made-up traffic")
      ->check(CLI::Range(1, 520))
      ->capture_default_str();
}

std::string NewRunId(const Clock& clock) { return absl::StrCat("replay-", absl::Hex(clock.Now())); }

void ShowSetAside(const OrderFile& file) {
  const size_t shown = std::min(file.set_aside.size(), kSetAsideShown);
  for (size_t k = 0; k < shown; ++k) {
    std::cerr << "set aside: line " << file.set_aside[k].line << ": " << file.set_aside[k].reason
              << "\n";
  }
  if (shown < file.set_aside.size()) {
    std::cerr << "set aside: " << file.set_aside.size() - shown << " more\n";
  }
}

absl::StatusOr<Traffic> LoadTraffic(const Flags& flags) {
  if (flags.orders.empty()) return SeededTraffic(flags.seeded);
  std::cerr << "reading " << flags.orders << "\n";
  absl::StatusOr<std::unique_ptr<CsvReader>> csv = CsvReader::Open(flags.orders);
  if (!csv.ok()) return csv.status();
  const absl::StatusOr<OrderFile> file = ReadOrderFile(csv->get());
  if (!file.ok()) return file.status();
  ShowSetAside(*file);
  return HistoryTraffic(*file, flags.history);
}

// Prints a line a second while it lives.
class ProgressLine {
 public:
  ProgressLine(const Traffic& traffic, const PlayProgress& progress)
      : weeks_(traffic.weeks.size()), progress_(progress), thread_([this] { Run(); }) {
    for (const Week& week : traffic.weeks) invoices_ += week.invoices.size();
  }
  ~ProgressLine() {
    {
      MutexLock lock(&mu_);
      is_done_ = true;
      wake_.SignalAll();
    }
    thread_.join();
  }

 private:
  void Run() {
    uint64_t requests_before = 0;
    MutexLock lock(&mu_);
    while (true) {
      wake_.WaitFor(&mu_, 1000);
      if (is_done_) return;
      const uint64_t requests = progress_.requests.load(std::memory_order_relaxed);
      std::cerr << absl::StreamFormat("week %d of %d, order %d of %d, %d requests/s\n",
                                      progress_.week.load(), weeks_, progress_.invoices.load(),
                                      invoices_.load(), requests - requests_before);
      requests_before = requests;
    }
  }

  const size_t weeks_;
  std::atomic<uint64_t> invoices_{0};
  const PlayProgress& progress_;
  Mutex mu_;
  CondVar wake_;
  bool is_done_ ATP_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

void AddDeltas(const Watcher& watcher, uint64_t after, uint64_t last, Summary* summary) {
  const FeedCount count = watcher.count();
  summary->first_sequence = after + 1;
  summary->last_sequence = last;
  summary->deltas_seen = count.seen();
  // What never came is a hole too.
  summary->delta_gaps = count.gaps() + (count.last() < last ? 1 : 0);
  summary->delta_repeats = count.repeats();
  summary->watch_resumes = watcher.resumes();
  if (!watcher.error().empty()) std::cerr << watcher.error() << "\n";
}

absl::StatusOr<Summary> Replay(const Flags& flags, const Traffic& traffic) {
  const SystemClock clock;
  std::vector<std::unique_ptr<LedgerClient>> owned;
  std::vector<LedgerClient*> clients;
  for (int k = 0; k < flags.connections; ++k) {
    owned.push_back(MakeGrpcClient(flags.client, k));
    clients.push_back(owned.back().get());
  }
  const absl::StatusOr<LedgerState> before = clients[0]->State();
  if (!before.ok()) return before.status();
  const bool is_young = before->last_sequence <= kHistoryWatched && before->oldest_sequence <= 1;
  const uint64_t after = is_young ? 0 : before->last_sequence;

  std::unique_ptr<AckLog> ack_log;
  if (!flags.ack_log.empty()) {
    absl::StatusOr<std::unique_ptr<AckLog>> opened = AckLog::Open(flags.ack_log);
    if (!opened.ok()) return opened.status();
    ack_log = *std::move(opened);
  }

  Watcher watcher(ConnectTo(flags.client.server, flags.connections), after);
  PlayerOptions options = flags.player;
  if (options.run.empty()) options.run = NewRunId(clock);
  Player player(traffic, options, clients, &clock, ack_log.get());
  const Micros start = clock.Now();
  absl::Status played;
  {
    ProgressLine line(traffic, player.progress());
    played = player.Play();
  }
  const Micros end = clock.Now();
  for (const std::string& failure : player.result().failures) std::cerr << failure << "\n";
  if (!played.ok()) return played;

  const absl::StatusOr<std::vector<HoldingRow>> stock = clients[0]->ListStock();
  if (!stock.ok()) return stock.status();
  const absl::StatusOr<LedgerState> last = clients[0]->State();
  if (!last.ok()) return last.status();
  watcher.FinishAt(last->last_sequence, kWatchTimeoutMs);

  Summary summary = Summarise(traffic, player.result(), *stock);
  AddDeltas(watcher, after, last->last_sequence, &summary);
  summary.seconds = static_cast<double>(end - start) / kMicrosPerSecond;
  return summary;
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app(kAbout, "atpreplay");
  AddFlags(&app, &flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {  // also --help, which is no failure
    return app.exit(error) == 0 ? 0 : kExitFailed;
  }
  flags.seeded.opening_percent = flags.history.opening_percent;

  const auto credentials = client::MakeCredentials(flags.credentials);
  if (!credentials.ok()) {
    std::cerr << "atpreplay: " << credentials.status().message() << "\n";
    return kExitFailed;
  }
  flags.client.server.credentials = *credentials;

  const absl::StatusOr<Traffic> traffic = LoadTraffic(flags);
  if (!traffic.ok()) {
    std::cerr << "atpreplay: " << traffic.status() << "\n";
    return kExitFailed;
  }
  const absl::StatusOr<Summary> summary = Replay(flags, *traffic);
  if (!summary.ok()) {
    std::cerr << "atpreplay: " << summary.status() << "\n";
    return kExitFailed;
  }
  std::cerr << ToTable(*summary);
  std::cout << ToJson(*summary) << std::endl;
  return summary->IsSound() ? 0 : kExitUnsound;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) { return atp::Main(argc, argv); }
