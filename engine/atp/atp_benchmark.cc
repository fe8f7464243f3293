// The sketch: 400 rows of 16 to 24 bytes are 8 KiB. With few rows (row_walk.h) a row costs a
// compare, a 128-bit add and a minimum, and every second choice between supply and demand may be
// guessed wrong: some 4 ns. With many (day_walk.h) it costs an add in memory, 1 to 2 ns, and each
// of 180 days 1 ns: 0.8 us for 200 + 200 rows. No rows: a few ns.
//
//   bazel run -c opt //engine/atp:atp_benchmark

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/atp/at_risk.h"
#include "engine/atp/promise.h"

namespace atp {
namespace {

constexpr Day kToday = 20'000;
constexpr int32_t kDays = 180;

// `rows` receipts and `rows` promises on random days of the horizon.
struct Position {
  explicit Position(int64_t rows, uint64_t seed = 42) {
    rule.horizon_days = kDays;
    std::mt19937_64 random(seed);
    const auto day = [&random] { return kToday + static_cast<Day>(random() % kDays); };
    for (int64_t i = 0; i < rows; ++i) {
      supply.push_back({day(), static_cast<Quantity>(random() % 100), SupplyState::kShipped});
      demand.push_back({day(), static_cast<Quantity>(random() % 100)});
    }
    const auto by_day = [](const auto& a, const auto& b) { return a.day < b.day; };
    std::sort(supply.begin(), supply.end(), by_day);
    std::sort(demand.begin(), demand.end(), by_day);
  }

  Inputs View() const { return {1'000, supply, demand, {}}; }

  Rule rule;
  std::vector<DatedSupply> supply;
  std::vector<DatedDemand> demand;
};

void BM_AtpOnToday(benchmark::State& state) {
  const Position position(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday));
  }
}
BENCHMARK(BM_AtpOnToday)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

// Many positions in turn: the predictor cannot learn the order of their rows by heart, and they
// fill more than the first-level cache. The figure to go by.
void BM_AtpOnTodayOfManyPositions(benchmark::State& state) {
  constexpr size_t kPositions = 256;
  std::vector<Position> positions;
  positions.reserve(kPositions);
  for (size_t i = 0; i < kPositions; ++i) positions.emplace_back(state.range(0), i);
  size_t next = 0;
  for (auto _ : state) {
    const Position& position = positions[next++ % kPositions];
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday));
  }
}
BENCHMARK(BM_AtpOnTodayOfManyPositions)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

void BM_AtpOnMiddleDay(benchmark::State& state) {
  const Position position(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday + kDays / 2));
  }
}
BENCHMARK(BM_AtpOnMiddleDay)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

void BM_Earliest(benchmark::State& state) {
  const Position position(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(Earliest(position.View(), position.rule, kToday, 900));
  }
}
BENCHMARK(BM_Earliest)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

void BM_BuildCurve(benchmark::State& state) {
  const Position position(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(BuildCurve(position.View(), position.rule, kToday));
  }
}
BENCHMARK(BM_BuildCurve)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

void BM_AtRisk(benchmark::State& state) {
  const Position position(state.range(0));
  std::vector<OpenDemand> lines;
  for (const DatedDemand& row : position.demand) {
    lines.push_back({row.day, lines.size(), 1, row.quantity});
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtRisk(position.View(), lines, position.rule, kToday));
  }
}
BENCHMARK(BM_AtRisk)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

}  // namespace
}  // namespace atp

BENCHMARK_MAIN();
