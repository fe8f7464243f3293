#ifndef ATP_TOOLS_ATPBENCH_BENCH_H_
#define ATP_TOOLS_ATPBENCH_BENCH_H_

#include <ostream>

#include "absl/status/statusor.h"
#include "tools/atpbench/bench_options.h"
#include "tools/atpbench/report.h"

namespace atp {

// One whole run: starts a server if there is no target, pushes the opening stock, plays the
// scenario, and collects what was found. Writes a line a second to `progress`. Blocks. An error
// means that there is nothing to report; calls that failed are in the report.
absl::StatusOr<Report> RunBench(const BenchOptions& options, std::ostream* progress);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_BENCH_H_
