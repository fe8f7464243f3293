// The floor of durability: appends a record of the size of a reservation's entry to a file and
// syncs it, one after the other, and prints how long that took as one JSON object.
//
//   sync_floor DIRECTORY SECONDS

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "tools/atpbench/histogram.h"

namespace atp {
namespace {

constexpr size_t kRecordBytes = 200;

int64_t NowNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int Main(const std::string& directory, double seconds) {
  const std::string path = directory + "/sync_floor";
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) {
    std::cerr << "cannot write " << path << "\n";
    return 1;
  }
  const std::string record(kRecordBytes, 'x');
  const int64_t end = NowNanos() + static_cast<int64_t>(seconds * 1e9);
  Histogram syncs;
  bool is_ok = true;
  for (int64_t begin = NowNanos(); is_ok && begin < end; begin = NowNanos()) {
    is_ok = write(file, record.data(), record.size()) == static_cast<ssize_t>(kRecordBytes) &&
            fdatasync(file) == 0;
    syncs.Add(NowNanos() - begin);
  }
  close(file);
  unlink(path.c_str());
  if (!is_ok) {
    std::cerr << "cannot write or sync " << path << "\n";
    return 1;
  }
  std::cout << nlohmann::json{{"count", syncs.count()},
                              {"p50_us", static_cast<double>(syncs.Percentile(50)) / 1000},
                              {"p99_us", static_cast<double>(syncs.Percentile(99)) / 1000}}
                   .dump()
            << "\n";
  return 0;
}

}  // namespace
}  // namespace atp

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: sync_floor DIRECTORY SECONDS\n";
    return 2;
  }
  return atp::Main(argv[1], std::atof(argv[2]));
}
