#include "tools/atpbench/process_use.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace atp {
namespace {

// The number after `name` in a file of "name: number" lines; 0 if there is none.
int64_t NumberIn(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, name.size(), name) != 0) continue;
    std::istringstream rest(line.substr(name.size()));
    int64_t number = 0;
    rest >> number;
    return number;
  }
  return 0;
}

}  // namespace

ProcessUse ReadProcessUse(pid_t pid) {
  const std::string directory = absl::StrCat("/proc/", pid, "/");
  ProcessUse use;
  use.resident_bytes = NumberIn(directory + "status", "VmRSS:") * 1024;
  use.written_bytes = NumberIn(directory + "io", "write_bytes:");
  // "pid (name) state ...": user and system ticks are the 12th and 13th after the name.
  std::ifstream file(directory + "stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return use;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int k = 0; k < 11; ++k) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  use.cpu_seconds = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  return use;
}

int64_t DirectoryBytes(const std::string& directory) {
  int64_t bytes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, error)) {
    const auto size = entry.is_regular_file(error) ? entry.file_size(error) : 0;
    if (!error) bytes += static_cast<int64_t>(size);  // it may have gone meanwhile
  }
  return bytes;
}

}  // namespace atp
