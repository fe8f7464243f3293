#ifndef ATP_TOOLS_ATPBENCH_TEXT_REPORT_H_
#define ATP_TOOLS_ATPBENCH_TEXT_REPORT_H_

#include <string>

#include "tools/atpbench/report.h"

namespace atp {

// For a terminal; ends with the sizing table.
std::string ToText(const Report& report);

// One JSON object on one line. Durations are in microseconds, named *_us.
std::string ToJson(const Report& report);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_TEXT_REPORT_H_
