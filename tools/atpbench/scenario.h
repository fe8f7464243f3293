#ifndef ATP_TOOLS_ATPBENCH_SCENARIO_H_
#define ATP_TOOLS_ATPBENCH_SCENARIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "tools/atpbench/operation.h"

namespace atp {

// Of so many operations in all, how many are of each kind.
struct Mix {
  int weights[kOperationKinds] = {60, 25, 10, 5};  // check, reserve, confirm, release

  int total() const;
};

// What customers do, and what else goes on meanwhile.
struct Scenario {
  std::string name;
  std::string meaning;  // one sentence, for people

  // Which items are wanted.
  double zipf_exponent = 0;     // 0: all alike
  uint32_t promoted_items = 0;  // so many take `promoted_share` of all, for `promoted_from` to
  double promoted_share = 0;    // `promoted_until` of the run
  double promoted_from = 0;
  double promoted_until = 1;

  // What else goes on.
  bool pushes_snapshots = false;  // stock counts of all positions, one after the other
  bool erp_maintenance = false;   // receipts here while the ERP is away, then its old count
  int subscribers = 0;            // to all deltas
};

const std::vector<Scenario>& Scenarios();

// Null if there is none of that name.
const Scenario* FindScenario(const std::string& name);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_SCENARIO_H_
