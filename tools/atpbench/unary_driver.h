#ifndef ATP_TOOLS_ATPBENCH_UNARY_DRIVER_H_
#define ATP_TOOLS_ATPBENCH_UNARY_DRIVER_H_

#include <memory>
#include <string>

#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/driver.h"
#include "tools/connect/connection.h"

namespace atp {

struct UnaryDriverOptions {
  Endpoint server;
  int connections = 4;           // >= 1; operations take them in turn
  int threads = 1;               // >= 1; that take the answers
  double wait_share = 1.0 / 64;  // of the time that an operation has: see client::Throttle
};

// One call for each operation. Asks no more than what can be answered in time, as client/ does.
std::unique_ptr<Driver> MakeUnaryDriver(const UnaryDriverOptions& options,
                                        const Catalogue& catalogue);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_UNARY_DRIVER_H_
