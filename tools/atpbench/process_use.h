#ifndef ATP_TOOLS_ATPBENCH_PROCESS_USE_H_
#define ATP_TOOLS_ATPBENCH_PROCESS_USE_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace atp {

// What the system says of a process, from its start.
struct ProcessUse {
  double cpu_seconds = 0;
  int64_t resident_bytes = 0;
  int64_t written_bytes = 0;  // handed to the disk
};

// Of this system's process `pid`; zeros where it does not say.
ProcessUse ReadProcessUse(pid_t pid);

// The sum of the sizes of the files in a directory and below it.
int64_t DirectoryBytes(const std::string& directory);

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_PROCESS_USE_H_
