#include "tests/simulation/network.h"

#include <utility>

#include "tests/simulation/world.h"

namespace atp::simulation {
namespace {

// The same request, but not quite: a caller's bug.
std::shared_ptr<const Action> Changed(const Action& action) {
  auto changed = std::make_shared<Action>(action);
  if (auto* reserve = std::get_if<Reserve>(changed.get())) ++reserve->lines[0].quantity;
  if (auto* move = std::get_if<MoveStock>(changed.get())) move->note += "?";
  return changed;
}

}  // namespace

void Network::Step(World* world) {
  if (on_their_way_.empty()) return;
  Dice& dice = world->dice();
  const size_t at = on_their_way_.size() > kOnTheirWayMax ? 0 : dice.Index(on_their_way_.size());
  Request request = on_their_way_[at];
  // What stays is delivered again, perhaps much later.
  if (!dice.OneIn(8)) on_their_way_.erase(on_their_way_.begin() + static_cast<std::ptrdiff_t>(at));
  if (dice.OneIn(25)) {
    world->Note("lost " + request.id);
    return;
  }
  if (dice.OneIn(40)) request.action = Changed(*request.action);
  world->witness().Submit(request);
}

}  // namespace atp::simulation
