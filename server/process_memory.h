#ifndef ATP_SERVER_PROCESS_MEMORY_H_
#define ATP_SERVER_PROCESS_MEMORY_H_

#include <cstdint>
#include <string>

namespace atp {

// Bytes that this process has in memory; 0 if the system does not say. Some microseconds.
int64_t ResidentBytes();

// Bytes that a process may have in memory here: those of the machine, or of the control group that
// it is in if that has less (version 2, or the first as containers mount it). What is read lies
// below `root`, which is for tests.
int64_t MemoryLimit(const std::string& root = "");

}  // namespace atp

#endif  // ATP_SERVER_PROCESS_MEMORY_H_
