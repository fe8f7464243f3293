// Durable reservations of one line, in process: engine, journal, checkpoints and RocksDB with
// synced writes, without gRPC. Says what they cost in processor time and in bytes handed to the
// disk, and what of that are checkpoints, by running with and without.
//
//   durable DIRECTORY [SECONDS] [CHECKPOINT_ENTRIES] [POSITIONS]
//
// 0 entries: no checkpoint. 0 seconds: only recovers what is there.

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "engine/engine.h"
#include "engine/store/rocks_store.h"

namespace atp {
namespace {

using std::chrono::steady_clock;

constexpr uint64_t kLinesAtOnce = 1000;
constexpr uint64_t kInFlightMax = 100'000;
constexpr std::chrono::microseconds kNap(100);

std::string ItemName(uint64_t index) { return "item-" + std::to_string(index); }

double CpuSeconds() {
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return time.tv_sec + time.tv_usec * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// What this process has handed to the disk.
uint64_t WrittenBytes() {
  std::ifstream io("/proc/self/io");
  std::string name;
  uint64_t value = 0;
  while (io >> name >> value) {
    if (name == "write_bytes:") return value;
  }
  return 0;
}

void Stock(Engine* engine, uint64_t positions) {
  MoveStock receive;
  for (uint64_t i = 0; i < positions; ++i) {
    receive.lines.push_back({ItemName(i), "here", int64_t{1} << 40});
    if (receive.lines.size() < kLinesAtOnce && i + 1 < positions) continue;
    Command command;
    command.request.request_id = "stock-" + std::to_string(i);
    command.action = std::exchange(receive, {});
    if (!engine->ExecuteAndWait(std::move(command)).ok()) std::abort();
  }
}

int Run(const std::string& directory, double seconds, uint64_t checkpoint_entries,
        uint64_t positions) {
  RocksStoreOptions store;
  store.directory = directory;
  EngineOptions options;
  if (checkpoint_entries != 1) options.checkpoint_entries = checkpoint_entries;
  if (checkpoint_entries == 0) {
    options.checkpoint_entries = UINT64_MAX;
    options.checkpoint_changed_bytes = SIZE_MAX;
    options.checkpoint_interval = INT64_MAX;
  }
  SystemClock clock;
  const auto opening = steady_clock::now();
  auto rocks = RocksStore::Open(store).value();
  const auto opened = steady_clock::now();
  auto engine = Engine::Open(options, std::move(rocks), &clock).value();
  const auto recovered = steady_clock::now();
  const EngineStatus status = engine->Status();
  std::printf("opened in %.2f s, recovered in %.2f s: %llu entries behind the checkpoint\n",
              std::chrono::duration<double>(opened - opening).count(),
              std::chrono::duration<double>(recovered - opened).count(),
              static_cast<unsigned long long>(status.durable - status.checkpointed));
  std::fflush(stdout);
  if (seconds == 0) _exit(0);  // as it was found
  Stock(engine.get(), positions);
  if (!engine->Checkpoint().ok()) std::abort();

  const double cpu = CpuSeconds();
  const uint64_t written = WrittenBytes();
  const auto begin = steady_clock::now();
  std::atomic<uint64_t> durable{0};
  uint64_t lines = 0;
  uint64_t random = 88172645463325252u;
  while (steady_clock::now() - begin < std::chrono::duration<double>(seconds)) {
    while (lines - durable.load() > kInFlightMax) std::this_thread::sleep_for(kNap);
    Sequence last = 0;
    for (int i = 0; i < 1000; ++i) {
      random ^= random << 13;
      random ^= random >> 7;
      random ^= random << 17;
      Reserve reserve;
      reserve.lines.push_back({ItemName(random % positions), "here", 1, kNoDay});
      Command command;
      command.request.request_id = "ABCDEFGHIJKLMNOP." + std::to_string(1'000'000 + ++lines);
      command.action = std::move(reserve);
      Outcome outcome;
      if (const absl::Status posted = engine->Post(std::move(command), &outcome); !posted.ok()) {
        std::printf("%s\n", posted.ToString().c_str());
        return 1;
      }
      last = outcome.entry.sequence;
    }
    engine->WhenDurable(last, [&durable, lines](const absl::Status& status) {
      if (!status.ok()) std::abort();
      durable = lines;
    });
  }
  while (durable < lines) std::this_thread::sleep_for(kNap);
  const std::chrono::duration<double> took = steady_clock::now() - begin;
  std::printf("%10.0f lines/s  %6.3f us CPU a line  %6.1f bytes a line\n",
              static_cast<double>(lines) / took.count(), (CpuSeconds() - cpu) * 1e6 / lines,
              static_cast<double>(WrittenBytes() - written) / lines);
  return 0;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 10;
  const uint64_t entries = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const uint64_t positions = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 100'000;
  return atp::Run(argv[1], seconds, entries, positions);
}
