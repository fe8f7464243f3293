#include <benchmark/benchmark.h>

#include <string>

#include "engine/journal/entry_codec.h"
#include "engine/journal/journal.h"
#include "engine/journal/testing.h"

// The sketch: an entry is some 90 bytes. Encoding is some 40 varints and a copy of the request id:
// 100 to 300 ns. An append adds one uncontended lock and one copy: about 100 ns more. A group's
// hash and its copy are memory speed, 10 ns an entry, on the writer's thread.

namespace atp {
namespace {

// Takes everything and keeps nothing: the price of the journal without that of a disk.
class BottomlessLog final : public CommitLog {
 public:
  absl::Status Append(uint64_t, uint64_t, std::string_view, bool) override {
    return absl::OkStatus();
  }
  absl::Status Sync() override { return absl::OkStatus(); }
  uint64_t LastSequence() const override { return 0; }
  uint64_t OldestSequence() const override { return 1; }
  absl::StatusOr<std::unique_ptr<GroupReader>> ReadFrom(uint64_t) override {
    return absl::UnimplementedError("a bottomless log gives nothing back");
  }
  absl::Status TrimTo(uint64_t) override { return absl::OkStatus(); }
};

void BM_EncodeOneLineReservation(benchmark::State& state) {
  const Entry entry = OneLineReservation();
  std::string body;
  for (auto _ : state) {
    body.clear();
    EncodeEntry(entry, &body);
    benchmark::DoNotOptimize(body.data());
  }
  state.counters["bytes_per_entry"] = static_cast<double>(body.size());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_EncodeOneLineReservation);

void BM_DecodeOneLineReservation(benchmark::State& state) {
  std::string body;
  EncodeEntry(OneLineReservation(), &body);
  Entry entry;
  for (auto _ : state) {
    benchmark::DoNotOptimize(DecodeEntry(body, 1, 1, &entry));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_DecodeOneLineReservation);

// Until every append is completed; callers wait only when there is no room.
void BM_AppendOneLineReservation(benchmark::State& state) {
  // Never deleted: the threads do not end together.
  static Journal* const journal = new Journal({}, new BottomlessLog, {}, nullptr);
  Entry entry = OneLineReservation();
  int64_t completed = 0;
  for (auto _ : state) {
    journal->Append(&entry, [&completed](const absl::Status& status) { completed += status.ok(); });
    if (!journal->HasRoom()) benchmark::DoNotOptimize(journal->Flush());
  }
  if (!journal->Flush().ok() || completed != static_cast<int64_t>(state.iterations())) {
    state.SkipWithError("not everything was completed");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_AppendOneLineReservation)->ThreadRange(1, 4)->UseRealTime();

}  // namespace
}  // namespace atp

BENCHMARK_MAIN();
