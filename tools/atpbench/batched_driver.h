#ifndef ATP_TOOLS_ATPBENCH_BATCHED_DRIVER_H_
#define ATP_TOOLS_ATPBENCH_BATCHED_DRIVER_H_

#include <memory>
#include <string>

#include "tools/atpbench/catalogue.h"
#include "tools/atpbench/driver.h"
#include "tools/connect/connection.h"

namespace atp {

struct BatchedDriverOptions {
  Endpoint server;
  // >= 1; operations take them in turn, each has a stream for changes and one for checks
  int connections = 1;
  double wait_share = 1.0 / 8;  // see client::ClientOptions
};

// Operations travel together on batched streams and ask for brief answers (client/).
std::unique_ptr<Driver> MakeBatchedDriver(const BatchedDriverOptions& options,
                                          const Catalogue& catalogue);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_BATCHED_DRIVER_H_
