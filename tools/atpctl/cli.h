#ifndef ATP_TOOLS_ATPCTL_CLI_H_
#define ATP_TOOLS_ATPCTL_CLI_H_

#include <ostream>

namespace atp {

// Runs one command line of atpctl and returns its exit code (session.h).
int RunAtpctl(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace atp

#endif  // ATP_TOOLS_ATPCTL_CLI_H_
