// The engine in process, without gRPC and without a disk: what the ledger, ATP, journal encoding
// and group commit cost. README.md has the sketch these figures are held against.

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

std::string ItemName(uint64_t index) { return "item-" + std::to_string(index); }

// An engine holding `items` items at one location, a million units each.
class Stocked {
 public:
  explicit Stocked(uint64_t items) {
    EngineOptions options;
    options.checkpoint_entries = UINT64_MAX;
    options.checkpoint_changed_bytes = SIZE_MAX;
    options.checkpoint_interval = INT64_MAX;
    options.feed_ring_bytes = 1 << 20;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
    MoveStock receive;
    for (uint64_t item = 0; item < items; ++item) {
      receive.lines.push_back({ItemName(item), "here", 1'000'000});
      if (receive.lines.size() < 1000 && item + 1 < items) continue;
      Command command;
      command.request.request_id = "stock-" + std::to_string(item);
      command.action = std::move(receive);
      if (!engine_->ExecuteAndWait(std::move(command)).ok()) std::abort();
      receive = MoveStock();
    }
  }

  Engine& engine() { return *engine_; }

 private:
  SystemClock clock_;
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
};

// One engine a size, shared by the threads of a benchmark and by the benchmarks. Ten million items
// take some four gigabytes: leave them out with --benchmark_filter=-10000000.
Engine& EngineWith(uint64_t items) {
  static std::mutex mu;
  static auto* const engines = new std::map<uint64_t, std::unique_ptr<Stocked>>;
  const std::lock_guard<std::mutex> lock(mu);
  std::unique_ptr<Stocked>& stocked = (*engines)[items];
  if (stocked == nullptr) stocked = std::make_unique<Stocked>(items);
  return stocked->engine();
}

// xorshift: cheap enough not to be what is measured.
struct Random {
  uint64_t state;
  uint64_t Next(uint64_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
  }
};

void BM_Check(benchmark::State& state) {
  const auto items = static_cast<uint64_t>(state.range(0));
  Engine& engine = EngineWith(items);
  Random random{88172645463325252u + static_cast<uint64_t>(state.thread_index()) * 977};
  std::vector<CheckLine> lines(1);
  for (auto _ : state) {
    lines[0].item = ItemName(random.Next(items));
    auto answer = engine.Check(lines);
    if (!answer.ok()) state.SkipWithError("check failed");
    benchmark::DoNotOptimize(answer);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Check)
    ->ArgName("items")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->ThreadRange(1, 2)
    ->UseRealTime();

// Each reservation is journaled and acknowledged; callers do not wait for one before the next.
void BM_Reserve(benchmark::State& state) {
  static std::atomic<uint64_t> request{0};
  const auto items = static_cast<uint64_t>(state.range(0));
  Engine& engine = EngineWith(items);
  Random random{88172645463325252u + static_cast<uint64_t>(state.thread_index()) * 977};
  std::atomic<uint64_t> answered{0};
  uint64_t asked = 0;
  uint64_t overloaded = 0;
  for (auto _ : state) {
    Command command;
    command.request.request_id = "r-" + std::to_string(request.fetch_add(1));
    Reserve reserve;
    reserve.lines.push_back({ItemName(random.Next(items)), "here", 1, kNoDay});
    command.action = std::move(reserve);
    ++asked;
    engine.Execute(std::move(command), [&](absl::StatusOr<Outcome> outcome) {
      if (!outcome.ok()) ++overloaded;
      answered.fetch_add(1, std::memory_order_release);
    });
    // Bounded like a real server's: at most so many in flight.
    while (asked - answered.load(std::memory_order_acquire) > 10'000) std::this_thread::yield();
  }
  while (answered.load(std::memory_order_acquire) < asked) std::this_thread::yield();
  if (overloaded > 0) state.SkipWithError("some reservations failed");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Reserve)
    ->ArgName("items")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->ThreadRange(1, 2)
    ->UseRealTime();

}  // namespace
}  // namespace atp

BENCHMARK_MAIN();
