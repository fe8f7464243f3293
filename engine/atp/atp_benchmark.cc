// The sketch: 400 rows of 16 to 24 bytes are 8 KiB. With few rows (row_walk.h) a row costs a
// compare, a 128-bit add and a minimum, and every second choice between supply and demand may be
// guessed wrong: some 4 ns. With many (day_walk.h) it costs an add in memory, 1 to 2 ns, and each
// of 180 days 1 ns: 0.8 us for 200 + 200 rows. No rows: a few ns. A parity mode keeps supply and
// demand of a day apart and visits each day up to four times: at most 0.8 us more. A discounted row
// is copied, given its day and sorted in, with some 8 compares: 20 ns.
//
//   bazel run -c opt //engine/atp:atp_benchmark

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/atp/at_risk.h"
#include "engine/atp/confidence.h"
#include "engine/atp/look_ahead.h"
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

// Many positions in turn: the predictor cannot learn the order of their rows by heart, and they
// fill more than the first-level cache. The figures to go by.
class ManyPositions {
 public:
  explicit ManyPositions(int64_t rows) {
    positions_.reserve(kPositions);
    for (size_t i = 0; i < kPositions; ++i) positions_.emplace_back(rows, i);
  }
  const Position& Next() { return positions_[next_++ % kPositions]; }

 private:
  static constexpr size_t kPositions = 256;
  std::vector<Position> positions_;
  size_t next_ = 0;
};

void BM_AtpOnToday(benchmark::State& state) {
  const Position position(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday));
  }
}
BENCHMARK(BM_AtpOnToday)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

void BM_AtpOnTodayOfManyPositions(benchmark::State& state) {
  ManyPositions positions(state.range(0));
  for (auto _ : state) {
    const Position& position = positions.Next();
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday));
  }
}
BENCHMARK(BM_AtpOnTodayOfManyPositions)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

// All that a check of one location computes: ATP on a day, what is overdue, the first day with
// enough. The goal is 2 us with 200 + 200 rows.
void BM_WholeCheckOfManyPositions(benchmark::State& state) {
  ManyPositions positions(state.range(0));
  for (auto _ : state) {
    const Position& position = positions.Next();
    benchmark::DoNotOptimize(AtpOn(position.View(), position.rule, kToday, kToday));
    benchmark::DoNotOptimize(OverdueSupply(position.View(), kToday));
    benchmark::DoNotOptimize(Earliest(position.View(), position.rule, kToday, 900));
  }
}
BENCHMARK(BM_WholeCheckOfManyPositions)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

// 200 + 200 rows by mode, in the order of AtpMode: LOOK_AHEAD, DISCRETE, CUMULATIVE, BACKWARD,
// BACKWARD_ACCUMULATE, FIRST_SURPLUS.
void BM_AtpOnInModeOfManyPositions(benchmark::State& state) {
  ManyPositions positions(200);
  Rule rule = positions.Next().rule;
  rule.mode = static_cast<AtpMode>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtpOn(positions.Next().View(), rule, kToday, kToday + kDays / 2));
  }
}
BENCHMARK(BM_AtpOnInModeOfManyPositions)->ArgName("mode")->DenseRange(1, 6);

void BM_AtpOnWithLeadTime(benchmark::State& state) {
  ManyPositions positions(state.range(0));
  Rule rule = positions.Next().rule;
  rule.lead_time_days = 30;
  for (auto _ : state) {
    benchmark::DoNotOptimize(AtpOn(positions.Next().View(), rule, kToday, kToday));
  }
}
BENCHMARK(BM_AtpOnWithLeadTime)->ArgName("rows_each")->Arg(0)->Arg(10)->Arg(200);

// Eight suppliers, each late by its own number of days: rows change their order.
void BM_DiscountOfManyPositions(benchmark::State& state) {
  std::vector<std::optional<Confidence>> trust(8);
  for (size_t i = 0; i < trust.size(); ++i) {
    trust[i].emplace().haircuts[0] = {90, static_cast<int32_t>(i)};
  }
  std::vector<std::vector<DatedSupply>> supplies;
  Rule rule;
  for (uint64_t i = 0; i < 256; ++i) {
    const Position position(state.range(0), i);
    supplies.push_back(position.supply);
    for (size_t row = 0; row < supplies.back().size(); ++row) {
      supplies.back()[row].supplier = static_cast<SupplierId>((row * 5 + i) % trust.size());
    }
  }
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Discount(supplies[next++ % supplies.size()], rule, trust,
                                      ConfidenceLevel::kGuaranteed, kToday));
  }
}
BENCHMARK(BM_DiscountOfManyPositions)->ArgName("rows")->Arg(0)->Arg(10)->Arg(200);

void BM_TrustsFully(benchmark::State& state) {
  const Rule rule;
  for (auto _ : state) {
    benchmark::DoNotOptimize(TrustsFully(rule, {}));
  }
}
BENCHMARK(BM_TrustsFully);

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
