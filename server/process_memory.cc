#include "server/process_memory.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace atp {
namespace {

// The number that is all of a file; nothing if it is another text, as "max" is.
std::optional<int64_t> NumberIn(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  int64_t number = 0;
  if (!std::getline(file, text) || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

// The control group of this process, below where groups are mounted: "/", "/a/b"; empty: none.
std::string ControlGroup(const std::string& root) {
  constexpr char kVersion2[] = "0::/";
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (absl::StartsWith(line, kVersion2)) return line.substr(sizeof(kVersion2) - 2);
  }
  return "";
}

}  // namespace

int64_t ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  int64_t pages = 0;
  int64_t resident_pages = 0;
  file >> pages >> resident_pages;
  return resident_pages * sysconf(_SC_PAGESIZE);
}

int64_t MemoryLimit(const std::string& root) {
  int64_t limit = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
  const auto restrict_to = [&](const std::string& path) {
    limit = std::min(limit, NumberIn(path).value_or(limit));
  };
  const std::string mount = root + "/sys/fs/cgroup";
  // A group has no more than those around it.
  std::string group = ControlGroup(root);
  while (!group.empty()) {
    restrict_to(mount + group + "/memory.max");
    group.resize(group.find_last_of('/'));
  }
  restrict_to(mount + "/memory.max");
  restrict_to(mount + "/memory/memory.limit_in_bytes");
  return limit;
}

}  // namespace atp
