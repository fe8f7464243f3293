#ifndef ATP_SERVER_STOP_SIGNAL_H_
#define ATP_SERVER_STOP_SIGNAL_H_

#include <thread>

#include "engine/base/mutex.h"

namespace atp {

// SIGTERM and SIGINT as something to wait for.
//
//   before SetGraceful()   the process ends at once with exit code 0: there is nothing to finish
//   the first after it     WaitFor() returns true
//   the second             the process ends at once: what was acknowledged is in the log
//
// Make one, in main(), before any other thread: they inherit that these signals are blocked. It
// lives as long as the process.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void SetGraceful();

  // Waits up to `timeout_ms`; true once a signal has come.
  bool WaitFor(int timeout_ms);

 private:
  void Listen();
  void OnSignal(int signal);

  Mutex mu_;
  CondVar changed_;
  bool is_graceful_ ATP_GUARDED_BY(mu_) = false;
  bool has_come_ ATP_GUARDED_BY(mu_) = false;
};

}  // namespace atp

#endif  // ATP_SERVER_STOP_SIGNAL_H_
