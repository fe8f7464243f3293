#ifndef ATP_TOOLS_ATPBENCH_TIMER_H_
#define ATP_TOOLS_ATPBENCH_TIMER_H_

#include <cstdint>

namespace atp {

// A stopwatch that can also wait: nanoseconds that never run backwards, from some start. Tests
// replace it. Thread-safe.
class Timer {
 public:
  virtual ~Timer() = default;
  virtual int64_t Now() const = 0;
  // Returns at `nanos`, or later by what the machine needs to wake a thread; at once if that has
  // passed.
  virtual void WaitUntil(int64_t nanos) = 0;
};

class SteadyTimer final : public Timer {
 public:
  int64_t Now() const override;
  void WaitUntil(int64_t nanos) override;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_TIMER_H_
