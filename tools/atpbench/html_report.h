#ifndef ATP_TOOLS_ATPBENCH_HTML_REPORT_H_
#define ATP_TOOLS_ATPBENCH_HTML_REPORT_H_

#include <string>

#include "tools/atpbench/report.h"

namespace atp {

// The report for whoever plans capacity: one file with its charts inside, which asks nothing of a
// network. Ends with the sizing table. It is well-formed XML too.
std::string ToHtml(const Report& report);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_HTML_REPORT_H_
