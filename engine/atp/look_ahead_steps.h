#ifndef ATP_ENGINE_ATP_LOOK_AHEAD_STEPS_H_
#define ATP_ENGINE_ATP_LOOK_AHEAD_STEPS_H_

#include <vector>

#include "engine/atp/exact_sum.h"
#include "engine/atp/inputs.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// From `day` until the next step: the projected balance and the ATP of LOOK_AHEAD, exact.
struct LookAheadStep {
  Day day = 0;
  ExactSum projected = 0;
  ExactSum atp = 0;
};

// What a Curve is made of, for those in this room who count on from it and so need sums that are
// not held at the ends of the range of Quantity. Today first; days ascend, and `atp` with them;
// a step need not differ from the one before. At most one for each row or day, and one for today.
std::vector<LookAheadStep> LookAheadSteps(const Inputs& inputs, const Rule& rule, Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_LOOK_AHEAD_STEPS_H_
