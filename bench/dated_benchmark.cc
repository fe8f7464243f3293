// The engine in process on positions with much to look at: 200 receipts and 200 dated reservations
// over 180 days, under the default rule and under rules that are set. README.md has the goals.

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

constexpr int kRows = 200;
constexpr int kDays = 180;
constexpr int kItems = 64;  // in turn, so that the rows are not all in the nearest cache

std::string ItemName(int index) { return "item-" + std::to_string(index); }

class Dated {
 public:
  Dated() {
    EngineOptions options;
    options.rule.horizon_days = kDays;
    options.checkpoint_entries = UINT64_MAX;
    options.checkpoint_changed_bytes = SIZE_MAX;
    options.checkpoint_interval = INT64_MAX;
    options.feed_ring_bytes = 1 << 20;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
    const Day today = DayOf(clock_.Now());
    for (int i = 0; i < kItems; ++i) {
      MoveStock receive;
      receive.lines.push_back({ItemName(i), "here", 1'000'000'000});
      Run(receive);
      SetSupply supply;
      Reserve demand;
      demand.confirm = true;
      for (int row = 0; row < kRows; ++row) {
        const Day day = today + row * kDays / kRows;
        SupplyLine line;
        line.key = {SupplyKind::kCommitment, ItemName(i), static_cast<uint32_t>(row + 1)};
        line.item = ItemName(i);
        line.location = "here";
        line.quantity = 3;
        line.day = day;
        line.supplier = "acme";
        supply.lines.push_back(line);
        demand.lines.push_back({ItemName(i), "here", 2, day});
      }
      Run(supply);
      Run(demand);
    }
  }

  void Run(Action action) {
    Command command;
    command.request.request_id = "r-" + std::to_string(++requests_);
    command.action = std::move(action);
    const auto outcome = engine_->ExecuteAndWait(std::move(command));
    if (!outcome.ok()) std::abort();
  }

  Engine& engine() { return *engine_; }
  std::string NextId() { return "n-" + std::to_string(++requests_); }

 private:
  SystemClock clock_;
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
  int requests_ = 0;
};

// What is set before the measurement; each costs only whoever uses it.
enum Setting { kNothing = 0, kOtherItemsRule = 1, kOwnRule = 2, kDoubt = 3 };

void Set(Setting setting, Dated* dated) {
  RuleSetting rule;
  rule.rule.horizon_days = kDays;
  switch (setting) {
    case kNothing:
      return;
    case kOtherItemsRule:
      rule.item = ItemName(kItems - 1);
      break;
    case kOwnRule:
      break;  // for all
    case kDoubt: {
      SupplierSetting supplier{"acme", {}};
      supplier.confidence.haircuts[0] = {80, 3};
      return dated->Run(ChangeSettings{{{supplier, false}}});
    }
  }
  dated->Run(ChangeSettings{{{rule, false}}});
}

void BM_CheckDated(benchmark::State& state) {
  Dated dated;
  Set(static_cast<Setting>(state.range(0)), &dated);
  std::vector<CheckLine> lines(1);
  lines[0].locations = {"here"};
  int i = 0;
  for (auto _ : state) {
    lines[0].item = ItemName(i++ % (kItems - 1));
    auto answer = dated.engine().Check(lines);
    if (!answer.ok()) state.SkipWithError("check failed");
    benchmark::DoNotOptimize(answer);
  }
}
BENCHMARK(BM_CheckDated)->ArgName("setting")->DenseRange(kNothing, kDoubt);

// Decided, journaled, posted and acknowledged; the next one does not wait for the acknowledgement.
void BM_ReserveDated(benchmark::State& state) {
  Dated dated;
  Set(static_cast<Setting>(state.range(0)), &dated);
  std::atomic<uint64_t> answered{0};
  uint64_t asked = 0;
  for (auto _ : state) {
    Command command;
    command.request.request_id = dated.NextId();
    Reserve reserve;
    reserve.lines.push_back({ItemName(static_cast<int>(asked % (kItems - 1))), "here", 1, kNoDay});
    command.action = std::move(reserve);
    ++asked;
    dated.engine().Execute(std::move(command), [&](const absl::StatusOr<Outcome>& outcome) {
      if (!outcome.ok()) std::abort();
      answered.fetch_add(1, std::memory_order_release);
    });
    while (asked - answered.load(std::memory_order_acquire) > 10'000) std::this_thread::yield();
  }
  while (answered.load(std::memory_order_acquire) < asked) std::this_thread::yield();
}
BENCHMARK(BM_ReserveDated)->ArgName("setting")->DenseRange(kNothing, kDoubt)->UseRealTime();

}  // namespace
}  // namespace atp

BENCHMARK_MAIN();
