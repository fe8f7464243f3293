#ifndef ATP_TOOLS_ATPBENCH_DRIVER_H_
#define ATP_TOOLS_ATPBENCH_DRIVER_H_

#include <cstdint>
#include <functional>

#include "tools/atpbench/operation.h"

namespace atp {

// How operations reach a server and answers come back.
//
// Thread-safe. The destructor waits for all answers.
class Driver {
 public:
  // Called once for each operation, on a thread of the driver, where it may call Start() again.
  // Inside Start() only for what is turned away unsent, because its deadline could not be kept.
  using Done = std::function<void(const Answer&)>;

  virtual ~Driver() = default;

  // Does not wait. `operation` is read before it returns. `deadline`: nanoseconds of
  // CLOCK_MONOTONIC, which SteadyTimer shows.
  virtual void Start(const Operation& operation, int64_t deadline, Done done) = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_DRIVER_H_
