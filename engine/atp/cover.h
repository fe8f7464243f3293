#ifndef ATP_ENGINE_ATP_COVER_H_
#define ATP_ENGINE_ATP_COVER_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "engine/atp/inputs.h"
#include "engine/atp/open_demand.h"
#include "engine/model/rule.h"
#include "engine/model/types.h"

namespace atp {

// How one line of open demand is covered.
struct LineCover {
  std::optional<Day> due;    // the day on which it counts; nullopt: the rule ignores it
  Quantity by_due = 0;       // of it, covered by that day; 0 if it is ignored
  std::optional<Day> until;  // the day after `due` on which the rest is covered too, if it ever is
};

// Of what a line lacks on its day, so much comes free for it on a later `day`.
struct LatePart {
  size_t line = 0;
  Day day = 0;
  Quantity quantity = 0;  // > 0
};

// Invariants: by_due + the late parts of a line are at most its quantity, and equal to it if and
// only if nothing is lacking or there is `until`, which is then the day of its last late part.
// On each day all that was given by then is at most what has come, or nothing.
struct Cover {
  std::vector<LineCover> lines;      // as `open_demand`
  std::vector<LatePart> late_parts;  // by line, and by day: neither ever falls
};

// Gives what there is to lines by rank, in two rounds:
//
//   1. each is covered from what has come by its day and no line of higher rank needs, then or
//      later;
//   2. what a line lacks it gets as soon as something comes that no line needs to keep what
//      round 1 gave it. A line that never gets all goes on waiting, and those after it get
//      nothing: once something comes, it is the first to take it.
//
// AtRisk and Pegs are views of this. `inputs.demand` and `inputs.extra_demand` are not read:
// `open_demand`, sorted by rank, is the demand. O(supply + open demand).
Cover CoverByRank(const Inputs& inputs, absl::Span<const OpenDemand> open_demand, const Rule& rule,
                  Day today);

}  // namespace atp

#endif  // ATP_ENGINE_ATP_COVER_H_
