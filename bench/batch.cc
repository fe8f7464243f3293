// The batched stream from end to end: client library, loopback, server, engine, RocksDB with synced
// writes, all in this process; against an empty handler for the same messages.

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/streamed_floor.h"
#include "client/client.h"
#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/store/rocks_store.h"
#include "server/grpc_server.h"

namespace atp {
namespace {

using std::chrono::steady_clock;

constexpr int kItems = 10'000;
constexpr int64_t kStock = 1'000'000'000'000;
constexpr char kLocation[] = "here";

std::string ItemName(int index) { return "item-" + std::to_string(index); }

struct Flags {
  double seconds = 2;
  int rounds = 2;
  int messages_max = 3;
  bool is_full = false;
  bool has_floor = true;
  std::string directory;
  std::vector<int> lines = {1, 100, 1000, 8192};
  std::vector<int> reservation_lines = {1, 10};
};

// atpd in this process, on a new store.
class Server {
 public:
  explicit Server(const std::string& directory) {
    RocksStoreOptions store;
    store.directory = directory;
    ServerOptions options;
    options.address = "127.0.0.1:0";
    server_ = GrpcServer::Start(options, EngineOptions().lines_max, &clock_).value();
    engine_ = Engine::Open(EngineOptions(), RocksStore::Open(store).value(), &clock_).value();
    server_->Serve(engine_.get());
    Stock();
  }
  ~Server() { server_.reset(); }

  std::string address() const { return "127.0.0.1:" + std::to_string(server_->port()); }

 private:
  void Stock() {
    MoveStock receive;
    for (int item = 0; item < kItems; ++item) {
      receive.lines.push_back({ItemName(item), kLocation, kStock});
      if (receive.lines.size() < 1000 && item + 1 < kItems) continue;
      Command command;
      command.request.request_id = "stock-" + std::to_string(item);
      command.action = std::move(receive);
      if (!engine_->ExecuteAndWait(std::move(command)).ok()) std::abort();
      receive = MoveStock();
    }
  }

  SystemClock clock_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<GrpcServer> server_;
};

// xorshift: cheap enough not to be what is measured.
class Random {
 public:
  int Next(int below) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<int>(state_ % static_cast<uint64_t>(below));
  }

 private:
  uint64_t state_ = 88172645463325252u;
};

void FillRequest(Random* random, v1::ReserveRequest* request) {
  for (auto& line : *request->mutable_lines()) line.set_item(ItemName(random->Next(kItems)));
}

v1::ReserveRequest MakeRequest(int lines) {
  v1::ReserveRequest request;
  for (int i = 0; i < lines; ++i) {
    auto* const line = request.add_lines();
    line->set_location(kLocation);
    line->set_quantity(1);
  }
  return request;
}

// Reservations answered each second, by one caller that does not wait for one before the next.
double RunClient(const client::ClientOptions& options, int reservation_lines, double seconds) {
  client::Client client(options);
  v1::ReserveRequest request = MakeRequest(reservation_lines);
  Random random;
  std::atomic<int64_t> failed{0}, answered{0};
  int64_t asked = 0;
  const auto begin = steady_clock::now();
  const std::chrono::duration<double> duration(seconds);
  while (steady_clock::now() - begin < duration) {
    FillRequest(&random, &request);
    ++asked;
    client.Send(request, [&](const grpc::Status& status, const v1::ReserveResponse& response) {
      if (!status.ok() || response.outcome() != v1::ReserveResponse::RESERVED) failed.fetch_add(1);
      answered.fetch_add(1, std::memory_order_release);
    });
  }
  while (answered.load(std::memory_order_acquire) < asked) std::this_thread::yield();
  const std::chrono::duration<double> took = steady_clock::now() - begin;
  if (failed > 0) {
    std::fprintf(stderr, "%lld of %lld failed\n", static_cast<long long>(failed.load()),
                 static_cast<long long>(asked));
  }
  return static_cast<double>(asked) / took.count();
}

// Of all threads of this process.
double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return time.tv_sec + time.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Lines a second, and the processor's time for each: on a machine that is shared the latter is what
// repeats.
struct Speed {
  double lines = 0;
  double micros = 0;
};

// `run` says how many lines it did each second, for `seconds`.
void Measure(double seconds, const std::function<double()>& run, int rounds, Speed* speed) {
  const double before = CpuSeconds();
  const double lines = run();
  speed->lines += lines / rounds;
  speed->micros += (CpuSeconds() - before) / (lines * seconds) * 1e6 / rounds;
}

// The messages that the client sends and gets.
v1::BatchRequest FloorRequest(int reservations, int reservation_lines) {
  Random random;
  v1::BatchRequest batch;
  batch.set_number(1000);
  batch.set_answers(v1::BatchRequest::BRIEF);
  v1::ReserveRequest request = MakeRequest(reservation_lines);
  for (int i = 0; i < reservations; ++i) {
    FillRequest(&random, &request);
    request.set_request_id("ABCDEFGHIJKLMNOP." + std::to_string(1'000'000 + i));
    *batch.add_items()->mutable_reserve() = request;
  }
  return batch;
}

v1::BatchResponse FloorResponse(int reservations) {
  v1::BatchResponse response;
  response.set_number(1000);
  for (int i = 0; i < reservations; ++i) {
    auto* const brief = response.add_results()->mutable_reserve_brief();
    brief->set_outcome(v1::ReserveResponse::RESERVED);
    brief->set_reservation_id(std::to_string((int64_t{1'000'000} + i) << 8));
    brief->set_state(v1::Reservation::HELD);
    brief->set_sequence(1'000'000 + i);
  }
  return response;
}

void RunCase(const Flags& flags, const Server& server, int lines, int reservation_lines) {
  const int reservations = std::max(1, lines / reservation_lines);
  client::ClientOptions options;
  options.server = server.address();
  options.lines_max = static_cast<size_t>(reservations * reservation_lines);
  options.messages_max = static_cast<size_t>(flags.messages_max);
  options.lines_waiting_max = options.lines_max * (options.messages_max + 2);
  options.answers = flags.is_full ? v1::BatchRequest::FULL : v1::BatchRequest::BRIEF;
  StreamedFloor floor(FloorResponse(reservations));
  const v1::BatchRequest floor_request = FloorRequest(reservations, reservation_lines);
  Speed ours, least;
  for (int round = 0; round < flags.rounds; ++round) {
    Measure(
        flags.seconds,
        [&] { return RunClient(options, reservation_lines, flags.seconds) * reservation_lines; },
        flags.rounds, &ours);
    if (!flags.has_floor) continue;
    Measure(
        flags.seconds,
        [&] {
          return floor.Run(floor_request, flags.messages_max, flags.seconds) * reservations *
                 reservation_lines;
        },
        flags.rounds, &least);
  }
  std::printf("%8d %12d %10.0f %10.3f %12.0f %9.3f %6.3f\n", lines, reservation_lines, ours.lines,
              ours.micros, least.lines, least.micros, ours.lines / least.lines);
  std::fflush(stdout);
}

int Run(const Flags& flags) {
  std::string directory = flags.directory;
  if (directory.empty()) {
    char name[] = "/tmp/atp-bench-XXXXXX";
    if (mkdtemp(name) == nullptr) return 1;
    directory = name;
  }
  {
    const Server server(directory);
    std::printf("%8s %12s %10s %10s %12s %9s %6s\n", "lines of", "lines of", "lines/s", "CPU us",
                "floor", "CPU us", "ratio");
    std::printf("%8s %12s %10s %10s %12s %9s\n", "message", "reservation", "", "a line", "lines/s",
                "a line");
    for (const int reservation_lines : flags.reservation_lines) {
      for (const int lines : flags.lines) RunCase(flags, server, lines, reservation_lines);
    }
  }
  if (flags.directory.empty()) std::filesystem::remove_all(directory);
  return 0;
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Lines/s of durable reservations through the batched stream, and of an empty one.");
  app.add_option("--seconds", flags.seconds, "of each measurement")->capture_default_str();
  app.add_option("--rounds", flags.rounds, "of ours and the floor in turn")->capture_default_str();
  app.add_option("--messages", flags.messages_max, "under way")->capture_default_str();
  app.add_flag("--full", flags.is_full, "full answers (the floor's are brief)");
  app.add_flag("!--no-floor", flags.has_floor, "without the empty stream");
  app.add_option("--lines", flags.lines, "lines of a message")->capture_default_str();
  app.add_option("--reservation-lines", flags.reservation_lines, "of one reservation")
      ->capture_default_str();
  app.add_option("--data-dir", flags.directory, "a new directory, which is kept");
  CLI11_PARSE(app, argc, argv);
  return Run(flags);
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) { return atp::Main(argc, argv); }
