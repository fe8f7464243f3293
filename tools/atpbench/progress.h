#ifndef ATP_TOOLS_ATPBENCH_PROGRESS_H_
#define ATP_TOOLS_ATPBENCH_PROGRESS_H_

#include <sys/types.h>

#include <cstdint>
#include <ostream>
#include <thread>

#include "engine/base/mutex.h"
#include "tools/atpbench/recorder.h"
#include "tools/atpbench/timer.h"

namespace atp {

// How many cores were busy on average during the measured time.
struct BusyCores {
  double server = 0;
  double client = 0;  // this program
};

// Watches a run from a thread of its own: a line a second, and the cores that are used.
class Progress {
 public:
  struct Options {
    int64_t start = 0;         // nanoseconds of the Timer
    int64_t measure_from = 0;  // from then on cores are counted
    pid_t server = 0;          // 0: unknown, counts as idle
  };
  // All but the options must outlive it.
  Progress(const Options& options, const Recorder* recorder, Timer* timer, std::ostream* out);
  ~Progress();

  // Ends the watching. Call once.
  BusyCores Finish();

 private:
  struct Use {
    int64_t instant = 0;
    double server_seconds = 0;
    double client_seconds = 0;
  };

  Use ReadUse() const;
  void Run();
  void Stop();

  const Options options_;
  const Recorder& recorder_;
  Timer& timer_;
  std::ostream& out_;
  Mutex mu_;
  CondVar wake_;
  bool is_stopped_ ATP_GUARDED_BY(mu_) = false;
  Use from_;  // written by the thread, read after it has ended
  std::thread thread_;
};

}  // namespace atp

#endif  // ATP_TOOLS_ATPBENCH_PROGRESS_H_
