#ifndef ATP_TESTS_SIMULATION_ACTOR_H_
#define ATP_TESTS_SIMULATION_ACTOR_H_

#include <cstdint>

namespace atp::simulation {

class World;

// Somebody, or something, that acts when its turn comes. All that it does it draws from the world's
// dice, and finds out from the world.
class Actor {
 public:
  virtual ~Actor() = default;
  virtual void Step(World* world) = 0;

  // The engine is about to go, and with it all that came from it.
  virtual void EngineGone() {}
  // A new engine's log ends here.
  virtual void EngineBack(uint64_t end) {}
  // To be called with nothing on its way: compares what it knows with what is so.
  virtual void Compare(World* world) {}
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_ACTOR_H_
