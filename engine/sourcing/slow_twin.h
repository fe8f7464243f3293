#ifndef ATP_ENGINE_SOURCING_SLOW_TWIN_H_
#define ATP_ENGINE_SOURCING_SLOW_TWIN_H_

#include <cstdint>
#include <string>

#include "engine/model/types.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/request.h"

namespace atp::sourcing {

// What plans are, read off the words of request.h and plan.h, for tests to compare with. Shares no
// code with what it checks but the request and the plan.

// The first thing that is wrong with a plan, whatever the strategy; empty if it is sound.
std::string WhatIsWrong(const Request& request, const Plan& plan);

// The best that any plan can do, as if the mode were kPartial: the most units over all lines, and
// among the plans that give as many, the fewest locations, the least cost, and the earliest day on
// which all has arrived: each by itself, of whatever plan.
struct SlowBest {
  Quantity most = 0;
  uint32_t locations = 0;
  int64_t cost = 0;
  Day arrived = 0;  // 0 if nothing can be had
};

// Tries every plan. For requests of a few units, locations and days.
SlowBest TryEveryPlan(const Request& request);

// The fewest locations from which every line can have as much as from all; each line is seen by
// itself, so no two may share a pool. Tries every set. For up to some ten locations, and more
// units than TryEveryPlan.
uint32_t SlowFewestLocations(const Request& request);

}  // namespace atp::sourcing

#endif  // ATP_ENGINE_SOURCING_SLOW_TWIN_H_
