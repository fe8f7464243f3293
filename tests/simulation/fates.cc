#include "tests/simulation/fates.h"

#include <algorithm>

#include "tests/simulation/world.h"

namespace atp::simulation {

void Fates::Step(World* world) {
  Dice& dice = world->dice();
  if (dice.OneIn(6)) return world->Die(dice.OneIn(2));
  if (dice.OneIn(6)) return world->SetFull(dice.OneIn(2));
  static constexpr Fault::Kind kKinds[] = {Fault::Kind::kSlow,        Fault::Kind::kSlow,
                                           Fault::Kind::kFull,        Fault::Kind::kError,
                                           Fault::Kind::kProcessDies, Fault::Kind::kPowerFails};
  Fault fault;
  fault.kind = kKinds[dice.Index(6)];
  fault.after_changes = static_cast<uint64_t>(dice.OneIn(3) ? dice.Between(0, 12) : 0);
  fault.is_kept = fault.kind != Fault::Kind::kFull && dice.OneIn(2);
  world->disk().Arm(fault);
}

void Time::Step(World* world) {
  Dice& dice = world->dice();
  const Micros now = world->clock().Now();
  if (dice.OneIn(12)) {
    return world->SetClock(std::max(world->floor(), now - dice.Between(1, 600) * kMicrosPerSecond));
  }
  if (dice.OneIn(20)) return world->SetClock(now + dice.Between(1, 20) * kMicrosPerHour / 10);
  if (dice.OneIn(40)) return world->SetClock(now + dice.Between(1, 2) * kMicrosPerDay);
  const auto deadlines = world->book().now().DeadlinesIn(now, now + 200 * kMicrosPerSecond);
  if (deadlines.empty()) return;
  // From that instant the stock is free, and not before.
  const Micros deadline = deadlines[dice.Index(deadlines.size())];
  world->SetClock(deadline - dice.Between(0, 1));
  world->witness().CheckPlace(world->SomePlace());
}

void Housekeeper::Step(World* world) {
  Engine* engine = world->engine();
  if (engine == nullptr) return;
  Dice& dice = world->dice();
  if (dice.OneIn(8)) engine->SettleDue();
  if (world->is_writing()) return;
  if (!dice.OneIn(30)) return engine->Pump();
  if (!dice.OneIn(8)) {
    const uint64_t faults = world->disk().faults();
    const auto reached = engine->Checkpoint();
    world->Note(reached.ok() ? "checkpoint at " + std::to_string(*reached) : "no checkpoint");
    const bool is_excused = world->disk().has_failed() || world->disk().faults() > faults;
    if (!reached.ok() && !is_excused) world->Violate("checkpoint: " + reached.status().ToString());
    return;
  }
  world->Stop();
}

}  // namespace atp::simulation
