// Files that may be gzip or zstd: what comes out is lines, or DATA_LOSS.

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "engine/base/check.h"
#include "tests/fuzz/fuzz_target.h"
#include "tools/csv/line_source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // A few bytes may stand for gigabytes: enough is read to have seen many buffers.
  constexpr uint64_t kBytesMax = 8 << 20;
  const int file = ::memfd_create("input", 0);
  ATP_CHECK(file >= 0);
  ATP_CHECK(::write(file, data, size) == static_cast<ssize_t>(size));
  const auto lines = atp::LineSource::Open("/proc/self/fd/" + std::to_string(file));
  if (lines.ok()) {
    uint64_t bytes = 0;
    std::string line;
    while (bytes < kBytesMax && (*lines)->Next(&line)) {
      ATP_CHECK(line.size() <= atp::LineSource::kLineBytesMax);
      bytes += line.size() + 1;
    }
    const absl::Status& status = (*lines)->status();
    ATP_CHECK(status.ok() || status.code() == absl::StatusCode::kDataLoss);
  }
  ::close(file);
  return 0;
}
