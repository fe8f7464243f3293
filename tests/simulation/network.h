#ifndef ATP_TESTS_SIMULATION_NETWORK_H_
#define ATP_TESTS_SIMULATION_NETWORK_H_

#include <memory>
#include <string>
#include <vector>

#include "engine/model/command.h"
#include "tests/simulation/actor.h"

namespace atp::simulation {

class Caller;

// What a caller wants done, on its way.
struct Request {
  Caller* caller = nullptr;
  std::string id;
  std::shared_ptr<const Action> action;
};

// Between callers and the engine: delivers requests late, in any order, twice, with another body
// under the same id, or not at all. Its turn delivers one.
class Network final : public Actor {
 public:
  void Send(Request request) { on_their_way_.push_back(std::move(request)); }
  void Step(World* world) override;

 private:
  static constexpr size_t kOnTheirWayMax = 12;
  std::vector<Request> on_their_way_;
};

}  // namespace atp::simulation

#endif  // ATP_TESTS_SIMULATION_NETWORK_H_
