#include "tools/atpbench/timer.h"

#include <sys/prctl.h>
#include <time.h>

namespace atp {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

}  // namespace

int64_t SteadyTimer::Now() const {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * kNanosPerSecond + now.tv_nsec;
}

void SteadyTimer::WaitUntil(int64_t nanos) {
  // By default Linux may wake a thread 50 us late, to wake several at once.
  static thread_local const int slack = prctl(PR_SET_TIMERSLACK, 1);
  (void)slack;
  const timespec until = {nanos / kNanosPerSecond, nanos % kNanosPerSecond};
  while (Now() < nanos) clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
}

}  // namespace atp
