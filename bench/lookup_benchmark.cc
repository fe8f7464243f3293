// The floor of a check and of a reservation in process: two look-ups in flat_hash_map, one by the
// item's name and one by a number, in maps of as many rows as the ledger has. Keys are made and
// drawn as in engine_benchmark.cc.

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "benchmark/benchmark.h"

namespace atp {
namespace {

std::string ItemName(uint64_t index) { return "item-" + std::to_string(index); }

// As much as the balances of a position.
struct Row {
  int64_t balances[8] = {};
};

struct Maps {
  explicit Maps(uint64_t items) {
    by_name.reserve(items);
    by_number.reserve(items);
    for (uint64_t item = 0; item < items; ++item) {
      by_name[ItemName(item)] = item * 0x9e3779b97f4a7c15u;
      by_number[item * 0x9e3779b97f4a7c15u].balances[0] = static_cast<int64_t>(item);
    }
  }
  absl::flat_hash_map<std::string, uint64_t> by_name;
  absl::flat_hash_map<uint64_t, Row> by_number;
};

// The maps of one size; those of another are dropped, as ten million rows take two gigabytes.
const Maps& MapsWith(uint64_t items) {
  static uint64_t size = 0;
  static std::unique_ptr<Maps> maps;
  if (size == items) return *maps;
  maps.reset();
  maps = std::make_unique<Maps>(items);
  size = items;
  return *maps;
}

void BM_TwoLookups(benchmark::State& state) {
  const auto items = static_cast<uint64_t>(state.range(0));
  const Maps& maps = MapsWith(items);
  uint64_t random = 88172645463325252u;
  for (auto _ : state) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    const uint64_t number = maps.by_name.find(ItemName(random % items))->second;
    benchmark::DoNotOptimize(maps.by_number.find(number)->second.balances[0]);
  }
}
BENCHMARK(BM_TwoLookups)->ArgName("items")->Arg(10'000)->Arg(1'000'000)->Arg(10'000'000);

}  // namespace
}  // namespace atp

BENCHMARK_MAIN();
