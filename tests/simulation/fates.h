#ifndef ATP_TESTS_SIMULATION_FATES_H_
#define ATP_TESTS_SIMULATION_FATES_H_

#include "tests/simulation/actor.h"

namespace atp::simulation {

// Faults: the process dies or the power fails, here and now or inside of a write to come; a write
// fails, finds the disk full, or takes its time; memory is full for a while.
class Fates final : public Actor {
 public:
  void Step(World* world) override;
};

// The clock: goes to deadlines and just before them, leaps ahead, and back.
class Time final : public Actor {
 public:
  void Step(World* world) override;
};

// What the engine's own threads do otherwise, and whoever stops it in good order.
class Housekeeper final : public Actor {
 public:
  void Step(World* world) override;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_FATES_H_
