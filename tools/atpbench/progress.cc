#include "tools/atpbench/progress.h"

#include <unistd.h>

#include "absl/strings/str_format.h"
#include "tools/atpbench/process_use.h"

namespace atp {
namespace {

constexpr int kLookEveryMs = 100;
constexpr int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

Progress::Progress(const Options& options, const Recorder* recorder, Timer* timer,
                   std::ostream* out)
    : options_(options), recorder_(*recorder), timer_(*timer), out_(*out), thread_([this] {
        Run();
      }) {}

Progress::~Progress() { Stop(); }

BusyCores Progress::Finish() {
  const Use until = ReadUse();
  Stop();
  const double seconds = static_cast<double>(until.instant - from_.instant) / kNanosPerSecond;
  if (from_.instant == 0 || seconds <= 0) return BusyCores();
  return {(until.server_seconds - from_.server_seconds) / seconds,
          (until.client_seconds - from_.client_seconds) / seconds};
}

Progress::Use Progress::ReadUse() const {
  Use use;
  use.instant = timer_.Now();
  if (options_.server != 0) use.server_seconds = ReadProcessUse(options_.server).cpu_seconds;
  use.client_seconds = ReadProcessUse(getpid()).cpu_seconds;
  return use;
}

void Progress::Run() {
  int64_t next_line = options_.start + kNanosPerSecond;
  int64_t answered_before = 0;
  MutexLock lock(&mu_);
  while (!is_stopped_) {
    wake_.WaitFor(&mu_, kLookEveryMs);
    const int64_t now = timer_.Now();
    if (from_.instant == 0 && now >= options_.measure_from) from_ = ReadUse();
    if (now < next_line) continue;
    next_line += kNanosPerSecond;
    const int64_t answered = recorder_.answered();
    out_ << absl::StreamFormat(
        "%3d s  %9d answers, %7d/s%s\n", (now - options_.start) / kNanosPerSecond, answered,
        answered - answered_before, now < options_.measure_from ? "  (warming up)" : "");
    out_.flush();
    answered_before = answered;
  }
}

void Progress::Stop() {
  {
    MutexLock lock(&mu_);
    is_stopped_ = true;
    wake_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace atp
