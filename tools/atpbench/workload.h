#ifndef ATP_TOOLS_ATPBENCH_WORKLOAD_H_
#define ATP_TOOLS_ATPBENCH_WORKLOAD_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "engine/base/mutex.h"
#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/operation.h"
#include "tools/atpbench/scenario.h"
#include "tools/load/dice.h"
#include "tools/load/zipf.h"

namespace atp {

struct WorkloadOptions {
  uint64_t seed = 1;
  std::string run;  // begins every request id; must be new to the server
  Mix mix;
  int basket_lines_max = 3;    // >= 1; half of all baskets have one line, a quarter two, ...
  int64_t line_units_max = 3;  // >= 1; a line is for 1 to so many, all equally likely
  int64_t hold_seconds = 86400;
};

// What customers ask for, drawn from a seed: the same options draw the same, as far as the draws do
// not depend on answers. Confirm and release need an open reservation and take the one that was
// answered first; where there is none they become a reserve.
//
// Thread-safe.
class Workload {
 public:
  Workload(const WorkloadOptions& options, const Scenario& scenario, const Catalogue& catalogue);

  // `progress`: how much of the run has passed, 0 to 1.
  Operation Next(double progress);

  // Must be told of every answer: a reservation that was made can then be confirmed or released.
  void Learn(const Operation& operation, const Answer& answer);

 private:
  struct Held {
    std::string reservation;
    std::vector<OrderLine> lines;  // as promised
  };

  OperationKind DrawKind() ATP_REQUIRES(mu_);
  uint32_t DrawPosition(double progress) ATP_REQUIRES(mu_);
  std::vector<OrderLine> DrawBasket(double progress) ATP_REQUIRES(mu_);

  const WorkloadOptions options_;
  const Scenario scenario_;
  const Catalogue catalogue_;
  const Zipf popularity_;
  Mutex mu_;
  Dice dice_ ATP_GUARDED_BY(mu_);
  uint64_t requests_ ATP_GUARDED_BY(mu_) = 0;
  std::deque<Held> held_ ATP_GUARDED_BY(mu_);  // bounded: the oldest are forgotten
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_WORKLOAD_H_
