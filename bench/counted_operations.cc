// Operations of the engine one after the other, on one thread and without a disk: to be counted by
// callgrind, whose counts repeat where times do not. instructions_test.py is who does.
//
//     counted_operations check|reserve|dated_check|dated_reserve|slowed_check|slowed_reserve COUNT
//
// The slowed ones copy their answer once: that is what the bounds must notice.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "engine/engine.h"
#include "engine/store/memory_store.h"

namespace atp {
namespace {

constexpr uint64_t kItems = 10'000;
constexpr int32_t kDatedRows = 200;
constexpr Micros kStart = Micros{20'000} * kMicrosPerDay;

[[noreturn]] void Fail(std::string_view what, const absl::Status& status) {
  std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(what.size()), what.data(),
               status.ToString().c_str());
  std::exit(1);
}

std::string ItemName(uint64_t index) { return "item-" + std::to_string(index); }

// An engine that does only what it is told: its clock stands, and nothing happens beside.
class Stage {
 public:
  Stage() : clock_(kStart) {
    EngineOptions options;
    options.background_threads = false;
    options.feed_ring_bytes = 1 << 20;
    engine_ = Engine::Open(options, std::make_unique<MemoryStore>(&disk_), &clock_).value();
  }

  Engine& engine() { return *engine_; }

  void Do(Action action) {
    Command command = CommandOf(std::move(action));
    Outcome outcome;
    const absl::Status status = engine_->Post(std::move(command), &outcome);
    if (!status.ok()) Fail("setting the stage", status);
    engine_->Pump();
  }

  Command CommandOf(Action action) {
    Command command;
    command.request.request_id = "00000000-0000-4000-8000-" + std::to_string(++requests_);
    command.action = std::move(action);
    return command;
  }

 private:
  SimulatedClock clock_;
  MemoryDisk disk_;
  std::unique_ptr<Engine> engine_;
  uint64_t requests_ = 100'000'000'000;
};

void Stock(Stage* stage) {
  MoveStock receive;
  for (uint64_t item = 0; item < kItems; ++item) {
    receive.lines.push_back({ItemName(item), "here", 1'000'000});
    if (receive.lines.size() < 1000) continue;
    stage->Do(std::exchange(receive, MoveStock()));
  }
}

// One item with as much to come and as much promised on it as planners say is much.
void StockDated(Stage* stage) {
  MoveStock receive;
  receive.lines.push_back({ItemName(0), "here", 1'000'000});
  stage->Do(std::move(receive));
  const Day today = DayOf(kStart);
  for (int32_t row = 0; row < kDatedRows; ++row) {
    SetSupply supply;
    SupplyLine& receipt = supply.lines.emplace_back();
    receipt.key = {SupplyKind::kCommitment, "PO-" + std::to_string(row), 1};
    receipt.item = ItemName(0);
    receipt.location = "here";
    receipt.day = today + row % 89;
    receipt.quantity = 1000;
    stage->Do(std::move(supply));
    Reserve reserve;
    reserve.confirm = true;
    reserve.lines.push_back({ItemName(0), "here", 10, today + (row * 7) % 89});
    stage->Do(std::move(reserve));
  }
}

// A copy that the compiler must make.
template <typename Answer>
ABSL_ATTRIBUTE_NOINLINE void Keep(Answer answer) {
  static volatile size_t kept = 0;
  kept = kept + sizeof(answer);
}

// The two that are counted: callgrind collects inside of them only.

ABSL_ATTRIBUTE_NOINLINE void CountedCheck(Engine* engine, const std::vector<CheckLine>& lines,
                                          bool is_slowed) {
  const auto answer = engine->Check(lines);
  if (!answer.ok()) Fail("check", answer.status());
  if (is_slowed) Keep(*answer);
}

ABSL_ATTRIBUTE_NOINLINE void CountedReserve(Engine* engine, Command command, bool is_slowed) {
  Outcome outcome;
  const absl::Status status = engine->Post(std::move(command), &outcome);
  if (!status.ok()) Fail("reserve", status);
  if (is_slowed) Keep(outcome);
}

void Run(absl::string_view operation, uint64_t count) {
  Stage stage;
  const bool is_dated = absl::ConsumePrefix(&operation, "dated_");
  const bool is_slowed = absl::ConsumePrefix(&operation, "slowed_");
  const bool is_check = operation == "check";
  is_dated ? StockDated(&stage) : Stock(&stage);
  std::vector<CheckLine> lines(1);
  for (uint64_t i = 0; i < count; ++i) {
    const std::string item = ItemName(is_dated ? 0 : i * 7919 % kItems);
    if (is_check) {
      lines[0].item = item;
      CountedCheck(&stage.engine(), lines, is_slowed);
      continue;
    }
    Reserve reserve;
    reserve.lines.push_back({item, "here", 1, kNoDay});
    CountedReserve(&stage.engine(), stage.CommandOf(std::move(reserve)), is_slowed);
    if (i % 100 == 99) stage.engine().Pump();
  }
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  uint64_t count = 0;
  if (argc != 3 || !absl::SimpleAtoi(argv[2], &count)) {
    std::fprintf(stderr, "usage: counted_operations OPERATION COUNT\n");
    return 2;
  }
  atp::Run(argv[1], count);
}
