#ifndef ATP_ENGINE_SOURCING_RANDOM_REQUEST_H_
#define ATP_ENGINE_SOURCING_RANDOM_REQUEST_H_

#include <random>

#include "engine/sourcing/request.h"

namespace atp::sourcing {

// What requests are drawn from.
struct Drawing {
  int lines_max = 3;
  int locations_max = 3;
  Quantity units_max = 5;  // of all lines together, but each line has at least one
  bool may_share_pools = false;
  bool may_have_shipment_costs = true;
  bool may_have_min_parts = true;
};

// One at random: few days, and steps around what the lines want. Strategy, mode and everything
// that is not ruled out by `drawing` are drawn too.
Request DrawRequest(const Drawing& drawing, std::mt19937_64& random);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_RANDOM_REQUEST_H_
