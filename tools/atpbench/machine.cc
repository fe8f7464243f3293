#include "tools/atpbench/machine.h"

#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace atp {

Machine DescribeMachine() {
  Machine machine;
  machine.cores = static_cast<int>(std::thread::hardware_concurrency());
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, 10, "model name") != 0) continue;
    machine.processor = line.substr(std::min(line.size(), line.find(':') + 2));
    break;
  }
  utsname names{};
  if (uname(&names) == 0) machine.kernel = absl::StrCat(names.sysname, " ", names.release);
  machine.time = absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::Now(), absl::UTCTimeZone());
  return machine;
}

}  // namespace atp
