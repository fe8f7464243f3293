#ifndef ATP_TOOLS_ATPBENCH_LOAD_RUN_H_
#define ATP_TOOLS_ATPBENCH_LOAD_RUN_H_

#include <atomic>
#include <cstdint>

#include "engine/base/mutex.h"
#include "tools/atpbench/books.h"
#include "tools/atpbench/driver.h"
#include "tools/atpbench/recorder.h"
#include "tools/atpbench/timer.h"
#include "tools/atpbench/workload.h"

namespace atp {

struct LoadOptions {
  // Operations a second at fixed instants, whatever the answers do (open loop); 0: a new operation
  // for each answer (closed loop).
  double rate = 0;
  // Closed loop: always so many at once. Open loop: never more; then sending waits, and latency
  // goes on counting.
  int in_flight = 64;
  // Open loop: nanoseconds after which an answer is of no use, counted as latency is; 0: callers
  // are patient. Callers do not wait for one another: an operation that could not be sent in a
  // tenth of this, because whoever sends is behind, is turned away unsent. What is due within one
  // in 200 of this is sent together.
  int64_t patience = 0;
  int64_t start = 0;     // nanoseconds of the Timer
  int64_t duration = 0;  // nanoseconds, the warm-up included
  // Ends earlier when so many have been sent; 0: no limit.
  int64_t operations = 0;
};

// Sends a workload to a driver and hands the answers to recorder, books and workload.
//
// All that it is given must outlive it. One call of Run() by one thread.
class LoadRun {
 public:
  LoadRun(const LoadOptions& options, Workload* workload, Driver* driver, Recorder* recorder,
          Books* books, Timer* timer);

  // Returns when the duration has passed and everything is answered.
  void Run();

 private:
  void RunOpen();
  void RunClosed();
  // Sends the next one; false, and nothing is sent, if that was all.
  bool Launch(int64_t began);
  double ProgressAt(int64_t instant, int64_t number) const;
  void Leave();
  void Finish(const Operation& operation, int64_t began, const Answer& answer);

  const LoadOptions options_;
  const int64_t end_;
  Workload& workload_;
  Driver& driver_;
  Recorder& recorder_;
  Books& books_;
  Timer& timer_;
  std::atomic<int64_t> sent_{0};
  Mutex mu_;
  CondVar answered_;
  int in_flight_ ATP_GUARDED_BY(mu_) = 0;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_LOAD_RUN_H_
