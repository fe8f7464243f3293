#ifndef ATP_TOOLS_ATPBENCH_SCHEDULE_H_
#define ATP_TOOLS_ATPBENCH_SCHEDULE_H_

#include <cstdint>

namespace atp {

// When each operation of an open loop is to be sent: evenly, and fixed before the first answer is
// known. Latency is measured from this instant, so that an operation that had to wait because the
// server or this program fell behind counts with its wait (no coordinated omission).
class Schedule {
 public:
  // `start` in nanoseconds of the Timer; `rate` in operations a second, above 0.
  Schedule(int64_t start, double rate) : start_(start), nanos_each_(1e9 / rate) {}

  // Each instant is computed from the start, so that rounding does not add up.
  int64_t IntendedAt(int64_t number) const {
    return start_ + static_cast<int64_t>(static_cast<double>(number) * nanos_each_);
  }

 private:
  const int64_t start_;
  const double nanos_each_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_SCHEDULE_H_
