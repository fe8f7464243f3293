#include "tests/damage/script.h"

#include <memory>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/hash.h"
#include "engine/model/error.h"
#include "engine/store/memory_store.h"
#include "tests/model/random_commands.h"

namespace atp::damage {
namespace {

constexpr int32_t kHorizonDays = 7;
constexpr size_t kStepsPerCheckpoint = 60;

// Seconds mostly, a minute now and then: journal history is dropped, and holds expire.
Micros SomeTime(RandomCommands* commands) {
  return (commands->OneIn(4) ? commands->Between(30, 90) : commands->Between(0, 5)) *
         kMicrosPerSecond;
}

}  // namespace

EngineOptions Script::Options() {
  EngineOptions options;
  options.shards = 4;
  options.rule.horizon_days = kHorizonDays;
  options.background_threads = false;
  options.request_window = kMicrosPerHour;
  options.resolved_window = kMicrosPerHour;
  options.journal_keep = kMicrosPerHour;
  return options;
}

Script::Answer Script::AnswerOf(const absl::StatusOr<Outcome>& outcome) {
  if (outcome.ok()) return Answer{"", outcome->entry.sequence};
  return Answer{ErrorReason(outcome.status()), 0};
}

Script::Script(uint64_t seed, size_t steps) {
  RandomCommands commands(seed, kHorizonDays, Topics::Of(seed));
  SimulatedClock clock(kStart);
  MemoryDisk disk;
  auto opened = Engine::Open(Options(), std::make_unique<MemoryStore>(&disk), &clock);
  ATP_CHECK(opened.ok());
  const std::unique_ptr<Engine> engine = *std::move(opened);
  states_[0] = 0;  // a store that was made and given nothing yet
  states_[engine->Status().durable] = Hash64(engine->DumpState());
  for (size_t i = 0; i < steps; ++i) {
    Step step;
    clock.Advance(SomeTime(&commands));
    step.at = clock.Now();
    step.command.request.request_id = "r" + std::to_string(i);
    step.command.action = commands.Next(DayOf(step.at), 1 + i / 4);
    // Now and then an earlier request again, whose answer is in the journal.
    if (i > 10 && commands.OneIn(10)) step.command = steps_[i - commands.Between(1, 10)].command;
    step.then_checkpoint = (i + 1) % kStepsPerCheckpoint == 0;
    step.answer = AnswerOf(engine->ExecuteAndWait(step.command));
    step.last = engine->Status().durable;
    states_[step.last] = Hash64(engine->DumpState());
    steps_.push_back(std::move(step));
  }
}

uint64_t Script::StateAt(Sequence last) const {
  const auto found = states_.find(last);
  return found == states_.end() ? 0 : found->second;
}

}  // namespace atp::damage
