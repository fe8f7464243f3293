// The sketch: a line over 50 locations is 50 pools of 8 steps, 10 KiB to copy (1 to 2 us, as they
// lie scattered). How much can be had is 50 look-ups in 8 steps (some 10 ns each) and a sort of 50
// (1 us); a strategy does that once more, on a copy. Some 5 us, and at most 20 us where it looks at
// several days or tries to do better. README.md has what was measured.
//
//   bazel run -c opt //engine/sourcing:sourcing_benchmark

#include <cstdint>
#include <random>
#include <vector>

#include "benchmark/benchmark.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {
namespace {

constexpr Day kToday = 20'000;
constexpr Day kDays = 30;

// `lines` items at the same locations, each of which has a few now and more on some later days.
// A line wants what about `parts` of them have in the end.
Request Drawn(int64_t lines, int64_t locations, int64_t parts, uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto below = [&random](uint64_t most) { return static_cast<int64_t>(random() % most); };
  Request request;
  for (int64_t i = 0; i < locations; ++i) {
    request.lanes.push_back({static_cast<LocationId>(i), static_cast<int32_t>(1 + below(4)),
                             100 + below(100), 500 + below(500)});
  }
  for (int64_t i = 0; i < lines; ++i) {
    Line line;
    line.quantity = parts * 40;
    line.earliest = kToday + 1;
    line.latest = kToday + kDays;
    line.may_split_by_date = true;
    for (uint32_t lane = 0; lane < locations; ++lane) {
      line.candidates.push_back({lane, static_cast<uint32_t>(request.pools.size())});
      Pool pool;
      Quantity quantity = below(20);
      for (Day day = kToday; day < kToday + kDays; day += 4) {
        pool.push_back({day, quantity});
        quantity += below(10);
      }
      request.pools.push_back(pool);
    }
    request.lines.push_back(line);
  }
  return request;
}

// Many requests in turn: the predictor cannot learn one by heart.
void Run(benchmark::State& state, Strategy strategy, bool may_split_by_date, bool has_costs) {
  constexpr size_t kRequests = 64;
  std::vector<Request> requests;
  for (size_t i = 0; i < kRequests; ++i) {
    requests.push_back(Drawn(state.range(0), state.range(1), state.range(2), i));
    requests.back().strategy = strategy;
    for (Line& line : requests.back().lines) line.may_split_by_date = may_split_by_date;
    for (Lane& lane : requests.back().lanes) {
      if (!has_costs) lane.cost_per_shipment = 0;
    }
  }
  size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(MakePlan(requests[next++ % kRequests]));
  }
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"lines", "locations", "parts"});
  benchmark->Args({1, 50, 1})
      ->Args({1, 50, 4})
      ->Args({5, 10, 1})
      ->Args({20, 50, 2})
      ->Args({20, 50, 8});
}

void BM_Priority(benchmark::State& state) { Run(state, Strategy::kPriority, true, true); }
BENCHMARK(BM_Priority)->Apply(Sizes);

void BM_PriorityOneDay(benchmark::State& state) { Run(state, Strategy::kPriority, false, true); }
BENCHMARK(BM_PriorityOneDay)->Apply(Sizes);

void BM_FewestSplits(benchmark::State& state) { Run(state, Strategy::kFewestSplits, true, true); }
BENCHMARK(BM_FewestSplits)->Apply(Sizes);

void BM_Earliest(benchmark::State& state) { Run(state, Strategy::kEarliest, true, true); }
BENCHMARK(BM_Earliest)->Apply(Sizes);

void BM_EarliestOneDay(benchmark::State& state) { Run(state, Strategy::kEarliest, false, true); }
BENCHMARK(BM_EarliestOneDay)->Apply(Sizes);

void BM_CheapestByUnit(benchmark::State& state) { Run(state, Strategy::kCheapest, true, false); }
BENCHMARK(BM_CheapestByUnit)->Apply(Sizes);

void BM_CheapestByShipment(benchmark::State& state) { Run(state, Strategy::kCheapest, true, true); }
BENCHMARK(BM_CheapestByShipment)->Apply(Sizes);

}  // namespace
}  // namespace atp::sourcing

BENCHMARK_MAIN();
