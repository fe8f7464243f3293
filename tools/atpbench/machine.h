#ifndef ATP_TOOLS_ATPBENCH_MACHINE_H_
#define ATP_TOOLS_ATPBENCH_MACHINE_H_

#include <string>

namespace atp {

// Where and when it was measured; for people.
struct Machine {
  std::string processor;
  int cores = 0;
  std::string kernel;
  std::string time;  // UTC
};

// This machine, now.
Machine DescribeMachine();

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_MACHINE_H_
